package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.Node;
import java.util.Locale;
import java.util.OptionalLong;

/** What accounts and nodes are called in front of people; harmless and of bounded width. */
public final class Labels {
  private Labels() {}

  /** The host; a bare tree may not tell its name. */
  static String host(Ledger ledger, int columns) {
    return ledger.host().isEmpty() ? "host not captured" : Escape.terminal(ledger.host(), columns);
  }

  /** {@code web1}, {@code dd (backup.service) x200}, {@code r7 (replica of node2)}. */
  public static String of(Group group, int columns) {
    String count =
        group.kind().equals("process") && group.members() > 1 ? " x" + group.members() : "";
    String pid =
        group.members() == 1 && group.pid().isPresent() && group.kind().equals("process")
            ? "[" + group.pid().getAsLong() + "]"
            : "";
    return of(group.kind(), group.name(), pid, group.host(), group.within(), count, columns);
  }

  /** An account, or so many processes of its name. */
  static String of(Account account, long members, int columns) {
    boolean one = account.kind() == Account.Kind.PROCESS && members == 1;
    String pid = one && account.pid().isPresent() ? "[" + account.pid().getAsLong() + "]" : "";
    String parent =
        account.path().size() < 2 ? "" : account.path().get(account.path().size() - 2).name();
    boolean inside =
        account.kind() != Account.Kind.REPLICA
            && !account.host().isEmpty()
            && !account.host().equals(parent);
    String within = inside ? parent + " in " + account.host() : parent;
    return of(
        account.kind().name().toLowerCase(Locale.ROOT),
        account.name(),
        pid,
        account.host(),
        within,
        members > 1 ? " x" + members : "",
        columns);
  }

  /** The same for all processes of that name in that place. */
  static Account anyOf(Account account) {
    return new Account(
        account.kind(),
        account.name(),
        account.host(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        account.path());
  }

  private static String of(
      String kind, String name, String pid, String host, String within, String count, int columns) {
    String around =
        switch (kind) {
          case "replica" -> host.isEmpty() ? "replica" : "replica of " + host;
          case "entry" -> "by whom unknown";
          default -> within;
        };
    int room = columns - pid.length() - count.length();
    if (around.isEmpty()) {
      return Escape.terminal(name, room) + pid + count;
    }
    int forName =
        Math.min(
            Width.of(Escape.terminal(name)),
            Math.max(room / 2, room - 3 - Width.of(Escape.terminal(around))));
    String shown = Escape.terminal(name, forName);
    int left = room - Width.of(shown) - 3;
    String parent = left < 4 ? "" : " (" + Escape.terminal(around, left) + ")";
    return shown + pid + parent + count;
  }

  /** What the administrator typed, else the kernel's name. */
  public static String of(Node node, int columns) {
    return Escape.terminal(node.name().isEmpty() ? node.kernelName() : node.name(), columns);
  }

  /** Whether the kernel calls it otherwise; {@code web1:vda} is vda of web1's kernel. */
  static boolean hasTwo(Node node) {
    String within = node.attribute("guest") + ":";
    String plain =
        node.name().startsWith(within) ? node.name().substring(within.length()) : node.name();
    return !node.kernelName().isEmpty() && !plain.isEmpty() && !plain.equals(node.kernelName());
  }

  /** With the kernel's name beside it where that is another. */
  static String both(Node node, int columns) {
    if (!hasTwo(node)) {
      return of(node, columns);
    }
    String kernel = Escape.terminal(node.kernelName(), Math.min(20, columns / 2));
    return of(node, columns - Width.of(kernel) - 1) + " " + kernel;
  }
}
