package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Meminfo;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.kernel.proc.Vmstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.Map;

/** Counters of the whole host. */
final class SystemReader {
  private static final long KIB = 1024;
  private static final long SMALLEST_PAGE = 4096;
  private static final long LARGEST_PAGE = 65536;

  private SystemReader() {}

  static SystemSample read(Tree tree, Findings findings) {
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
    return new SystemSample(vmstat, meminfo, stat, pageBytes(vmstat, meminfo));
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
