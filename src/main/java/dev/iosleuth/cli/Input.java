package dev.iosleuth.cli;

import dev.iosleuth.sample.Collector;
import java.util.OptionalDouble;
import java.util.Set;

/** Where the samples come from. */
sealed interface Input {
  /**
   * This host, now.
   *
   * @param seconds from one sample to the next
   * @param count of intervals; 0: until stopped
   * @param wanted numbers of processes whose open files are asked for, whatever they do
   * @param also what is asked beside the kernel
   */
  record Live(double seconds, long count, Set<Integer> wanted, Set<Collector.Ask> also)
      implements Input {
    public Live {
      wanted = Set.copyOf(wanted);
    }

    Live(double seconds, long count) {
      this(seconds, count, Set.of());
    }

    Live(double seconds, long count, Set<Integer> wanted) {
      this(seconds, count, wanted, Set.of());
    }
  }

  /**
   * @param partial whether a recording cut short will do
   */
  record Recorded(String file, Choice choice, boolean partial) implements Input {}

  /**
   * @param elapsed seconds between the two; empty: as their proc/uptime says
   * @param partial whether trees cut short will do
   */
  record Trees(String before, String after, OptionalDouble elapsed, boolean partial)
      implements Input {}

  /** Which samples of a recording. */
  sealed interface Choice {
    /** From the first to the last, as one interval. */
    record Whole() implements Choice {}

    /**
     * Interval after interval.
     *
     * @param seconds at least, as far as there are samples; 0: every sample to the next
     * @param count of intervals; 0: to the end
     */
    record Each(double seconds, long count) implements Choice {
      static final Each ALL = new Each(0, 0);
    }

    /** The interval that holds the time. */
    record At(When time) implements Choice {}

    /** From the last sample up to one time to the first from the other on, as one interval. */
    record Between(When from, When to) implements Choice {}
  }
}
