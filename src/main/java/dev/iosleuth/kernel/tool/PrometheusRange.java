package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.kernel.tool.ResponseTimes.Point;
import dev.iosleuth.kernel.tool.ResponseTimes.Series;
import dev.iosleuth.kernel.tool.ResponseTimes.Unit;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The answer to /api/v1/query_range, and the bare list that {@code promtool query range -o json}
 * makes of it.
 *
 * <pre>
 * {"status":"success","data":{"resultType":"matrix","result":[
 *   {"metric":{"__name__":"http_seconds","job":"web"},"values":[[1795256400,"0.0125"],…]}]}}
 * </pre>
 *
 * <p>prometheus.io/docs/prometheus/latest/querying/api: times are seconds since 1970; NaN, which a
 * quantile of no requests is and so no answer, and infinity, which is no time, are texts, too.
 */
final class PrometheusRange {
  private static final Pattern COUNTER = Pattern.compile(".*_(?:total|count|sum|bucket)");
  private static final double MOST_SECONDS = 1e11;

  private final Optional<Unit> told;
  private final List<Series> series = new ArrayList<>();
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();

  private PrometheusRange(Optional<Unit> told) {
    this.told = told;
  }

  static Reading<ResponseTimes> parse(Text text, Optional<Unit> told) {
    return JsonText.values(text.path(), text.bytes(), start(text.bytes()))
        .then(values ->
            values.isEmpty()
                ? Reading.malformed(text.path(), "the answer of a range query", "nothing")
                : results(JsonField.of(text.path(), Reading.known(values.getFirst()))))
        .then(results -> {
          var range = new PrometheusRange(told);
          results.stream().limit(ResponseTimes.MOST_SERIES).forEach(range::one);
          if (results.size() > ResponseTimes.MOST_SERIES) {
            range.damaged.add(
                new Reading.Malformed<>(
                    text.path(),
                    "at most " + ResponseTimes.MOST_SERIES + " series",
                    Integer.toString(results.size())));
          }
          return range.answer(text.path());
        });
  }

  /** Behind a byte order mark. */
  private static int start(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == (byte) 0xef ? 3 : 0;
  }

  private static Reading<List<JsonField>> results(JsonField answer) {
    if (answer.value().optional().filter(Json.Items.class::isInstance).isPresent()) {
      return answer.items();
    }
    if (answer.field("status").textOrEmpty().equals("error")) {
      return Reading.malformed(
          answer.field("status").where(),
          "success",
          "error: " + answer.field("error").textOrEmpty());
    }
    JsonField data = answer.field("data");
    String type = data.field("resultType").textOrEmpty();
    if (!type.isEmpty() && !type.equals("matrix")) {
      return Reading.malformed(
          data.field("resultType").where(), "matrix, the answer of /api/v1/query_range", type);
    }
    return data.field("result").items();
  }

  private void one(JsonField result) {
    var labels = labels(result.field("metric"));
    String metric = labels.getOrDefault("__name__", "");
    if (COUNTER.matcher(metric).matches()) {
      damaged.add(
          new Reading.Malformed<>(
              result.where(), "response times, as rate(x_sum[1m]) / rate(x_count[1m])", metric));
      return;
    }
    Optional<Unit> known = told.or(() -> Unit.of(metric));
    Unit unit = known.orElse(Unit.SECONDS);
    var points = new ArrayList<Point>();
    switch (result.field("values").items()) {
      case Reading.Known<List<JsonField>>(List<JsonField> values) ->
          values.forEach(value -> point(value, unit, points));
      case Reading.Absent<List<JsonField>> _ ->
          damaged.add(new Reading.Malformed<>(result.where(), "values", "none"));
      case Reading.Malformed<List<JsonField>> malformed -> damaged.add(malformed);
    }
    if (!points.isEmpty()) {
      series.add(new Series(name(metric, labels), unit, known.isEmpty(), true, points));
    }
  }

  private static Map<String, String> labels(JsonField metric) {
    var labels = new java.util.TreeMap<String, String>();
    if (metric.value() instanceof Reading.Known<Json>(Json.Members(Map<String, Json> members))) {
      members.forEach((label, value) -> {
        if (value instanceof Json.Word(String word)) {
          labels.put(label, word);
        }
      });
    }
    return labels;
  }

  /** As Prometheus writes it: {@code http_seconds{job="web"}}. */
  private static String name(String metric, Map<String, String> labels) {
    var parts = new ArrayList<String>();
    labels.forEach((label, value) -> {
      if (!label.equals("__name__")) {
        parts.add(label + "=\"" + value + "\"");
      }
    });
    return parts.isEmpty() ? metric : metric + "{" + String.join(",", parts) + "}";
  }

  private void point(JsonField value, Unit unit, List<Point> points) {
    if (value.value() instanceof Reading.Known<Json>(Json.Items(List<Json> pair))
        && pair.size() == 2
        && pair.getFirst() instanceof Json.Digits(String time)
        && pair.getLast() instanceof Json.Word(String word)) {
      OptionalDouble seconds = Fields.decimal(time);
      OptionalDouble number = Fields.decimal(word);
      boolean timed = seconds.isPresent() && Math.abs(seconds.getAsDouble()) < MOST_SECONDS;
      double ms = number.isPresent() ? number.getAsDouble() * unit.ms() : Double.NaN;
      if (timed && ResponseTimes.possible(ms)) {
        Instant at = Instant.ofEpochMilli(Math.round(seconds.getAsDouble() * 1000));
        points.add(new Point(at, ms));
        return;
      }
      if (timed && word.equals("NaN")) {
        return;
      }
      damaged.add(new Reading.Malformed<>(value.where(), "a response time", word));
      return;
    }
    damaged.add(
        new Reading.Malformed<>(
            value.where(), "[SECONDS SINCE 1970, \"NUMBER\"]", "something else"));
  }

  private Reading<ResponseTimes> answer(String path) {
    if (!series.isEmpty()) {
      return Reading.known(new ResponseTimes(series, damaged));
    }
    return damaged.isEmpty()
        ? Reading.malformed(path, "a series with values", "none")
        : Reading.malformed(
            damaged.getFirst().where(), damaged.getFirst().expected(), damaged.getFirst().found());
  }
}
