package dev.iosleuth.ledger;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who pays.
 *
 * @param name not escaped
 * @param host the other host of a replica; of what goes on inside a guest the guest's name; else
 *     empty
 * @param pid and start time in ticks since boot, of a process or guest; else empty
 * @param path outermost first, the account itself last
 */
public record Account(
    Kind kind,
    String name,
    String host,
    OptionalLong pid,
    OptionalLong startTicks,
    List<Element> path)
    implements Comparable<Account> {

  /** Kinds of payers, outermost first. */
  public enum Kind {
    GUEST,
    REPLICA,
    CONTAINER,
    UNIT,
    CGROUP,
    PROCESS,
    JOB,
    ENTRY,
    UNEXPLAINED
  }

  /**
   * One element of a path.
   *
   * @param cgroup the path of the cgroup that it is; empty where it is none
   */
  public record Element(Kind kind, String name, String cgroup) {
    public Element(Kind kind, String name) {
      this(kind, name, kind == Kind.CGROUP ? name : "");
    }
  }

  public static final Account UNEXPLAINED_ACCOUNT = simple(Kind.UNEXPLAINED, "unexplained");

  public Account {
    path = List.copyOf(path);
  }

  public static Account simple(Kind kind, String name) {
    return new Account(
        kind,
        name,
        "",
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(new Element(kind, name)));
  }

  /** The outermost element of that kind. */
  public Optional<Element> element(Kind wanted) {
    return path.stream().filter(e -> e.kind() == wanted).findFirst();
  }

  /** The order that breaks ties: kind, name, host, pid, start. */
  @Override
  public int compareTo(Account other) {
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : name.compareTo(other.name);
    order = order != 0 ? order : host.compareTo(other.host);
    order = order != 0 ? order : Long.compare(pid.orElse(-1), other.pid.orElse(-1));
    order = order != 0 ? order : Long.compare(startTicks.orElse(-1), other.startTicks.orElse(-1));
    return order != 0 ? order : path.toString().compareTo(other.path.toString());
  }
}
