package dev.iosleuth.view.json;

import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.view.text.Escape;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The books as CSV (RFC 4180, but lines end in a line feed): one row a posting, or one row a group.
 * Texts are quoted, escaped as for a terminal and never taken for a formula; what is absent is an
 * empty field.
 */
public final class LedgerCsv {
  private static final String POSTINGS =
      "host,start,end,seconds,device,kernel_name,leaf_kind,account_kind,account,account_host,pid,"
          + "path,direction,ops,arrivals,bytes,device_ms,basis,via\n";
  private static final String GROUPS =
      "host,start,end,seconds,kind,name,name_host,pid,within,members,in_host_totals,device_ms,"
          + "read_ops,write_ops,discard_ops,flush_ops,read_bytes,write_bytes,discard_bytes,"
          + "issued_read_ops,issued_write_ops,issued_read_bytes,issued_write_bytes\n";

  private LedgerCsv() {}

  /**
   * Every posting of every leaf.
   *
   * @param header whether the names of the columns come first: with the first of several intervals
   */
  public static String postings(Ledger ledger, boolean header) {
    var text = new StringBuilder(header ? POSTINGS : "");
    for (DeviceLedger device : ledger.devices()) {
      device.postings().forEach(p -> text.append(posting(ledger, device, p)));
    }
    return text.toString();
  }

  /** The accounts summed by a part of their paths. */
  public static String groups(Ledger ledger, Grouping.By by, boolean header) {
    var text = new StringBuilder(header ? GROUPS : "");
    Grouping.by(ledger, by).forEach(g -> text.append(group(ledger, g)));
    return text.toString();
  }

  private static String posting(Ledger ledger, DeviceLedger device, Posting posting) {
    var account = posting.account();
    return interval(ledger)
            .add(Escape.csv(LedgerJson.name(device.node())))
            .add(Escape.csv(device.node().kernelName()))
            .add(device.node().leaf().map(LedgerCsv::word).orElse(""))
            .add(word(account.kind()))
            .add(Escape.csv(account.name()))
            .add(Escape.csv(account.host()))
            .add(number(account.pid()))
            .add(
                Escape.csv(
                    account.path().stream()
                        .map(e -> word(e.kind()) + ":" + e.name())
                        .collect(Collectors.joining(" > "))))
            .add(word(posting.direction()))
            .add(Long.toString(posting.ops()))
            .add(Long.toString(posting.arrivals()))
            .add(Long.toString(posting.bytes()))
            .add(decimal(posting.deviceMs()))
            .add(word(posting.basis()))
            .add(
                Escape.csv(
                    posting.via().stream().map(n -> n.value()).collect(Collectors.joining(" > "))))
        + "\n";
  }

  private static String group(Ledger ledger, Group group) {
    Group.Moved moved = group.moved();
    return interval(ledger)
            .add(group.kind())
            .add(Escape.csv(group.name()))
            .add(Escape.csv(group.host()))
            .add(number(group.pid()))
            .add(Escape.csv(group.within()))
            .add(Integer.toString(group.members()))
            .add(Boolean.toString(group.inHostTotals()))
            .add(decimal(moved.deviceMs()))
            .add(Long.toString(moved.readOps()))
            .add(Long.toString(moved.writeOps()))
            .add(Long.toString(moved.discardOps()))
            .add(Long.toString(moved.flushOps()))
            .add(Long.toString(moved.readBytes()))
            .add(Long.toString(moved.writeBytes()))
            .add(Long.toString(moved.discardBytes()))
            .add(group.issued().map(LedgerCsv::issued).orElse(",,,"))
        + "\n";
  }

  private static String issued(AccountTotal.Issued issued) {
    return new StringJoiner(",")
        .add(decimal(issued.readOps()))
        .add(decimal(issued.writeOps()))
        .add(Long.toString(issued.readBytes()))
        .add(Long.toString(issued.writeBytes()))
        .toString();
  }

  private static StringJoiner interval(Ledger ledger) {
    return new StringJoiner(",")
        .add(Escape.csv(ledger.host()))
        .add(ledger.dated() ? ledger.start().toString() : "")
        .add(ledger.dated() ? ledger.end().toString() : "")
        .add(decimal(ledger.seconds()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "";
  }

  private static String decimal(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
