package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Diskstats.Flushes;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.reading.Reading;
import java.util.Arrays;
import java.util.List;

/**
 * A device's counters at two instants, as {@code iostat -x} would print what lies between them
 * (sysstat 12.7, rd_stats.c compute_ext_disk_stats and iostat.c write_plain_ext_stat).
 *
 * @param busyMs NaN where it was not told, as is {@code weightedMs}
 */
record Counters(
    String name,
    Io reads,
    Io writes,
    Reading<Io> discards,
    Reading<Flushes> flushes,
    double busyMs,
    double weightedMs) {
  /** As iostat -x prints them, and the totals of plain reports. */
  static final Layout LAYOUT =
      new Layout(
          List.of(
              "r/s",
              "rkB/s",
              "rrqm/s",
              "%rrqm",
              "r_await",
              "rareq-sz",
              "w/s",
              "wkB/s",
              "wrqm/s",
              "%wrqm",
              "w_await",
              "wareq-sz",
              "d/s",
              "dkB/s",
              "drqm/s",
              "%drqm",
              "d_await",
              "dareq-sz",
              "f/s",
              "f_await",
              "aqu-sz",
              "%util",
              "kB_read",
              "kB_wrtn",
              "kB_dscd"));

  private static final double SECTORS_A_KIB = 2;
  private static final double MS = 1000;

  /** Milliseconds and, on some kernels, operations are counted in 32 bits. */
  private static final double WORD = 0x1p32;

  private static final Io UNTOLD = new Io(-1, -1, -1, -1);
  private static final Flushes NEVER = new Flushes(-1, -1);

  static Counters of(Diskstats.Row row) {
    return new Counters(
        row.name(),
        row.reads(),
        row.writes(),
        row.discards(),
        row.flushes(),
        row.busyMs(),
        row.weightedMs());
  }

  /** Of a kernel before 2.6.25, which tells what was asked for and no times. */
  static Counters ofPartition(Diskstats.Row row) {
    return new Counters(
        row.name(),
        new Io(row.reads().ops(), -1, row.reads().sectors(), -1),
        new Io(row.writes().ops(), -1, row.writes().sectors(), -1),
        row.discards(),
        row.flushes(),
        Double.NaN,
        Double.NaN);
  }

  /** Since the host started, without rates. */
  Row alone() {
    var zero = new Counters(name, Io.ZERO, Io.ZERO, zero(discards), none(flushes), 0, 0);
    return since(zero, Double.NaN);
  }

  /** One of which nothing can be told but its name. */
  static Row unknown(String name, Row.State state) {
    var nothing = new double[LAYOUT.headings().size()];
    Arrays.fill(nothing, Double.NaN);
    return new Row(name, LAYOUT, nothing, state);
  }

  /** For messages, in the order in which both tools print them. */
  String text() {
    return name + text(reads) + text(writes) + (Double.isNaN(busyMs) ? "" : " - " + (long) busyMs);
  }

  private static String text(Io io) {
    return " " + io.ops() + " " + io.merges() + " " + io.sectors() + " " + io.ms();
  }

  /** Whether any counter that both tell is less than it was. */
  boolean goesBack(Counters before) {
    Flushes first = before.flushes.orElse(NEVER);
    Flushes last = flushes.orElse(NEVER);
    return back(before.reads, reads)
        || back(before.writes, writes)
        || back(before.discards.orElse(UNTOLD), discards.orElse(UNTOLD))
        || back(first.ops(), last.ops())
        || back(first.ms(), last.ms())
        || back(before.busyMs, busyMs)
        || back(before.weightedMs, weightedMs);
  }

  private static boolean back(Io before, Io after) {
    return back(before.ops(), after.ops())
        || back(before.merges(), after.merges())
        || back(before.sectors(), after.sectors())
        || back(before.ms(), after.ms());
  }

  private static boolean back(long before, long after) {
    return before >= 0 && after >= 0 && Double.isNaN(grown(before, after));
  }

  private static boolean back(double before, double after) {
    return before >= 0 && after >= 0 && Double.isNaN(gone(before, after));
  }

  private static Reading<Io> zero(Reading<Io> reading) {
    return reading.map(_ -> Io.ZERO);
  }

  private static Reading<Flushes> none(Reading<Flushes> reading) {
    return reading.map(_ -> new Flushes(0, 0));
  }

  /**
   * @param seconds NaN where nothing tells them
   */
  Row since(Counters before, double seconds) {
    var printed = new double[LAYOUT.headings().size()];
    int at = put(printed, 0, before.reads, reads, seconds);
    at = put(printed, at, before.writes, writes, seconds);
    at = put(printed, at, before.discards.orElse(UNTOLD), discards.orElse(UNTOLD), seconds);
    Flushes first = before.flushes.orElse(NEVER);
    Flushes last = flushes.orElse(NEVER);
    double flushed = grown(first.ops(), last.ops());
    printed[at++] = flushed / seconds;
    printed[at++] = quotient(grown(first.ms(), last.ms()), flushed);
    printed[at++] = gone(before.weightedMs, weightedMs) / MS / seconds;
    printed[at++] = gone(before.busyMs, busyMs) / MS / seconds * 100;
    printed[at++] = grown(before.reads.sectors(), reads.sectors()) / SECTORS_A_KIB;
    printed[at++] = grown(before.writes.sectors(), writes.sectors()) / SECTORS_A_KIB;
    printed[at] =
        grown(before.discards.orElse(UNTOLD).sectors(), discards.orElse(UNTOLD).sectors())
            / SECTORS_A_KIB;
    // one that went back makes no row that could be relied on
    boolean whole =
        !Double.isNaN(grown(before.reads.ops(), reads.ops()))
            && !Double.isNaN(grown(before.writes.ops(), writes.ops()));
    return new Row(name, LAYOUT, printed, whole ? Row.State.WHOLE : Row.State.UNKNOWN);
  }

  private static int put(double[] printed, int from, Io before, Io after, double seconds) {
    double ops = grown(before.ops(), after.ops());
    double merges = grown(before.merges(), after.merges());
    double kib = grown(before.sectors(), after.sectors()) / SECTORS_A_KIB;
    printed[from] = ops / seconds;
    printed[from + 1] = kib / seconds;
    printed[from + 2] = merges / seconds;
    printed[from + 3] = 100 * quotient(merges, ops + merges);
    printed[from + 4] = quotient(grown(before.ms(), after.ms()), ops);
    printed[from + 5] = quotient(kib, ops);
    return from + 6;
  }

  /** As iostat prints it: 0 of nothing. */
  private static double quotient(double part, double of) {
    return of == 0 ? 0 : part / of;
  }

  /** NaN where the counter is not told or went back. */
  private static double grown(long before, long after) {
    return before < 0 || after < 0 ? Double.NaN : gone((double) before, (double) after);
  }

  private static double gone(double before, double after) {
    double gone = after - before;
    if (gone >= 0) {
      return gone;
    }
    // once round the word, if that is the shorter way
    return before < WORD && gone + WORD < WORD / 2 ? gone + WORD : Double.NaN;
  }
}
