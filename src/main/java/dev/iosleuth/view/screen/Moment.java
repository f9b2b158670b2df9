package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.EntryFlow;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.view.text.HostWords;
import dev.iosleuth.view.text.LayersText;
import java.util.List;

/**
 * One interval as it is kept to step back to: without the devices and layers on which nothing
 * happened.
 *
 * @param ledger of what is looked at
 * @param busy how busy the disks were, in a sentence
 * @param alive the processes at its end
 */
public record Moment(Ledger ledger, Stack stack, Waits waits, String busy, Alive alive) {
  /** About what one of each takes in memory, bytes. */
  private static final long DEVICE = 500;

  private static final long EDGE = 300;
  private static final long ACCOUNT = 700;
  private static final long POSTING = 200;

  public static Moment of(Ledger ledger, Stack stack, Waits waits, Alive alive) {
    List<DeviceLedger> moved = ledger.devices().stream().filter(Moment::moved).toList();
    var kept =
        new Ledger(
            ledger.host(),
            ledger.start(),
            ledger.end(),
            ledger.seconds(),
            moved,
            ledger.accounts(),
            ledger.edges().stream().filter(LayersText::moved).toList(),
            ledger.entries().stream().filter(Moment::tells).toList(),
            ledger.notes(),
            ledger.chosen());
    return new Moment(kept, stack, waits, HostWords.busy(ledger, stack), alive);
  }

  /** Something, or why nobody can tell. */
  private static boolean tells(EntryFlow entry) {
    return entry.flow().map(LayersText::moved).orElse(true);
  }

  private static boolean moved(DeviceLedger device) {
    return !device.postings().isEmpty()
        || device.flow().optional().filter(Moment::moved).isPresent();
  }

  private static boolean moved(Flow flow) {
    return flow.busyMs() > 0
        || flow.reads().ops() > 0
        || flow.writes().ops() > 0
        || flow.discards().orElse(Flow.Io.ZERO).ops() > 0;
  }

  /** How many things were not seen or not understood. */
  long unseen() {
    return ledger.notes().stream().filter(n -> n.kind() != Note.Kind.METHOD).count();
  }

  /** About how many bytes it takes, the stack left out, which it shares with others. */
  long bytes() {
    long postings = ledger.devices().stream().mapToLong(d -> d.postings().size()).sum();
    return ledger.devices().size() * DEVICE
        + postings * POSTING
        + (ledger.edges().size() + ledger.entries().size()) * EDGE
        + ledger.accounts().size() * ACCOUNT
        + alive.bytes();
  }
}
