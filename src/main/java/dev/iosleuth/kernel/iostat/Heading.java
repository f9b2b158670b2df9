package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One heading of a column: what it means and in what unit.
 *
 * <p>sysstat's iostat.c and pr_stats.c in versions 5 to 12.7; svctm is known and means nothing: it
 * was computed from %util, and sysstat itself warned of it until it took it out in 12.1.2.
 *
 * @param figure empty for what is shown as printed and not used
 * @param factor by which the printed number becomes the figure
 */
record Heading(Optional<Figure> figure, double factor) {
  private static final double SECTOR_KIB = 0.5;
  private static final double MIB = 1024;
  private static final double GIB = 1024 * MIB;

  /** Shown as printed and not used. */
  static final Heading UNUSED = new Heading(Optional.empty(), 1);

  private static final Map<String, Heading> KNOWN = known();

  static Optional<Heading> of(String printed) {
    return Optional.ofNullable(KNOWN.get(printed));
  }

  /** Whether a column of this name holds what a row is about. */
  static boolean names(String printed) {
    return switch (printed) {
      case "Device", "Device:", "DEV", "Filesystem:", "Command" -> true;
      default -> false;
    };
  }

  /**
   * Headings that stand without a blank between them, as columns that are too narrow make them;
   * empty if they are no known ones.
   */
  static List<String> apart(String glued) {
    for (int length = glued.length(); length > 0; length--) {
      String first = glued.substring(0, length);
      if (!KNOWN.containsKey(first)) {
        continue;
      }
      if (length == glued.length()) {
        return List.of(first);
      }
      List<String> rest = apart(glued.substring(length));
      if (!rest.isEmpty()) {
        var parts = new ArrayList<String>();
        parts.add(first);
        parts.addAll(rest);
        return parts;
      }
    }
    return List.of();
  }

