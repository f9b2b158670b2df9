package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks the agents within guests what the guests' own kernels counted. Whether there is one behind
 * its port cannot be known but by asking: one that is silent is left alone for a while.
 */
final class GuestAgents {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private static final String SILENT = "did not answer";

  /** Since when, on the tree's clock. */
  private Map<ProcessId, Long> silent = new HashMap<>();

  void forget() {
    silent = new HashMap<>();
  }

  void ask(
      Tree tree, List<GuestMonitors.Asked> guests, GuestMonitors.Round round, Findings findings) {
    long now = tree.moment().nanos();
    var due = new LinkedHashMap<String, ProcessId>();
    var still = new HashMap<ProcessId, Long>();
    for (GuestMonitors.Asked guest : guests) {
      Long since = silent.get(guest.process());
      if (since != null && now - since <= PATIENCE) {
        still.put(guest.process(), since);
        round.inside().put(guest.process(), Reading.absent("its agent " + SILENT + " lately"));
      } else if (guest.hasAgent()) {
        due.put(Monitors.AGENT.path(guest.pid()), guest.process());
      }
    }
    if (!due.isEmpty()) {
      Map<String, Reading<Text>> said = tree.readAll(due.keySet());
      round.texts().putAll(said);
      due.forEach((path, guest) -> {
        Reading<GuestDiskstats> told =
            findings.noted(
                said.getOrDefault(path, Reading.absent("not asked")).then(GuestDiskstats::parse));
        told.optional().ifPresent(t -> findings.damaged(path, t.disks().damaged()));
        if (told instanceof Reading.Absent<GuestDiskstats>(String why) && why.contains(SILENT)) {
          still.put(guest, now);
        }
        round.inside().put(guest, told);
      });
    }
    silent = still;
  }
}
