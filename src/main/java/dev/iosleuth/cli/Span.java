package dev.iosleuth.cli;

import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Sample;

/** Several samples in a row as one interval: from the first to the last. */
final class Span {
  private final Sample first;
  private final Intervals.Viewer viewer;
  private final Glances glances = new Glances();
  private Sample last;
  private int steps;
  private double firstStep;

  Span(Sample first, Intervals.Viewer viewer) {
    this.first = first;
    this.viewer = viewer;
    this.last = first;
  }

  Sample last() {
    return last;
  }

  boolean shows() {
    return steps > 0;
  }

  void add(Sample next) {
    viewer.step(last, next);
    last = next;
    firstStep = steps == 0 ? seconds() : firstStep;
    steps++;
    glances.add(next);
  }

  double seconds() {
    return (last.nanos() - first.nanos()) / 1e9;
  }

  /** Seconds from the first sample to the next. */
  double firstStep() {
    return firstStep;
  }

  /** How many intervals were shown: one, or none. */
  long only() {
    if (!shows()) {
      return 0;
    }
    show();
    return 1;
  }

  /** Who ended, and what was open, between samples in the middle counts, too. */
  boolean show() {
    return viewer.show(first, steps == 1 ? last : glances.complete(last));
  }
}
