package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.Report;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the reports of a log come to.
 *
 * @param basis what the figures are means of
 * @param reports that they come from
 * @param setAside reports since boot, or of no time, that others follow
 * @param doubtful whether any of them may be of an interval
 * @param averages of the tool's own, which say nothing new
 * @param seconds of all reports together, where each tells its own
 * @param back where its times go back
 * @param skips where there is too much time between them
 * @param devices busiest first
 * @param idle whether a device that a report leaves out did nothing: else it was not there
 * @param untold devices that are left out, since there are too many
 */
public record LogSummary(
    Set<Report.Kind> kinds,
    Report.Basis basis,
    long reports,
    long setAside,
    boolean doubtful,
    long averages,
    OptionalDouble seconds,
    String first,
    String last,
    Back back,
    Skips skips,
    List<DeviceLog> devices,
    boolean idle,
    long untold) {
  /**
   * Reports that cannot be of all the time since the ones above them.
   *
   * @param times how many
   * @param first when the first was printed
   * @param seconds by which it is later than can be
   */
  public record Skips(long times, String first, double seconds) {
    static final Skips NONE = new Skips(0, "", 0);

    Skips and(String time, double more) {
      return times == 0 ? new Skips(1, time, more) : new Skips(times + 1, first, seconds);
    }
  }

  /**
   * Times that are before those above them: the clock was set, or logs stand in another order.
   *
   * @param times how often
   * @param from the first such time's predecessor, as printed
   * @param to the first such time
   * @param seconds by which it lies before
   */
  public record Back(long times, String from, String to, double seconds) {
    static final Back NEVER = new Back(0, "", "", 0);
  }

  public LogSummary {
    kinds = Set.copyOf(kinds);
    devices = List.copyOf(devices);
  }

  public boolean processes() {
    return !kinds.isEmpty() && kinds.stream().allMatch(Report.Kind::processes);
  }

  /** Processes of which nothing tells what they read and wrote. */
  public long unreadable() {
    return processes() ? devices.stream().filter(process -> !process.kib().known()).count() : 0;
  }
}
