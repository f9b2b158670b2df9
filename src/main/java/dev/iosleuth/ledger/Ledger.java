package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The books of one interval: every leaf's counters posted on those who caused them, to the
 * operation, the byte and the millisecond.
 *
 * @param devices in the order of the stack, top down
 * @param accounts by device time, most first
 * @param edges between block devices
 * @param entries above and beside them: whoever asks, and files
 * @param chosen whether {@code devices} are those that somebody asked for: then all of their leaves
 *     are summed, those too that host totals leave out
 */
public record Ledger(
    String host,
    Instant start,
    Instant end,
    double seconds,
    List<DeviceLedger> devices,
    List<AccountTotal> accounts,
    List<EdgeFlow> edges,
    List<EntryFlow> entries,
    List<Note> notes,
    boolean chosen) {
  public Ledger {
    entries = List.copyOf(entries);
    devices = List.copyOf(devices);
    accounts = List.copyOf(accounts);
    edges = List.copyOf(edges);
    notes = List.copyOf(notes);
  }

  /** Of a whole host. */
  public Ledger(
      String host,
      Instant start,
      Instant end,
      double seconds,
      List<DeviceLedger> devices,
      List<AccountTotal> accounts,
      List<EdgeFlow> edges,
      List<Note> notes) {
    this(host, start, end, seconds, devices, accounts, edges, List.of(), notes, false);
  }

  /**
   * Between the two readings of the disks' counters, by which all that they counted is divided: a
   * slow host reads them some time before or after the sample's own.
   */
  public double counted() {
    return counted(devices, seconds);
  }

  static double counted(List<DeviceLedger> devices, double interval) {
    return devices.stream()
        .flatMap(device -> device.flow().optional().stream())
        .mapToDouble(Flow::seconds)
        .findFirst()
        .orElse(interval);
  }

  /** Whether it is known when this was: a bare capture may not tell, and begins at the epoch. */
  public boolean dated() {
    return !start.equals(Instant.EPOCH);
  }

  /** The same books with one more note. */
  public Ledger with(Note note) {
    List<Note> all = Stream.concat(notes.stream(), Stream.of(note)).toList();
    return new Ledger(host, start, end, seconds, devices, accounts, edges, entries, all, chosen);
  }

  /** Whether a device is one of those that the accounts add up. */
  public boolean sums(DeviceLedger device) {
    return device.node().leaf().map(kind -> chosen || kind.inHostTotals()).orElse(false);
  }
}
