package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What users felt: response times of an application.
 *
 * <pre>
 * time,milliseconds
 * 2026-11-21T10:20:00Z,12.5
 * 1795256401.5,13
 * </pre>
 *
 * A time is seconds since 1970, or ISO 8601 (without an offset that of the zone). Lines that are no
 * such pair are damage, but for headings in the first one.
 */
public record ResponseTimes(List<Point> points, List<Reading.Malformed<?>> damaged) {
  /** One response, or the mean of some. */
  public record Point(Instant time, double ms) {}

  public ResponseTimes {
    points = List.copyOf(points);
    damaged = List.copyOf(damaged);
  }

  public static Reading<ResponseTimes> parse(Text text, ZoneId zone) {
    var points = new ArrayList<Point>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    List<String> lines = text.lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Optional<Point> point = point(line, zone);
      point.ifPresent(points::add);
      if (point.isEmpty() && !line.isEmpty() && !line.startsWith("#") && i > 0) {
        damaged.add(new Reading.Malformed<>(text.where(i + 1), "TIME,MILLISECONDS", line));
      }
    }
    return points.isEmpty()
        ? Reading.malformed(text.path(), "lines of TIME,MILLISECONDS", "none of them")
        : Reading.known(new ResponseTimes(points, damaged));
  }

  private static Optional<Point> point(String line, ZoneId zone) {
    String[] cells = line.split("[,;\t]", -1);
    if (cells.length < 2) {
      return Optional.empty();
    }
    OptionalLong thousandths = Fields.parseScaled(cells[1].strip(), 3);
    Optional<Instant> time = time(cells[0].strip().replace("\"", ""), zone);
    return thousandths.isEmpty()
        ? Optional.empty()
        : time.map(at -> new Point(at, thousandths.getAsLong() / 1e3));
  }

  private static Optional<Instant> time(String word, ZoneId zone) {
    OptionalLong epoch = Fields.parseScaled(word, 3);
    if (epoch.isPresent()) {
      return Optional.of(Instant.ofEpochMilli(epoch.getAsLong()));
    }
    String iso = word.replace(' ', 'T');
    try {
      return Optional.of(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeParseException withoutOffset) {
      return local(iso, zone);
    }
  }

  private static Optional<Instant> local(String iso, ZoneId zone) {
    try {
      return Optional.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }
}
