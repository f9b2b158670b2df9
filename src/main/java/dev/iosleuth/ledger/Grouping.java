package dev.iosleuth.ledger;

import dev.iosleuth.ledger.Account.Kind;
import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Sums the accounts of a ledger by one part of their paths. Nothing is lost on the way: the groups
 * add up to what the accounts do.
 */
public final class Grouping {
  private static final Comparator<Members> MOST_DEVICE_TIME_FIRST =
      Comparator.comparing(
          Members::group,
          Comparator.<Group>comparingDouble(g -> -g.moved().deviceMs())
              .thenComparingLong(g -> -g.moved().bytes())
              .thenComparingLong(g -> -g.moved().ops())
              .thenComparing(Group::kind)
              .thenComparing(Group::name)
              .thenComparing(Group::within)
              .thenComparingLong(g -> g.pid().orElse(-1)));

  private Grouping() {}

  /** What to sum by. */
  public enum By {
    ACCOUNT,
    GUEST,
    CONTAINER,
    UNIT,
    CGROUP,
    PROCESS,
    JOB,
    DEVICE
  }

  /** Tells groups apart. */
  private record Key(
      String kind,
      String name,
      String host,
      OptionalLong pid,
      OptionalLong startTicks,
      String within) {}

  /**
   * A group and those whom it sums.
   *
   * @param device the leaf, when grouped by device
   */
  public record Members(Group group, List<Account> accounts, Optional<DeviceLedger> device) {
    public Members {
      accounts = List.copyOf(accounts);
    }
  }

  /** Most device time first. Replicas, jobs, entries and the unexplained always stand alone. */
  public static List<Group> by(Ledger ledger, By by) {
    return members(ledger, by).stream()
        .map(Members::group)
        .map(group -> ledger.chosen() ? group.withMoved(group.moved()) : group)
        .toList();
  }

  /** The same with those whom each group sums. */
  public static List<Members> members(Ledger ledger, By by) {
    return switch (by) {
      case ACCOUNT -> sum(ledger.accounts(), Grouping::itself);
      case GUEST -> sum(ledger.accounts(), a -> part(a, Kind.GUEST));
      case CONTAINER -> sum(ledger.accounts(), a -> part(a, Kind.CONTAINER));
      case UNIT -> sum(ledger.accounts(), a -> part(a, Kind.UNIT));
      case CGROUP -> sum(ledger.accounts(), Grouping::cgroup);
      case PROCESS -> sum(ledger.accounts(), a -> part(a, Kind.PROCESS));
      case JOB -> sum(ledger.accounts(), a -> part(a, Kind.JOB));
      case DEVICE -> devices(ledger);
    };
  }

  /**
   * As people think of them: the guest, else the container, else processes of one name in one unit
   * or cgroup taken together, else the account itself.
   */
  public static List<Group> byHabit(Ledger ledger) {
    return membersByHabit(ledger).stream().map(Members::group).toList();
  }

  public static List<Members> membersByHabit(Ledger ledger) {
    return sum(ledger.accounts(), Grouping::habit);
  }

  private static Key habit(Account account) {
    Optional<Account.Element> outer =
        account.element(Kind.GUEST).or(() -> account.element(Kind.CONTAINER));
    if (outer.isPresent()) {
      return key(outer.get().kind(), outer.get().name());
    }
    if (account.kind() != Kind.PROCESS) {
      return alone(account);
    }
    String around = around(account);
    return new Key(
        word(Kind.PROCESS), account.name(), "", OptionalLong.empty(), OptionalLong.empty(), around);
  }

  private static String around(Account account) {
    String around =
        account.path().reversed().stream()
            .filter(e -> surrounds(e.kind(), account))
            .map(Account.Element::name)
            .findFirst()
            .orElse("");
    if (account.host().isEmpty()) {
      return around;
    }
    return around.isEmpty() ? account.host() : around + " in " + account.host();
  }

  /** What goes on inside a virtual machine names its guest as its host. */
  private static boolean surrounds(Kind kind, Account account) {
    return switch (kind) {
      case UNIT, CGROUP, CONTAINER -> true;
      case GUEST -> account.host().isEmpty();
      case REPLICA, PROCESS, JOB, ENTRY, UNEXPLAINED -> false;
    };
  }

