package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What users felt: response times of an application, as CSV ({@link ResponseCsv}) or as the answer
 * of Prometheus to a range query ({@link PrometheusRange}).
 *
 * @param damaged what was not understood; it is not among the series
 */
public record ResponseTimes(List<Series> series, List<Reading.Malformed<?>> damaged) {
  /** More would be compared with more disks than anybody reads about. */
  static final int MOST_SERIES = 24;

  /** A month: who answers later is not waited for. */
  private static final double MOST_MS = 31.0 * 24 * 3600 * 1000;

  /** Whether a response can take that long. */
  static boolean possible(double ms) {
    return ms >= 0 && ms <= MOST_MS;
  }

  /** What the numbers of a series are. */
  public enum Unit {
    SECONDS(1000, "(?:.*[^a-z])?(?:s|secs?|seconds)(?:[^a-z].*)?"),
    MILLISECONDS(1, "(?:.*[^a-z])?(?:ms|msecs?|millis|milliseconds)(?:[^a-z].*)?");

    private final double ms;
    private final Pattern name;

    Unit(double ms, String name) {
      this.ms = ms;
      this.name = Pattern.compile(name, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    double ms() {
      return ms;
    }

    /** What a name says of its numbers: {@code http_duration_seconds}, {@code p99 (ms)}. */
    static Optional<Unit> of(String name) {
      if (MILLISECONDS.name.matcher(name).matches()) {
        return Optional.of(MILLISECONDS);
      }
      return SECONDS.name.matcher(name).matches() ? Optional.of(SECONDS) : Optional.empty();
    }
  }

  /** One response, or the mean of some. */
  public record Point(Instant time, double ms) {}

  /**
   * One of several.
   *
   * @param name as the file has it, under others' control; empty where it has none
   * @param unit of the numbers in the file
   * @param guessed whether nothing told the unit
   * @param ends whether a point tells of the time before it: Prometheus' do
   */
  public record Series(String name, Unit unit, boolean guessed, boolean ends, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  public ResponseTimes {
    series = List.copyOf(series);
    damaged = List.copyOf(damaged);
  }

  /**
   * @param zone of times that do not tell
   * @param told the unit, where somebody said so
   */
  public static Reading<ResponseTimes> parse(Text text, ZoneId zone, Optional<Unit> told) {
    String content = text.string();
    String begun = content.startsWith("\ufeff") ? content.substring(1) : content;
    boolean json = begun.stripLeading().startsWith("{") || begun.stripLeading().startsWith("[");
    return json
        ? PrometheusRange.parse(text, told)
        : ResponseCsv.parse(text.path(), begun, zone, told);
  }

  public Optional<Instant> first() {
    return series.stream()
        .flatMap(one -> one.points.stream())
        .map(Point::time)
        .min(Instant::compareTo);
  }

  public Optional<Instant> last() {
    return series.stream()
        .flatMap(one -> one.points.stream())
        .map(Point::time)
        .max(Instant::compareTo);
  }
}
