package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Meminfo;
import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.kernel.proc.Mountstats;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.kernel.proc.Pressure;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.kernel.proc.Vmstat;
import dev.iosleuth.kernel.proc.XfsStat;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counters of the whole host. */
final class SystemReader {
  private static final long KIB = 1024;
  private static final long SMALLEST_PAGE = 4096;
  private static final long LARGEST_PAGE = 65536;

  private static final String KSM = "sys/kernel/mm/ksm";

  /** The others tell how the daemon got on, which nobody asks. */
  private static final List<String> KSM_FILES =
      List.of("run", "pages_shared", "pages_sharing", "pages_to_scan", "sleep_millisecs");

  private SystemReader() {}

  static SystemSample read(Tree tree, ToolAnswers tools, Findings findings) {
    Reading<Map<String, Long>> vmstat =
        findings
            .noted(tree.read("proc/vmstat").then(Vmstat::parse))
            .map(parsed -> {
              findings.damaged("proc/vmstat", parsed.damaged());
              return parsed.values();
            });
    Reading<Map<String, Long>> meminfo =
        findings
            .noted(tree.read("proc/meminfo").then(Meminfo::parse))
            .map(parsed -> {
              findings.damaged("proc/meminfo", parsed.damaged());
              return parsed.kib();
            });
    Reading<Stat> stat = findings.noted(tree.read("proc/stat").then(Stat::parse));
    stat.optional().ifPresent(parsed -> findings.damaged("proc/stat", parsed.damaged()));
    Reading<NetDev> network = findings.noted(tree.read("proc/net/dev").then(NetDev::parse));
    network.optional().ifPresent(parsed -> findings.damaged("proc/net/dev", parsed.damaged()));
    return new SystemSample(
        vmstat,
        meminfo,
        stat,
        pageBytes(vmstat, meminfo),
        new SystemSample.Pressures(
            pressure(tree, "io", findings),
            pressure(tree, "memory", findings),
            pressure(tree, "cpu", findings)),
        network,
        findings.noted(tree.read("proc/modules").then(Modules::parse)),
        ksm(tree, findings),
        findings.noted(tree.read("sys/kernel/uevent_seqnum").then(Fields::number)),
        findings.noted(tree.read("proc/fs/xfs/stat").then(XfsStat::parse)),
        findings.noted(tree.read("proc/self/mountstats").then(Mountstats::parse)),
        tools);
  }

  private static Reading<Pressure> pressure(Tree tree, String of, Findings findings) {
    return findings.noted(tree.read("proc/pressure/" + of).then(Pressure::parse));
  }

  private static Reading<Map<String, Long>> ksm(Tree tree, Findings findings) {
    var values = new HashMap<String, Long>();
    for (String name : KSM_FILES) {
      Reading<Long> value = findings.noted(tree.read(KSM + "/" + name).then(Fields::number));
      if (value instanceof Reading.Absent<Long>(String why)) {
        return Reading.absent(why);
      }
      value.optional().ifPresent(known -> values.put(name, known));
    }
    return Reading.known(Map.copyOf(values));
  }

  /**
   * No file tells the size of a page, but two tell the same memory in pages and in KiB, a moment
   * apart: the power of two that fits best.
   */
  private static long pageBytes(
      Reading<Map<String, Long>> vmstat, Reading<Map<String, Long>> meminfo) {
    long pages = vmstat.map(values -> values.getOrDefault("nr_mapped", 0L)).orElse(0L);
    long kib = meminfo.map(values -> values.getOrDefault("Mapped", 0L)).orElse(0L);
    if (pages <= 0 || kib <= 0) {
      return SMALLEST_PAGE;
    }
    long size = SMALLEST_PAGE;
    while (size < LARGEST_PAGE && pages * size * 3 / 2 < kib * KIB) {
      size *= 2;
    }
    return size;
  }
}
