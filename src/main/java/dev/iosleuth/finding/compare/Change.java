package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.statistics.Contrast;
import dev.iosleuth.finding.statistics.Estimate;

/**
 * A figure of a subject in both.
 *
 * @param change in the figure's unit
 * @param low the least that the change is, as surely as all answers are together
 * @param high the most; infinite where nothing bounds it
 * @param visible a rise that would most likely have been seen; NaN where nothing can be told
 */
public record Change(
    Figure figure,
    Estimate before,
    Estimate after,
    Verdict verdict,
    double change,
    double low,
    double high,
    double visible) {
  /** What can be said. */
  public enum Verdict {
    SHOWN,
    NOT_SHOWN,
    /** Too few intervals, or the figure is not told in one of them. */
    CANNOT_TELL
  }

  static Change of(Figure figure, Estimate before, Estimate after, boolean shown, double level) {
    Contrast contrast = Contrast.of(before, after);
    if (Double.isNaN(contrast.chance())) {
      return new Change(
          figure,
          before,
          after,
          Verdict.CANNOT_TELL,
          contrast.change(),
          Double.NaN,
          Double.NaN,
          Double.NaN);
    }
    return new Change(
        figure,
        contrast.before(),
        contrast.after(),
        shown ? Verdict.SHOWN : Verdict.NOT_SHOWN,
        contrast.change(),
        contrast.low(level),
        contrast.high(level),
        contrast.visible(level));
  }

  public boolean shown() {
    return verdict == Verdict.SHOWN;
  }

  /** Of what it was before; NaN of nothing. */
  public double share(double amount) {
    return before.mean() > 0 ? amount / before.mean() : Double.NaN;
  }
}
