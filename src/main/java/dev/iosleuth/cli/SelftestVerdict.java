package dev.iosleuth.cli;

import dev.iosleuth.cli.SelftestLoad.Issued;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What was issued beside what the ledger says.
 *
 * @param rows one a figure
 * @param where the account's figures come from, in words
 */
record SelftestVerdict(List<Row> rows, String where) {
  /**
   * @param issued by this process
   * @param counted by the kernel on the device
   * @param posted on this process's account
   */
  record Row(String what, long issued, long counted, long posted) {
    boolean exact() {
      return issued == counted && issued == posted;
    }
  }

  SelftestVerdict {
    rows = List.copyOf(rows);
  }

  static SelftestVerdict of(Ledger ledger, String device, long pid, Issued issued) {
    Optional<DeviceLedger> found =
        ledger.devices().stream().filter(d -> d.node().kernelName().equals(device)).findFirst();
    Flow.Io reads = found.flatMap(d -> d.flow().optional()).map(Flow::reads).orElse(Flow.Io.ZERO);
    Flow.Io writes = found.flatMap(d -> d.flow().optional()).map(Flow::writes).orElse(Flow.Io.ZERO);
    boolean leaf = found.map(d -> d.node().leaf().isPresent()).orElse(false);
    Posted posted = leaf ? posted(found.orElseThrow(), pid) : issued(ledger, pid);
    var rows = new ArrayList<Row>();
    rows.add(new Row("read operations", issued.reads(), reads.arrivals(), posted.reads()));
    rows.add(new Row("read bytes", issued.readBytes(), reads.bytes(), posted.readBytes()));
    rows.add(new Row("write operations", issued.writes(), writes.arrivals(), posted.writes()));
    rows.add(new Row("write bytes", issued.writeBytes(), writes.bytes(), posted.writeBytes()));
    String where =
        leaf
            ? "The account: this process's postings on " + device + "."
            : "The account: what this process issued; the disks under " + device + " see it later.";
    return new SelftestVerdict(rows, where);
  }

  /** As the ledger has it on the account of this process. */
  private record Posted(long reads, long readBytes, long writes, long writeBytes) {}

  private static Posted posted(DeviceLedger device, long pid) {
    return new Posted(
        sum(device, pid, Direction.READ, Posting::arrivals),
        sum(device, pid, Direction.READ, Posting::bytes),
        sum(device, pid, Direction.WRITE, Posting::arrivals),
        sum(device, pid, Direction.WRITE, Posting::bytes));
  }

  private static long sum(
      DeviceLedger device, long pid, Direction direction, ToLongFunction<Posting> figure) {
    return device.postings().stream()
        .filter(p -> p.direction() == direction && p.account().pid().orElse(-1) == pid)
        .mapToLong(figure)
        .sum();
  }

  private static Posted issued(Ledger ledger, long pid) {
    List<AccountTotal.Issued> own =
        ledger.accounts().stream()
            .filter(t -> t.account().pid().orElse(-1) == pid)
            .map(AccountTotal::issued)
            .toList();
    return new Posted(
        Math.round(own.stream().mapToDouble(AccountTotal.Issued::readOps).sum()),
        own.stream().mapToLong(AccountTotal.Issued::readBytes).sum(),
        Math.round(own.stream().mapToDouble(AccountTotal.Issued::writeOps).sum()),
        own.stream().mapToLong(AccountTotal.Issued::writeBytes).sum());
  }

  boolean passed() {
    return rows.stream().allMatch(Row::exact);
  }

  /**
   * @param cut whether the load was ended before its time
   */
  String text(boolean cut) {
    var text = new StringBuilder();
    text.append(line("", "ISSUED", "COUNTED", "ON ITS ACCOUNT", ""));
    for (Row row : rows) {
      text.append(
          line(
              row.what(),
              number(row.issued()),
              number(row.counted()),
              number(row.posted()),
              row.exact() ? "exact" : "DIFFERS"));
    }
    text.append('\n').append(where).append('\n');
    return text.append(passed() ? (cut ? CUT : PASSED) : DIFFERS).toString();
  }

  private static final String PASSED = "Passed: the ledger found exactly what was issued.\n";

  private static final String CUT =
      "Interrupted: so far the ledger found exactly what was issued.\n";

  private static final String DIFFERS =
      """
      Differs: do not trust this ledger on this kernel before it is known why.
      Run it again; if it stays, please report it with the output of iosleuth capture.
      """;

  private static String line(String what, String issued, String counted, String posted, String ok) {
    return String.format(Locale.ROOT, "%-18s %14s %14s %16s  %s", what, issued, counted, posted, ok)
            .stripTrailing()
        + "\n";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
