package dev.iosleuth.finding.compare;

import dev.iosleuth.ledger.Group;
import java.util.Comparator;

/**
 * What is found again in the other recording: its number there may be another, its name is not.
 *
 * @param kind {@code device}, or an account's kind in lower case
 * @param name not escaped
 * @param within the unit, cgroup or container around it, or the other host of a replica; or empty
 */
public record Subject(String kind, String name, String within) implements Comparable<Subject> {
  private static final String DEVICE = "device";

  static Subject device(String name) {
    return new Subject(DEVICE, name, "");
  }

  static Subject of(Group group) {
    return new Subject(
        group.kind(), group.name(), group.host().isEmpty() ? group.within() : group.host());
  }

  static Subject process(String name) {
    return new Subject("process", name, "");
  }

  public boolean isDevice() {
    return kind.equals(DEVICE);
  }

  @Override
  public int compareTo(Subject other) {
    return Comparator.comparing(Subject::kind)
        .thenComparing(Subject::name)
        .thenComparing(Subject::within)
        .compare(this, other);
  }
}
