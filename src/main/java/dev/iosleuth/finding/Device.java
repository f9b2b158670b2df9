package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import java.util.Arrays;
import java.util.Optional;

/**
 * A block device of a case.
 *
 * @param name the kernel's, or the one that a log printed; under others' control
 * @param label what the administrator typed, where that is another
 * @param bottom whether nothing below it is counted here, as far as is known
 * @param whole what it did from the first moment of the case to the last; absent for a device that
 *     came, went or was reset
 * @param node in the stack; empty in a log
 */
public record Device(
    String name,
    String label,
    Kind kind,
    boolean bottom,
    Reading<Figures> whole,
    Optional<Node> node) {

  /** As far as it matters for what its figures mean. */
  public enum Kind {
    /** Turns, and does one thing after the other. */
    SPINNING,
    /** Does several things at once, as do the next ones. */
    FLASH,
    NVME,
    /** Of a log, which does not say whether it turns. */
    DISK,
    /** A guest's disk seen from inside: anything may be behind it. */
    VIRTUAL,
    REMOTE,
    MEMORY,
    PATH,
    ARRAY,
    VOLUME,
    DRBD,
    LOOP,
    CACHE,
    PARTITION,
    UNKNOWN;

    /** Whether it is known to do one thing after the other, so that 100 % busy is all it can. */
    public boolean serial() {
      return this == SPINNING;
    }
  }

  /** NaN where it is not told. */
  public double get(Metric metric) {
    return whole.map(figures -> figures.get(metric)).orElse(Double.NaN);
  }

  /** Why not all of these are known; empty if they are. */
  public Optional<String> missing(Metric... metrics) {
    if (whole.whyNot().isPresent()) {
      return whole.whyNot();
    }
    for (Metric metric : metrics) {
      if (Double.isNaN(get(metric))) {
        return Optional.of("nothing tells its " + metric.word());
      }
    }
    return Optional.empty();
  }

  /** Whether anything happened at it, or may have: where nothing tells, it was not idle. */
  public boolean active() {
    double[] signs = {
      get(Metric.TRANSFERS_PER_SECOND), get(Metric.UTIL_PERCENT), get(Metric.QUEUE)
    };
    return Arrays.stream(signs).anyMatch(sign -> sign > 0)
        || Arrays.stream(signs).allMatch(Double::isNaN);
  }

  /** Whether any request of it was completed, or may have been. */
  public boolean transfers() {
    return get(Metric.TRANSFERS_PER_SECOND) != 0;
  }
}
