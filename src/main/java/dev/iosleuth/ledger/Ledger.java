package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import java.time.Instant;
import java.util.List;

/**
 * The books of one interval: every leaf's counters posted on those who caused them, to the
 * operation, the byte and the millisecond.
 *
 * @param devices in the order of the stack, top down
 * @param accounts by device time, most first
 */
public record Ledger(
    String host,
    Instant start,
    Instant end,
    double seconds,
    List<DeviceLedger> devices,
    List<AccountTotal> accounts,
    List<EdgeFlow> edges,
    List<Note> notes) {
  public Ledger {
    devices = List.copyOf(devices);
    accounts = List.copyOf(accounts);
    edges = List.copyOf(edges);
    notes = List.copyOf(notes);
  }
}
