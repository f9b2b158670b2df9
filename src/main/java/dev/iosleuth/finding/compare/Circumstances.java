package dev.iosleuth.finding.compare;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Under which the figures of one side came about: settings, what was there, what was running.
 *
 * @param found values by what they are of
 */
public record Circumstances(Map<Key, String> found) {
  public static final Circumstances UNKNOWN = new Circumstances(Map.of());

  public Circumstances {
    found = java.util.Collections.unmodifiableMap(new TreeMap<>(found));
  }

  /** Kinds of circumstances, in the order in which they are told. */
  public enum Kind {
    HOST,
    JOB,
    GUEST,
    DEVICE,
    MOUNT,
    SETTING
  }

  /**
   * @param whole whether it counts as a difference, too, when only one side has it: a thing that
   *     came or went, not a setting that could not be read
   */
  public record Key(Kind kind, String subject, String what, boolean whole)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::kind)
          .thenComparing(Key::subject)
          .thenComparing(Key::what)
          .compare(this, other);
    }
  }
}
