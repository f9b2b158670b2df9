package dev.iosleuth.lab;

import dev.iosleuth.ledger.Account;
import java.util.EnumSet;
import java.util.Set;

/**
 * What one program counted itself while it ran.
 *
 * @param group its cgroup; "-" for none
 * @param syncs calls of fsync, each of which may be an empty flush
 */
record Load(
    String name,
    String group,
    How how,
    long readOps,
    long readBytes,
    long writeOps,
    long writeBytes,
    long syncs) {
  /** Who is never the one that caused a load. */
  private static final Set<Account.Kind> NOBODY =
      EnumSet.of(Account.Kind.JOB, Account.Kind.ENTRY, Account.Kind.UNEXPLAINED);

  /** How it reached the disk, in the words of the truth file. */
  enum How {
    DIRECT("direct"),
    BUFFERED("buffered"),
    BUFFERED_V1("buffered-v1");

    private final String word;

    How(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  long bytes() {
    return readBytes + writeBytes;
  }

  /** Whether the account names this program, or the group, unit or container that it ran in. */
  boolean answersTo(Account account) {
    return !NOBODY.contains(account.kind())
        && account.path().stream().map(Account.Element::name).anyMatch(this::isCalled);
  }

  private boolean isCalled(String name) {
    // by its number, within a part of the path: a slice that holds many is nobody's name
    boolean container = name.length() >= 12 && !name.contains("/") && group.contains(name);
    return name.equals(this.name) || group.endsWith("/" + name) || group.equals(name) || container;
  }
}
