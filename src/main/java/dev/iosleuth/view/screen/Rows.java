package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Extract;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Grouping.By;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Wait;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.BalanceText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The rows of a moment. */
final class Rows {
  private final Moment moment;
  private final Ledger ledger;
  private final Optional<By> by;
  private final double totalMs;

  private Rows(Moment moment, Optional<By> by, Optional<NodeId> device) {
    this.moment = moment;
    this.ledger = device.map(d -> Extract.of(moment.ledger(), Set.of(d))).orElse(moment.ledger());
    // the accounts of one device are not devices
    this.by = device.isPresent() ? by.filter(b -> b != By.DEVICE) : by;
    this.totalMs = BalanceText.totalMs(ledger);
  }

  /**
   * Most device time first.
   *
   * @param by without it as people think of them
   * @param device only what was done on it
   */
  static List<Row> of(Moment moment, Optional<By> by, Optional<NodeId> device) {
    var rows = new Rows(moment, by, device);
    List<Grouping.Members> members =
        rows.by
            .map(b -> Grouping.members(rows.ledger, b))
            .orElseGet(() -> Grouping.membersByHabit(rows.ledger));
    return members.stream().filter(m -> !m.group().idle()).map(rows::row).toList();
  }

  /** Whether a part of its name is typed as the filter, in whatever case. */
  static boolean matches(Row row, String filter) {
    Group group = row.group();
    return (group.name() + "\n" + group.host() + "\n" + group.within())
        .toLowerCase(Locale.ROOT)
        .contains(filter.toLowerCase(Locale.ROOT));
  }

  private Row row(Grouping.Members members) {
    Group group = members.group();
    boolean summed = ledger.chosen() || group.inHostTotals();
    double share = totalMs > 0 ? group.moved().deviceMs() / totalMs : 0;
    return new Row(
        key(members),
        group,
        members.accounts(),
        members.device(),
        waits(members),
        summed ? share : Double.NaN);
  }

  private Wait waits(Grouping.Members members) {
    return members
        .device()
        .map(d -> d.flow().map(Wait::of).orElse(Wait.NOTHING))
        .orElseGet(() ->
            members.accounts().stream().map(moment.waits()::of).reduce(Wait.NOTHING, Wait::plus));
  }

  private Row.Key key(Grouping.Members members) {
    Group group = members.group();
    // taken together by name: how many they are changes
    boolean alone = by.filter(b -> b == By.ACCOUNT || b == By.PROCESS).isPresent();
    return new Row.Key(
        group.kind(),
        group.name(),
        group.host(),
        members.device().map(d -> d.node().id().value()).orElse(group.within()),
        alone ? group.pid() : OptionalLong.empty());
  }
}
