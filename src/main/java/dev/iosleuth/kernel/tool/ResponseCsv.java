package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.ResponseTimes.Point;
import dev.iosleuth.kernel.tool.ResponseTimes.Series;
import dev.iosleuth.kernel.tool.ResponseTimes.Unit;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Rows of a time and one or several response times.
 *
 * <pre>
 * time,p50_ms,p99_ms
 * 2026-11-21T10:20:00Z,12.5,31
 * 1795256401.5,13,29.5
 * </pre>
 *
 * <p>A time is ISO 8601 (without an offset that of the zone) or of 1970, in seconds or, by its
 * size, thousandths and less. Between cells stand commas, semicolons or tabs; where it is not
 * commas, decimals may have one. Headings name the series; without any there are two columns. A
 * cell may say its unit ({@code 950 ms}); an empty one is no answer.
 */
final class ResponseCsv {
  /** Of 1970 in seconds it would be the year 5138. */
  private static final double MOST_SECONDS = 1e11;

  private static final Pattern CELL = Pattern.compile("([-+0-9.,eE]+) ?(ms|s|us|µs|μs)?");
  private static final Pattern OFFSET = Pattern.compile("([+-][0-9]{2})([0-9]{2})$");

  /** {@code 04.03.2026}: with dots the day comes first everywhere. */
  private static final Pattern DAY_FIRST =
      Pattern.compile("^([0-9]{2})\\.([0-9]{2})\\.([0-9]{4})(?![0-9])");

  private static final Pattern TIMES =
      Pattern.compile(
          ".*(?:latenc|elapsed|duration|response|percentile|\\bp[0-9]).*",
          Pattern.CASE_INSENSITIVE);

  private final String path;
  private final ZoneId zone;
  private final Optional<Unit> told;
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();
  private final List<List<Point>> points = new ArrayList<>();
  private char between = ',';
  private List<String> headings = List.of();
  private List<Integer> columns = List.of();

  /** By place among the columns: those with a number that does not say its own unit. */
  private final BitSet bare = new BitSet();

  private int cells;

  private ResponseCsv(String path, ZoneId zone, Optional<Unit> told) {
    this.path = path;
    this.zone = zone;
    this.told = told;
  }

