package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.OptionalLong;

/**
 * The counters of a guest's disks as its monitor told them within one connection.
 *
 * @param nanos since boot, when they were asked for
 * @param held for how many nanoseconds the monitor was taken, where it is known
 * @param status running, paused, prelaunch, …
 */
public record MonitorCounters(
    long nanos, OptionalLong held, Reading<String> status, Reading<Rows<DiskCounters>> disks) {

  /** What a QMP monitor said. */
  public static Reading<MonitorCounters> qmp(Text text) {
    return QmpAnswers.parse(text)
        .map(answers ->
            new MonitorCounters(
                answers.asked().nanos(),
                answers.asked().held(),
                answers.of(QmpCommand.QUERY_STATUS).field("status").text(),
                QueryBlockstats.read(answers.of(QmpCommand.QUERY_BLOCKSTATS))));
  }
}
