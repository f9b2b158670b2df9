package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What parents were given of the children that they waited for: the kernel adds the I/O of a reaped
 * process, and of those that it reaped itself, to its parent's /proc/PID/io (kernel/exit.c,
 * wait_task_zombie). It is on the children's own accounts and must not be posted twice.
 */
final class Reaped {
  /** Bytes over the children's whole lives. */
  record Sum(long readBytes, long writeBytes, long cancelledWriteBytes) {
    static final Sum NOTHING = new Sum(0, 0, 0);

    /**
     * @param earlier the child's figures in the sample before: what it had reaped by then is among
     *     them, and is handed up with its own
     */
    Sum plus(ExitedProcess child, PidIo earlier) {
      return new Sum(
          readBytes + Math.max(child.readBytes(), earlier.readBytes()),
          writeBytes + Math.max(child.writeBytes(), earlier.writeBytes()),
          cancelledWriteBytes
              + Math.max(child.cancelledWriteBytes(), earlier.cancelledWriteBytes()));
    }
  }

  private final Map<Integer, Sum> byParent = new HashMap<>();

  Reaped(List<ExitedProcess> ended, Function<ExitedProcess, PidIo> earlier) {
    var parents = new HashMap<Integer, Integer>();
    ended.forEach(child -> parents.put(child.pid(), child.parent()));
    for (ExitedProcess child : ended) {
      int heir = heir(child.parent(), parents);
      byParent.put(heir, of(heir).plus(child, earlier.apply(child)));
    }
  }

  /**
   * Where nobody hears of exits: who was there before and is gone, with what was known of him then.
   * That is no I/O of this interval, whoever is given it now; what came after it is his heir's.
   */
  static List<ExitedProcess> seen(Sample before, Sample after) {
    var gone = new ArrayList<ExitedProcess>();
    for (ProcessSample process : before.processes().values()) {
      PidStat stat = process.stat();
      ProcessSample now = after.processes().get(stat.pid());
      if ((now == null || !now.id().equals(process.id()))
          && process.io() instanceof Reading.Known<PidIo>(PidIo io)) {
        gone.add(
            new ExitedProcess(
                stat.pid(),
                stat.parent(),
                stat.comm(),
                stat.startTicks(),
                io.readBytes(),
                io.writeBytes(),
                io.cancelledWriteBytes(),
                Map.of(),
                List.of()));
      }
    }
    return gone;
  }

  /** The nearest ancestor that still lives: through the ended ones between it was handed up. */
  private static int heir(int parent, Map<Integer, Integer> parents) {
    var seen = new HashSet<Integer>();
    int at = parent;
    while (parents.containsKey(at) && seen.add(at)) {
      at = parents.getOrDefault(at, 0);
    }
    return at;
  }

  Sum of(int parent) {
    return byParent.getOrDefault(parent, Sum.NOTHING);
  }
}
