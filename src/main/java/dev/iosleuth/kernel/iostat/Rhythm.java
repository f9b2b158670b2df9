package dev.iosleuth.kernel.iostat;

import java.util.OptionalDouble;

/**
 * How long the reports of one run are, by the times printed beside them. A tool sleeps for the same
 * time before each: one that comes after many times that was preceded by a gap (two excerpts in one
 * file), or its time is damaged, and it is as long as the others. Counters are of all the time.
 */
final class Rhythm {
  /** Chosen: a host that was held up may have kept a tool from waking for some intervals. */
  private static final double GAP = 10;

  /** Reports alike, before one is held against them. */
  private static final int ENOUGH = 3;

  private static final double ALIKE = 1.5;

  /** Seconds, chosen: nobody waits longer for a second report. */
  private static final double LONGEST = 86_400;

  private double usual = Double.NaN;
  private double last = Double.NaN;
  private int times;

  /** The same, as long as it can have been. */
  Report of(Report report) {
    boolean counters = report.kind().counters();
    if (counters || report.basis() != Report.Basis.INTERVAL || report.seconds().isEmpty()) {
      return report;
    }
    double seconds = report.seconds().getAsDouble();
    boolean again = alike(seconds, last);
    last = seconds;
    if (times >= ENOUGH && seconds > GAP * usual && !again) {
      return report.lasting(OptionalDouble.of(usual)).after(seconds - usual);
    }
    if (times < ENOUGH && seconds > LONGEST) {
      return report.lasting(OptionalDouble.empty()).after(seconds);
    }
    times = alike(seconds, usual) ? times + 1 : 1;
    usual = seconds;
    return report;
  }

  private static boolean alike(double one, double other) {
    return one < other * ALIKE && other < one * ALIKE;
  }
}
