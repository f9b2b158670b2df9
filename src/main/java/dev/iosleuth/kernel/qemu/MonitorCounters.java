package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The counters of a guest's disks as its monitor told them within one connection.
 *
 * @param nanos since boot, when they were asked for
 * @param held for how many nanoseconds the monitor was taken, where it is known
 * @param status running, paused, prelaunch, …
 * @param jobs what qemu itself does to the disks
 */
public record MonitorCounters(
    long nanos,
    OptionalLong held,
    Reading<String> status,
    Reading<Rows<DiskCounters>> disks,
    Reading<Rows<BlockJob>> jobs) {

  /** What a QMP monitor said. */
  public static Reading<MonitorCounters> qmp(Text text) {
    return QmpAnswers.parse(text)
        .map(answers ->
            new MonitorCounters(
                answers.asked().nanos(),
                answers.asked().held(),
                answers.of(QmpCommand.QUERY_STATUS).field("status").text(),
                QueryBlockstats.read(answers.of(QmpCommand.QUERY_BLOCKSTATS)),
                BlockJobs.read(answers.of(QmpCommand.QUERY_BLOCK_JOBS))));
  }

  /**
   * What a human monitor said. Disks made by {@code -blockdev} are nameless in it: {@link #under}
   * names them.
   */
  public static Reading<MonitorCounters> hmp(Text text) {
    return HmpAnswers.parse(text)
        .map(answers ->
            new MonitorCounters(
                answers.asked().nanos(),
                answers.asked().held(),
                answers.line(HmpCommand.INFO_STATUS).map(MonitorCounters::status),
                answers.of(HmpCommand.INFO_BLOCKSTATS).map(InfoBlockstats::parse),
                answers.of(HmpCommand.INFO_BLOCK_JOBS).map(BlockJobs::parse)));
  }

  /** Of "VM status: paused (prelaunch)" the last word. */
  private static String status(String line) {
    String words = line.startsWith("VM status: ") ? line.substring("VM status: ".length()) : line;
    int bracket = words.indexOf('(');
    return bracket < 0 ? words : words.substring(bracket + 1).replace(")", "");
  }

  /** The same with the names of controllers and nodes, see {@link #named}. */
  public MonitorCounters under(Rows<BlockDisk> described) {
    return new MonitorCounters(
        nanos,
        held,
        status,
        disks.map(rows -> new Rows<>(named(rows.rows(), described.rows()), rows.damaged())),
        jobs);
  }

  /**
   * Counters with the names of controllers and nodes. The human monitor lists counters and disks in
   * one order; where their numbers or names differ, disks came or went in between, and nothing is
   * named.
   */
  public static List<DiskCounters> named(List<DiskCounters> rows, List<BlockDisk> described) {
    boolean alike = rows.size() == described.size() && described.size() > 0;
    for (int i = 0; alike && i < rows.size(); i++) {
      alike = isSame(rows.get(i).device(), described.get(i).device());
    }
    if (!alike) {
      return rows;
    }
    var named = new ArrayList<DiskCounters>();
    for (int i = 0; i < rows.size(); i++) {
      named.add(rows.get(i).of(described.get(i)));
    }
    return named;
  }

  /** A nameless disk is shown under the name of its node there. */
  private static boolean isSame(String counted, String described) {
    return counted.isEmpty() || counted.equals(described);
  }
}
