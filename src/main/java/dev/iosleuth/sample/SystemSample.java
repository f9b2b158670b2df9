package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.kernel.proc.Mountstats;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.kernel.proc.Pressure;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.kernel.proc.XfsStat;
import dev.iosleuth.reading.Reading;
import java.util.Map;

/**
 * Counters of the whole host: not on anybody's account, but evidence.
 *
 * @param vmstat /proc/vmstat by name
 * @param meminfoKib /proc/meminfo by name, KiB
 * @param stat /proc/stat
 * @param pageBytes size of a page
 * @param ksm /sys/kernel/mm/ksm by name
 * @param uevents /sys/kernel/uevent_seqnum: how many events of devices there were since boot
 * @param xfs what all mounted xfs wrote to their journals
 * @param mounts what NFS counted of its mounts
 * @param tools asked once, by those who explain
 */
public record SystemSample(
    Reading<Map<String, Long>> vmstat,
    Reading<Map<String, Long>> meminfoKib,
    Reading<Stat> stat,
    long pageBytes,
    Pressures pressure,
    Reading<NetDev> network,
    Reading<Modules> modules,
    Reading<Map<String, Long>> ksm,
    Reading<Long> uevents,
    Reading<XfsStat> xfs,
    Reading<Mountstats> mounts,
    ToolAnswers tools) {
  /** /proc/pressure, since 4.20 where it is switched on. */
  public record Pressures(Reading<Pressure> io, Reading<Pressure> memory, Reading<Pressure> cpu) {}

  public static SystemSample absent(String why) {
    return new SystemSample(
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        4096,
        new Pressures(Reading.absent(why), Reading.absent(why), Reading.absent(why)),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        ToolAnswers.absent(why));
  }
}
