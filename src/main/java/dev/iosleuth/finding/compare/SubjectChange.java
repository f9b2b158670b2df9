package dev.iosleuth.finding.compare;

import java.util.List;
import java.util.Optional;

/** All figures of one subject in both. */
public record SubjectChange(Subject subject, List<Change> figures) {
  public SubjectChange {
    figures = List.copyOf(figures);
  }

  public boolean shown() {
    return figures.stream().anyMatch(Change::shown);
  }

  /** Empty where neither tells it. */
  public Optional<Change> figure(Figure figure) {
    return figures.stream().filter(change -> change.figure() == figure).findFirst();
  }

  /** How much device time it had where it had more; without that its bytes, without unit. */
  public double weight() {
    double time = most(Figure.DEVICE_TIME);
    return time > 0 ? time : most(Figure.BYTES) * 1e-12;
  }

  private double most(Figure figure) {
    return figure(figure)
        .map(change -> Math.max(zero(change.before().mean()), zero(change.after().mean())))
        .orElse(0.0);
  }

  private static double zero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
