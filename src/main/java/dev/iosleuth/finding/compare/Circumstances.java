package dev.iosleuth.finding.compare;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Under which the figures of one side came about: settings, what was there, what was running.
 *
 * @param found values by what they are of
 * @param told of which kinds it is known what was there: what is not found among them was not
 */
public record Circumstances(Map<Key, String> found, Set<Kind> told) {
  /** Of a log, which tells nothing of the kind. */
  public static final Circumstances UNKNOWN = new Circumstances(Map.of(), Set.of());

  public Circumstances {
    found = Collections.unmodifiableMap(new TreeMap<>(found));
    told = Set.copyOf(told);
  }

  /** Whether anything is known of it. */
  public boolean known() {
    return !found.isEmpty();
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
