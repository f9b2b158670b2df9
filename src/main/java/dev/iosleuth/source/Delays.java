package dev.iosleuth.source;

import dev.iosleuth.kernel.proc.PidSchedstat;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.monitor.Silence;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Why monitors did not answer in time: they are silent, or nobody could have: on a busy host those
 * who ask and those who are asked wait for a processor.
 */
final class Delays {
  private static final String OWN = "proc/thread-self/schedstat";

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Tree tree;
  private final Reading<Long> own;
  private final Map<String, Reading<Long>> others = new HashMap<>();

  /**
   * To be made before they are asked, by the thread that does.
   *
   * @param pids of those who will be asked
   */
  Delays(Tree tree, Collection<String> pids) {
    this.tree = tree;
    this.own = waited(OWN);
    pids.forEach(pid -> others.put(pid, waited("proc/" + pid + "/schedstat")));
  }

  private Reading<Long> waited(String path) {
    return tree.read(path).then(PidSchedstat::parse).map(PidSchedstat::waitedNanos);
  }

  /** What was said, or the reason why nothing was, with what the kernel knows of it. */
  Reading<Text> explained(String pid, Reading<Text> said) {
    if (!(said instanceof Reading.Absent<Text>(String why)) || !Silence.passes(why)) {
      return said;
    }
    char state =
        tree.read("proc/" + pid + "/stat").then(PidStat::parse).map(PidStat::state).orElse('?');
    if (state == 'T' || state == 't') {
      return Reading.absent("qemu is stopped, by a signal or a debugger: " + why);
    }
    return Silence.isHeld(why) || Silence.isTalk(why)
        ? said
        : Reading.absent(why + late(pid, state, why));
  }

  private String late(String pid, char state, String why) {
    long ours = millis(own, waited(OWN));
    Reading<Long> before = others.getOrDefault(pid, Reading.absent("not asked"));
    long its = millis(before, waited("proc/" + pid + "/schedstat"));
    boolean explained = state == 'R' || Silence.isExplainedBy(its, why);
    if (!explained && !Silence.isExplainedBy(ours, why)) {
      return Silence.isMute(why) ? ": it is silent" : "";
    }
    // what it says while we wait is heard all the same
    return (explained || !Silence.isMute(why)
            ? ": this host was too busy to ask it in time"
            : ": it is silent, or this host too busy")
        + " (waited for a processor: our own thread "
        + ours
        + " ms, its qemu "
        + its
        + (state == 'R' ? " ms and is at work or waits still)" : " ms)");
  }

  private static long millis(Reading<Long> before, Reading<Long> now) {
    return before.then(then -> now.map(n -> (n - then) / NANOS_PER_MILLI)).orElse(0L);
  }
}
