package dev.iosleuth.finding.audit;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of settings: as they are, as a line wants them, as the kernel chooses them. */
final class Settings {
  /** {@code none [mq-deadline] bfq}: the one in brackets is chosen. */
  private static final Pattern CHOSEN = Pattern.compile("\\[([^\\]]+)\\]");

  /**
   * Where it does not depend on the host: mm/page-writeback.c, mm/vmscan.c, fs/dcache.c,
   * drivers/md/md.c, drivers/nvme/host/core.c.
   */
  private static final Map<String, String> KERNELS =
      Map.ofEntries(
          Map.entry("proc/sys/vm/swappiness", "60"),
          Map.entry("proc/sys/vm/dirty_ratio", "20"),
          Map.entry("proc/sys/vm/dirty_background_ratio", "10"),
          Map.entry("proc/sys/vm/dirty_bytes", "0"),
          Map.entry("proc/sys/vm/dirty_background_bytes", "0"),
          Map.entry("proc/sys/vm/dirty_expire_centisecs", "3000"),
          Map.entry("proc/sys/vm/dirty_writeback_centisecs", "500"),
          Map.entry("proc/sys/vm/vfs_cache_pressure", "100"),
          Map.entry("proc/sys/vm/laptop_mode", "0"),
          Map.entry("proc/sys/vm/zone_reclaim_mode", "0"),
          Map.entry("proc/sys/dev/raid/speed_limit_min", "1000"),
          Map.entry("proc/sys/dev/raid/speed_limit_max", "200000"),
          Map.entry("sys/module/nvme_core/parameters/io_timeout", "30"));

  private static final Set<String> OF_DEVICE =
      Set.of(
          "physical_block_size",
          "logical_block_size",
          "hw_sector_size",
          "minimum_io_size",
          "optimal_io_size",
          "max_hw_sectors_kb",
          "max_segments",
          "chunk_sectors",
          "zoned");

  /**
   * Schedulers that somebody asked for: of one queue mq-deadline is the kernel's, of several none
   * (block/elevator.c, elevator_get_default()).
   */
  static final Set<String> NEVER_CHOSEN = Set.of("bfq", "kyber");

  /** drivers/scsi/sd.h, SD_TIMEOUT. */
  private static final String SECONDS = "30";

  private Settings() {}

  /** Empty where it cannot be read. */
  static String now(Tree tree, String path) {
    boolean one =
        path.startsWith("proc/sys/")
            || path.startsWith("sys/block/")
            || path.startsWith("sys/module/");
    String text = one ? tree.read(path).map(Text::strip).orElse("") : "";
    Matcher chosen = CHOSEN.matcher(text);
    return chosen.find() ? chosen.group(1) : text.replaceAll("\\s+", " ");
  }

  /** Of a line of sysctl.d, sysfs.conf, udev or tmpfiles.d; empty where it cannot be told. */
  static String wanted(String path, String line) {
    String[] written = line.split("\\s+", 7);
    if (written.length == 7 && written[0].startsWith("w") && written[1].startsWith("/")) {
      return written[6];
    }
    if (path.startsWith("proc/sys/")) {
      // the kernel reads the number and no further (kernel/sysctl.c, do_proc_dointvec())
      String value = line.substring(line.indexOf('=') + 1).replaceFirst("\\s#.*", "");
      return value.strip().replaceAll("\\s+", " ");
    }
    String attribute = path.replaceFirst("sys/block/[^/]+/", "");
    Matcher assigned =
        Pattern.compile("ATTR\\{" + UdevRules.names(attribute) + "\\}\\s*:?=(?!=)\\s*\"([^\"]*)\"")
            .matcher(line);
    return assigned.find() ? assigned.group(1) : "";
  }

  /** What a drive is, and nobody sets (Documentation/ABI/stable/sysfs-block). */
  static boolean ofDevice(String path) {
    return OF_DEVICE.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  /**
   * Whether the kernel's own choice is another one for each device: its depth, its sizes, and by
   * its queues its scheduler.
   */
  static boolean chosenByDevice(String path) {
    return path.contains("/queue/");
  }

  /** Empty where it depends on the host, or is not known. */
  static String kernels(String path) {
    return path.endsWith("/device/timeout") ? SECONDS : KERNELS.getOrDefault(path, "");
  }
}
