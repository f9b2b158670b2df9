package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import java.util.List;

/** Disks that were there all the time and have no figures all the same: gaps in the books. */
final class UncountedDisks {
  private static final String COUNTERS = "proc/diskstats";

  private UncountedDisks() {}

  /**
   * @param chosen whether the devices were asked for: then those too that host totals leave out
   * @param others notes: where one says that no counters could be read at all, that is enough
   */
  static List<Note> notes(List<DeviceLedger> devices, boolean chosen, List<Note> others) {
    if (others.stream().anyMatch(UncountedDisks::tellsNoCounters)) {
      return List.of();
    }
    return devices.stream()
        .filter(
            device -> device.node().leaf().map(kind -> chosen || kind.inHostTotals()).orElse(false))
        .flatMap(device ->
            Differences.gap(device.flow())
                .map(why -> new Note(Note.Kind.GAP, device.node().kernelName(), why))
                .stream())
        .toList();
  }

  private static boolean tellsNoCounters(Note note) {
    return note.kind() == Note.Kind.GAP && note.subject().equals(COUNTERS);
  }
}