  private static Key itself(Account account) {
    return new Key(
        word(account.kind()),
        account.name(),
        account.host(),
        account.pid(),
        account.startTicks(),
        account.kind() == Kind.PROCESS ? around(account) : parents(account));
  }

  /** Kept apart only by what tells accounts apart, with nothing shown around them. */
  private static Key alone(Account account) {
    return new Key(
        word(account.kind()),
        account.name(),
        account.host(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        "");
  }

  private static String parents(Account account) {
    return account.path().size() < 2 ? "" : account.path().get(account.path().size() - 2).name();
  }

  private static Key part(Account account, Kind kind) {
    // a guest's name is its own on a host, and what goes on inside it knows no more of it
    if (account.kind() == kind && kind != Kind.GUEST) {
      return itself(account);
    }
    Optional<Account.Element> element = account.element(kind);
    if (element.isPresent()) {
      // a unit in a guest is another than the host's of that name
      String inside = kind == Kind.GUEST ? "" : account.host();
      return new Key(
          word(kind),
          element.get().name(),
          inside,
          OptionalLong.empty(),
          OptionalLong.empty(),
          inside);
    }
    return switch (account.kind()) {
      case REPLICA, JOB, ENTRY, UNEXPLAINED -> alone(account);
      case GUEST, CONTAINER, UNIT, CGROUP, PROCESS ->
          new Key("none", "no " + word(kind), "", OptionalLong.empty(), OptionalLong.empty(), "");
    };
  }

  /** The innermost group that has a name: units, containers and their like are groups, too. */
  private static Key cgroup(Account account) {
    int guest = account.element(Kind.GUEST).map(account.path()::indexOf).orElse(-1);
    for (int i = account.path().size() - 1; i >= 0; i--) {
      String path = account.path().get(i).cgroup();
      if (!path.isEmpty()) {
        String inside = i > guest ? account.host() : "";
        return new Key(
            word(Kind.CGROUP), path, inside, OptionalLong.empty(), OptionalLong.empty(), inside);
      }
    }
    return part(account, Kind.CGROUP);
  }

  private static Key key(Kind kind, String name) {
    return new Key(word(kind), name, "", OptionalLong.empty(), OptionalLong.empty(), "");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static List<Members> sum(List<AccountTotal> totals, Function<Account, Key> keys) {
    var groups = new LinkedHashMap<Key, Group>();
    var accounts = new HashMap<Key, List<Account>>();
    for (AccountTotal total : totals) {
      Key key = keys.apply(total.account());
      groups.merge(key, group(key, total), Group::plus);
      accounts.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(total.account());
    }
    return groups.entrySet().stream()
        .map(e ->
            new Members(
                e.getValue(), accounts.getOrDefault(e.getKey(), List.of()), Optional.empty()))
        .sorted(MOST_DEVICE_TIME_FIRST)
        .toList();
  }

  private static Group group(Key key, AccountTotal total) {
    OptionalLong pid = total.account().kind() == Kind.PROCESS ? total.account().pid() : key.pid();
    return new Group(
        key.kind(),
        key.name(),
        key.host(),
        pid,
        key.within(),
        1,
        true,
        Optional.of(total.issued()),
        Group.Moved.of(total));
  }

  private static List<Members> devices(Ledger ledger) {
    return ledger.devices().stream()
        .filter(d -> d.node().leaf().isPresent())
        .map(Grouping::device)
        .sorted(MOST_DEVICE_TIME_FIRST)
        .toList();
  }

  private static Members device(DeviceLedger device) {
    Node node = device.node();
    Node.LeafKind kind = node.leaf().orElseThrow();
    List<Account> accounts = device.postings().stream().map(Posting::account).distinct().toList();
    var group =
        new Group(
            word(kind),
            node.name().isEmpty() ? node.kernelName() : node.name(),
            "",
            OptionalLong.empty(),
            "",
            accounts.size(),
            kind.inHostTotals(),
            Optional.empty(),
            device.postings().stream()
                .map(Group.Moved::of)
                .reduce(Group.Moved.NOTHING, Group.Moved::plus));
    return new Members(group, accounts, Optional.of(device));
  }
}
