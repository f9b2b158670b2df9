package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCmdline;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whose open files belong into a sample: the same processes that the collector will ask, so
 * that a recording holds what a replay reads.
 */
public final class Activity {
  private Map<String, PidIo> before = new HashMap<>();
  private Map<String, PidIo> now = new HashMap<>();
  private int sample;

  /** Begins another sample. */
  public void next() {
    before = now;
    now = new HashMap<>();
    sample++;
  }

  /** To be asked once a sample about each process, with what was written down of it. */
  public boolean of(String pid, Reading<Text> io, Reading<Text> stat, Reading<Text> command) {
    Reading<PidStat> process = stat.then(PidStat::parse);
    if (process.map(PidStat::kernelThread).orElse(true)) {
      return false;
    }
    PidIo was = before.getOrDefault(pid, PidIo.ZERO);
    PidIo is = io.then(PidIo::parse).orElse(was);
    now.put(pid, is);
    boolean moved =
        is.readBytes() != was.readBytes()
            || is.writeBytes() != was.writeBytes()
            || is.cancelledWriteBytes() != was.cancelledWriteBytes();
    return (moved && sample > 1) || isWatched(process, command);
  }

  private static boolean isWatched(Reading<PidStat> process, Reading<Text> command) {
    Reading<List<String>> words = command.then(PidCmdline::parse).map(PidCmdline::arguments);
    return process.map(stat -> Guests.isWatched(stat, words)).orElse(false);
  }
}
