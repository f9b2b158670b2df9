package dev.iosleuth.model;

import dev.iosleuth.ledger.Account;
import java.util.Locale;
import java.util.Set;

/**
 * The truth: who is behind an operation.
 *
 * @param kind coarse: any of container, unit, cgroup and process stand for a process in its cgroup
 * @param names any of which an account must bear; of jobs: a word that its name must contain
 * @param direct issued at once, not written back later
 */
record Cause(Account.Kind kind, Set<String> names, boolean direct) {
  Cause {
    names = Set.copyOf(names);
  }

  static Cause guest(String name) {
    return new Cause(Account.Kind.GUEST, Set.of(name), true);
  }

  static Cause job(String... words) {
    return new Cause(Account.Kind.JOB, Set.of(words), true);
  }

  static Cause replica(String... names) {
    return new Cause(Account.Kind.REPLICA, Set.of(names), true);
  }

  boolean job() {
    return kind == Account.Kind.JOB;
  }

  /** Whether a posting on that account is on the right account. */
  boolean answersTo(Account account) {
    return switch (kind) {
      case GUEST, REPLICA ->
          account.path().stream().anyMatch(e -> e.kind() == kind && named(e.name()))
              || (account.kind() == kind && named(account.name()));
      case JOB -> account.kind() == Account.Kind.JOB && spokenOf(account.name());
      case CONTAINER, UNIT, CGROUP, PROCESS ->
          account.path().stream().anyMatch(e -> program(e.kind()) && named(e.name()))
              || (program(account.kind()) && named(account.name()));
      case ENTRY ->
          (account.kind() == Account.Kind.ENTRY || account.kind() == Account.Kind.JOB)
              && spokenOf(account.name());
      case UNEXPLAINED -> account.kind() == kind;
    };
  }

  private static boolean program(Account.Kind kind) {
    return switch (kind) {
      case CONTAINER, UNIT, CGROUP, PROCESS -> true;
      case GUEST, REPLICA, JOB, ENTRY, UNEXPLAINED -> false;
    };
  }

  /** A cgroup may be shown by its path or by its last part. */
  private boolean named(String shown) {
    return names.stream()
        .anyMatch(n -> shown.equals(n) || shown.endsWith("/" + n) || n.endsWith("/" + shown));
  }

  private boolean spokenOf(String shown) {
    String lower = shown.toLowerCase(Locale.ROOT);
    return names.stream().anyMatch(lower::contains);
  }
}