  private static Map<String, Heading> known() {
    var known = new HashMap<String, Heading>();
    put(known, Figure.READS_PER_SECOND, 1, "r/s", "rops/s");
    put(known, Figure.WRITES_PER_SECOND, 1, "w/s", "wops/s");
    put(known, Figure.DISCARDS_PER_SECOND, 1, "d/s");
    put(known, Figure.FLUSHES_PER_SECOND, 1, "f/s");
    put(known, Figure.TRANSFERS_PER_SECOND, 1, "tps", "ops/s");
    sizes(known, Figure.READ_KIB_PER_SECOND, "rkB/s", "rMB/s", "rGB/s", "rsec/s");
    sizes(known, Figure.WRITE_KIB_PER_SECOND, "wkB/s", "wMB/s", "wGB/s", "wsec/s");
    sizes(known, Figure.DISCARD_KIB_PER_SECOND, "dkB/s", "dMB/s", "dGB/s", "dsec/s");
    sizes(known, Figure.READ_KIB_PER_SECOND, "kB_read/s", "MB_read/s", "GB_read/s", "Blk_read/s");
    sizes(known, Figure.WRITE_KIB_PER_SECOND, "kB_wrtn/s", "MB_wrtn/s", "GB_wrtn/s", "Blk_wrtn/s");
    sizes(
        known, Figure.DISCARD_KIB_PER_SECOND, "kB_dscd/s", "MB_dscd/s", "GB_dscd/s", "Blk_dscd/s");
    sizes(
        known,
        Figure.WRITE_AND_DISCARD_KIB_PER_SECOND,
        "kB_w+d/s",
        "MB_w+d/s",
        "GB_w+d/s",
        "Blk_w+d/s");
    sizes(known, Figure.READ_KIB, "kB_read", "MB_read", "GB_read", "Blk_read");
    sizes(known, Figure.WRITE_KIB, "kB_wrtn", "MB_wrtn", "GB_wrtn", "Blk_wrtn");
    sizes(known, Figure.DISCARD_KIB, "kB_dscd", "MB_dscd", "GB_dscd", "Blk_dscd");
    sizes(known, Figure.WRITE_AND_DISCARD_KIB, "kB_w+d", "MB_w+d", "GB_w+d", "Blk_w+d");
    sizes(known, Figure.KIB_PER_SECOND, "kB/s", "MB/s", "GB/s", "sec/s");
    // sar of sysstat 5 to 11, pidstat, and network file systems of iostat -n
    put(known, Figure.KIB_PER_SECOND, SECTOR_KIB, "sect/s", "blks/s");
    put(known, Figure.READ_KIB_PER_SECOND, SECTOR_KIB, "rd_sec/s", "rBlk_svr/s");
    put(known, Figure.WRITE_KIB_PER_SECOND, SECTOR_KIB, "wr_sec/s", "wBlk_svr/s");
    put(known, Figure.READ_KIB_PER_SECOND, 1, "kB_rd/s", "rkB_svr/s");
    put(known, Figure.WRITE_KIB_PER_SECOND, 1, "kB_wr/s", "wkB_svr/s");
    put(known, Figure.READ_KIB_PER_SECOND, MIB, "rMB_svr/s");
    put(known, Figure.WRITE_KIB_PER_SECOND, MIB, "wMB_svr/s");
    put(known, Figure.CANCELLED_KIB_PER_SECOND, 1, "kB_ccwr/s");
    put(known, Figure.DELAY_TICKS, 1, "iodelay");
    put(known, Figure.READ_MERGES_PER_SECOND, 1, "rrqm/s");
    put(known, Figure.WRITE_MERGES_PER_SECOND, 1, "wrqm/s");
    put(known, Figure.DISCARD_MERGES_PER_SECOND, 1, "drqm/s");
    put(known, Figure.MERGES_PER_SECOND, 1, "rqm/s");
    put(known, Figure.READ_MERGED_PERCENT, 1, "%rrqm", "rrqm");
    put(known, Figure.WRITE_MERGED_PERCENT, 1, "%wrqm", "wrqm");
    put(known, Figure.DISCARD_MERGED_PERCENT, 1, "%drqm", "drqm");
    put(known, Figure.READ_WAIT_MS, 1, "r_await");
    put(known, Figure.WRITE_WAIT_MS, 1, "w_await");
    put(known, Figure.DISCARD_WAIT_MS, 1, "d_await");
    put(known, Figure.FLUSH_WAIT_MS, 1, "f_await");
    put(known, Figure.WAIT_MS, 1, "await");
    put(known, Figure.READ_SIZE_KIB, 1, "rareq-sz");
    put(known, Figure.WRITE_SIZE_KIB, 1, "wareq-sz");
    put(known, Figure.DISCARD_SIZE_KIB, 1, "dareq-sz");
    put(known, Figure.SIZE_KIB, 1, "areq-sz");
    put(known, Figure.SIZE_KIB, SECTOR_KIB, "avgrq-sz");
    put(known, Figure.QUEUE, 1, "aqu-sz", "avgqu-sz");
    put(known, Figure.UTIL_PERCENT, 1, "%util", "util");
    // iotop, and sadf -j
    put(known, Figure.READ_KIB_PER_SECOND, 1, "DISK READ", "rkB");
    put(known, Figure.WRITE_KIB_PER_SECOND, 1, "DISK WRITE", "wkB");
    put(known, Figure.DISCARD_KIB_PER_SECOND, 1, "dkB");
    put(known, Figure.READ_KIB_PER_SECOND, SECTOR_KIB, "rd_sec");
    put(known, Figure.WRITE_KIB_PER_SECOND, SECTOR_KIB, "wr_sec");
    put(known, Figure.SWAP_IN_PERCENT, 1, "SWAPIN");
    put(known, Figure.IO_WAIT_PERCENT, 1, "IO>");
    put(known, Figure.UTIL_PERCENT, 1, "util-percent");
    known.put("svctm", UNUSED);
    known.put("UID", UNUSED);
    known.put("PID", UNUSED);
    known.put("TGID", UNUSED);
    known.put("TID", UNUSED);
    return Map.copyOf(known);
  }

  private static void put(
      Map<String, Heading> known, Figure figure, double factor, String... printed) {
    for (String name : printed) {
      known.put(name, new Heading(Optional.of(figure), factor));
    }
  }

  private static void sizes(
      Map<String, Heading> known,
      Figure figure,
      String kibi,
      String mebi,
      String gibi,
      String sectors) {
    put(known, figure, 1, kibi);
    put(known, figure, MIB, mebi);
    put(known, figure, GIB, gibi);
    put(known, figure, SECTOR_KIB, sectors);
  }
}
