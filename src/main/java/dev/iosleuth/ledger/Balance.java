package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether the books balance: what the postings of each leaf add up to against what the kernel
 * counted there, and the accounts against the leaves that count in the host's totals.
 */
public record Balance(List<Difference> differences) {
  /** Shares are decimals; the busy time is in whole milliseconds. */
  private static final double MOST_MS_OFF = 1.0;

  public Balance {
    differences = List.copyOf(differences);
  }

  /**
   * @param device kernel name, or "accounts" for the sum over the host
   * @param what in words: "read operations"
   */
  public record Difference(String device, String what, double counted, double posted) {}

  public boolean balances() {
    return differences.isEmpty();
  }

  public static Balance of(Ledger ledger) {
    var found = new ArrayList<Difference>();
    double hostMs = 0;
    for (DeviceLedger device : ledger.devices()) {
      Node node = device.node();
      if (node.leaf().isPresent()) {
        device.flow().optional().ifPresent(flow -> compare(device, flow, found));
        hostMs += ledger.sums(device) ? posted(device) : 0;
      }
    }
    double accountsMs = ledger.accounts().stream().mapToDouble(AccountTotal::deviceMs).sum();
    if (Math.abs(accountsMs - hostMs) > MOST_MS_OFF) {
      found.add(new Difference("accounts", "ms of device time", hostMs, accountsMs));
    }
    return new Balance(found);
  }

  private static void compare(DeviceLedger device, Flow flow, List<Difference> found) {
    Flow.Io discards = flow.discards().orElse(Flow.Io.ZERO);
    long flushes = flow.flushes().map(Flow.Flushes::ops).orElse(0L);
    io(device, Direction.READ, "read", flow.reads(), found);
    io(device, Direction.WRITE, "write", flow.writes(), found);
    io(device, Direction.DISCARD, "discard", discards, found);
    long postedFlushes = sum(device, Direction.FLUSH, Posting::ops);
    check(device, "flushes", flushes, postedFlushes, found);
    double postedMs = posted(device);
    if (!(Math.abs(flow.busyMs() - postedMs) <= MOST_MS_OFF)) {
      double counted = (double) flow.busyMs();
      found.add(new Difference(name(device), "ms of device time", counted, postedMs));
    }
  }

  private static void io(
      DeviceLedger device,
      Direction direction,
      String name,
      Flow.Io counted,
      List<Difference> found) {
    long ops = sum(device, direction, Posting::ops);
    long bytes = sum(device, direction, Posting::bytes);
    check(device, name + " operations", counted.ops(), ops, found);
    check(device, name + " bytes", counted.bytes(), bytes, found);
    long merges = sum(device, direction, p -> p.arrivals() - p.ops());
    check(device, name + " merges", counted.merges(), merges, found);
  }

  private static void check(
      DeviceLedger device, String what, long counted, long posted, List<Difference> found) {
    if (counted != posted) {
      found.add(new Difference(name(device), what, (double) counted, (double) posted));
    }
  }

  private static String name(DeviceLedger device) {
    return device.node().kernelName();
  }

  private static long sum(
      DeviceLedger device, Direction direction, ToLongFunction<Posting> figure) {
    return device.postings().stream()
        .filter(p -> p.direction() == direction)
        .mapToLong(figure)
        .sum();
  }

  private static double posted(DeviceLedger device) {
    return device.postings().stream().mapToDouble(Posting::deviceMs).sum();
  }
}