  static Reading<ResponseTimes> parse(
      String path, String content, ZoneId zone, Optional<Unit> told) {
    var csv = new ResponseCsv(path, zone, told);
    List<String> lines = content.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        csv.line(line, path + ":" + (i + 1));
      }
    }
    return csv.answer();
  }

  private void line(String line, String where) {
    if (cells == 0) {
      between = line.indexOf('\t') >= 0 ? '\t' : line.indexOf(';') >= 0 ? ';' : ',';
    }
    List<String> row = split(line);
    if (cells == 0 && begins(row)) {
      return;
    }
    Optional<Instant> time = time(row.getFirst());
    if (row.size() != cells || time.isEmpty() || !row(time.get(), row)) {
      damaged.add(new Reading.Malformed<>(where, expected(), line));
    }
  }

  /** Whether the first line holds headings. */
  private boolean begins(List<String> row) {
    boolean data = time(row.getFirst()).isPresent();
    if (data || row.size() < 2) {
      cells = 2;
      columns = List.of(1);
    } else {
      cells = row.size();
      headings = row;
      columns = chosen(row);
    }
    columns.forEach(_ -> points.add(new ArrayList<>()));
    return !data;
  }

  /** Those that are named as times are, if any is. */
  private static List<Integer> chosen(List<String> headings) {
    List<Integer> all =
        IntStream.range(1, Math.min(headings.size(), ResponseTimes.MOST_SERIES + 1))
            .boxed()
            .toList();
    List<Integer> named =
        all.stream()
            .filter(i ->
                Unit.of(headings.get(i)).isPresent() || TIMES.matcher(headings.get(i)).matches())
            .toList();
    return named.isEmpty() ? all : named;
  }

  /** Whether each of its cells is a number, or no answer. */
  private boolean row(Instant time, List<String> row) {
    var answers = new double[columns.size()];
    for (int i = 0; i < answers.length; i++) {
      String cell = row.get(columns.get(i)).strip();
      if (cell.isEmpty() || cell.equalsIgnoreCase("nan") || cell.equalsIgnoreCase("null")) {
        answers[i] = Double.NaN;
        continue;
      }
      OptionalDouble ms = ms(cell, unit(i).orElse(Unit.MILLISECONDS));
      if (ms.isEmpty() || !ResponseTimes.possible(ms.getAsDouble())) {
        return false;
      }
      answers[i] = ms.getAsDouble();
      bare.set(i, bare.get(i) || Character.isDigit(cell.charAt(cell.length() - 1)));
    }
    for (int i = 0; i < answers.length; i++) {
      if (!Double.isNaN(answers[i])) {
        points.get(i).add(new Point(time, answers[i]));
      }
    }
    return true;
  }

  private Optional<Unit> unit(int column) {
    return told.or(() -> headings.isEmpty() ? Optional.empty() : Unit.of(name(column)));
  }

  private String name(int column) {
    return headings.isEmpty() ? "" : headings.get(columns.get(column)).strip();
  }

  private OptionalDouble ms(String cell, Unit unit) {
    Matcher found = CELL.matcher(cell);
    if (!found.matches()) {
      return OptionalDouble.empty();
    }
    String digits = found.group(1);
    boolean comma = digits.indexOf(',') >= 0 && digits.indexOf('.') < 0;
    OptionalDouble number = Fields.decimal(comma ? digits.replace(',', '.') : digits);
    if (number.isEmpty()) {
      return number;
    }
    double ms =
        switch (found.group(2)) {
          case null -> unit.ms();
          case "ms" -> 1;
          case "s" -> 1000;
          default -> 1e-3;
        };
    return OptionalDouble.of(number.getAsDouble() * ms);
  }

  private Optional<Instant> time(String cell) {
    String word = cell.strip();
    OptionalDouble epoch =
        Fields.decimal(between == ',' ? word : word.replaceFirst("^([0-9]+),([0-9]+)$", "$1.$2"));
    if (epoch.isPresent()) {
      double seconds = epoch.getAsDouble();
      while (Math.abs(seconds) >= MOST_SECONDS) {
        seconds /= 1000;
      }
      return Optional.of(Instant.ofEpochMilli(Math.round(seconds * 1000)));
    }
    String ordered = DAY_FIRST.matcher(word).replaceFirst("$3-$2-$1");
    String iso =
        OFFSET
            .matcher(ordered.replace(' ', 'T').replace('/', '-').replace(',', '.'))
            .replaceFirst("$1:$2");
    try {
      return Optional.of(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeParseException withoutOffset) {
      return local(iso);
    }
  }

  private Optional<Instant> local(String iso) {
    try {
      return Optional.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** Cells may stand in quotes, and what is between cells within them. */
  private List<String> split(String line) {
    var row = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == between && !quoted) {
        row.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    row.add(cell.toString());
    return row;
  }

  private String expected() {
    return cells > 2
        ? cells + " cells, a time and numbers"
        : "TIME,MILLISECONDS (decimals with a comma: a semicolon between)";
  }

  private Reading<ResponseTimes> answer() {
    var series = new ArrayList<Series>();
    for (int i = 0; i < points.size(); i++) {
      Optional<Unit> unit = unit(i);
      if (!points.get(i).isEmpty()) {
        series.add(
            new Series(
                name(i),
                unit.orElse(Unit.MILLISECONDS),
                unit.isEmpty() && bare.get(i),
                false,
                points.get(i)));
      }
    }
    if (!series.isEmpty()) {
      return Reading.known(new ResponseTimes(series, damaged));
    }
    return damaged.isEmpty()
        ? Reading.malformed(path, "lines of TIME,MILLISECONDS", "none of them")
        : Reading.malformed(
            damaged.getFirst().where(), damaged.getFirst().expected(), damaged.getFirst().found());
  }
}
