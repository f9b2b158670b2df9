package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.tool.ResponseTimes.Point;
import dev.iosleuth.kernel.tool.ResponseTimes.Series;
import dev.iosleuth.kernel.tool.ResponseTimes.Unit;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseTimesTest {
  private static final Instant TEN = Instant.parse("2026-11-21T10:20:00Z");

  private static Reading<ResponseTimes> read(String text) {
    return ResponseTimes.parse(Text.of("app", text), ZoneOffset.ofHours(1), Optional.empty());
  }

  private static ResponseTimes known(String text) {
    return read(text).optional().orElseThrow();
  }

  private static Series only(String text) {
    ResponseTimes times = known(text);
    assertThat(times.damaged()).isEmpty();
    assertThat(times.series()).hasSize(1);
    return times.series().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time,milliseconds\n2026-11-21T10:20:00Z,12.5",
        "2026-11-21T10:20:00+00:00,12.5",
        "2026-11-21T12:20:00+0200,12.5",
        "2026-11-21 11:20:00,12.5",
        "2026/11/21 11:20:00,12.5",
        "1795256400,12.5",
        "1795256400.000,12.5 ms",
        "1795256400000,12500 us",
        "1795256400000000,12.5",
        "1795256400000000000,12.5",
        "# from the balancer\n\n1795256400;12,5\r\n",
        "1795256400,0;12,5",
        "Zeit\tAntwort in ms\n1795256400\t12,5",
        "\"time\",\"p99\"\n\"2026-11-21 11:20:00\",\"0.0125 s\"",
        "\ufefftime,http_request_duration_seconds\n1795256400,0.0125",
        "time,latency (s)\n1795256400,1.25e-2",
      })
  void aTimeAndANumber(String text) {
    Series series = only(text);

    assertThat(series.points()).hasSize(1);
    assertThat(series.points().getFirst().time()).isEqualTo(TEN);
    assertThat(series.points().getFirst().ms()).isCloseTo(12.5, within(1e-9));
  }

  @Test
  void theUnitIsThatOfTheOptionThenOfTheNameAndElseGuessed() {
    String csv = "time,wait_seconds\n1795256400,2\n";

    assertThat(only(csv).unit()).isEqualTo(Unit.SECONDS);
    assertThat(only(csv).guessed()).isFalse();
    assertThat(only("1795256400,2\n").unit()).isEqualTo(Unit.MILLISECONDS);
    assertThat(only("1795256400,2\n").guessed()).isTrue();
    Series told =
        ResponseTimes.parse(Text.of("app", csv), ZoneOffset.UTC, Optional.of(Unit.MILLISECONDS))
            .optional()
            .orElseThrow()
            .series()
            .getFirst();
    assertThat(told.points().getFirst().ms()).isEqualTo(2);
    assertThat(told.guessed()).isFalse();
    // no unit, whatever letters it is made of
    assertThat(Unit.of("requests")).isEmpty();
    assertThat(Unit.of("items")).isEmpty();
    assertThat(Unit.of("http_seconds:p99")).hasValue(Unit.SECONDS);
    assertThat(Unit.of("p99_ms")).hasValue(Unit.MILLISECONDS);
  }

  @Test
  void severalColumnsAreSeveralSeriesAndWhatIsNoTimeIsNone() {
    ResponseTimes times =
        known(
            """
            timeStamp,elapsed,label,responseCode,Latency
            1795256400000,12,home,200,9
            1795256401000,,home,200,10
            """);

    assertThat(times.series().stream().map(Series::name)).contains("elapsed", "Latency");
    assertThat(times.series().getFirst().points()).hasSize(1);
    assertThat(times.damaged()).isEmpty();
  }

  @Test
  void aDamagedRowCostsItself() {
    ResponseTimes times =
        known(
            """
            time,milliseconds
            2026-11-21T10:20:00Z,12.5
            yesterday,1
            1795256401,-3
            1795256402,12,5
            1795256403
            1795256404,fast
            1795256405,7
            """);

    assertThat(times.series().getFirst().points().stream().map(Point::ms))
        .containsExactly(12.5, 7.0);
    assertThat(times.damaged()).hasSize(5);
    assertThat(times.damaged().getFirst().where()).isEqualTo("app:3");
    assertThat(times.damaged().get(2).expected()).contains("semicolon");
  }

  /** Then nothing is left to be guessed. */
  @Test
  void cellsMaySayTheirUnit() {
    assertThat(only("1795256400,0.0125 s\n1795256401,7 ms\n").guessed()).isFalse();
    assertThat(only("1795256400,0.0125 s\n1795256401,7\n").guessed()).isTrue();
  }

  @Test
  void datesWithDotsBeginWithTheDay() {
    assertThat(only("21.11.2026 10:20:00;12,5\n21.11.2026 10:20:45;10\n").points())
        .isEqualTo(only("2026-11-21 10:20:00;12,5\n2026-11-21 10:20:45;10\n").points())
        .hasSize(2);
  }

  @Test
  void aTimeThatNobodyWaitsForIsTold() {
    ResponseTimes times = known("time,ms\n1795256400,12\n1795256401,1e300\n1795256402,7\n");

    assertThat(times.damaged()).singleElement().extracting(bad -> bad.where()).isEqualTo("app:3");
    assertThat(times.series().getFirst().points()).hasSize(2);
  }

  private static final String RANGE =
      """
      {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"http_seconds","job":"web","code":"200"},
         "values":[[1795256400,"0.0125"],[1795256415.5,"NaN"],[1795256430,"+Inf"],[1795256445,"1e-2"]]},
        {"metric":{},"values":[[1795256400,"3"]]}]}}
      """;

  @Test
  void theAnswerOfPrometheus() {
    ResponseTimes times = known(RANGE);

    // NaN is what a quantile of no requests is
    assertThat(times.damaged()).singleElement().extracting(bad -> bad.found()).isEqualTo("+Inf");
    Series first = times.series().getFirst();
    assertThat(first.name()).isEqualTo("http_seconds{code=\"200\",job=\"web\"}");
    assertThat(first.guessed()).isFalse();
    assertThat(first.ends()).isTrue();
    assertThat(first.points())
        .containsExactly(new Point(TEN, 12.5), new Point(TEN.plusSeconds(45), 10));
    // what functions make of a series has no name: Prometheus' own unit is seconds
    assertThat(times.series().getLast().guessed()).isTrue();
    assertThat(times.series().getLast().points()).containsExactly(new Point(TEN, 3000));
    String bare = "[{\"metric\":{\"__name__\":\"x_ms\"},\"values\":[[1795256400,\"3\"]]}]";
    assertThat(only(bare).points()).containsExactly(new Point(TEN, 3));
  }

  private static String why(String text) {
    Reading<ResponseTimes> reading = read(text);
    assertThat(reading.optional()).isEmpty();
    return reading.whyNot().orElse("");
  }

  @Test
  void whatIsNoAnswerSaysWhy() {
    assertThat(why("Dear all,\nit is slow.\n")).contains("app");
    assertThat(why("")).contains("none of them");
    assertThat(why("{\"status\":\"error\",\"error\":\"parse error: \\u001b\"}"))
        .contains("error: parse error");
    assertThat(why("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"))
        .contains("query_range", "vector");
    assertThat(why("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}"))
        .contains("a series with values");
    assertThat(why(RANGE.substring(0, 100))).contains("JSON");
    assertThat(why("[".repeat(100_000))).contains("JSON");
    assertThat(why("{}")).isNotEmpty();
    String counter =
        "[{\"metric\":{\"__name__\":\"http_seconds_count\"},\"values\":[[1795256400,\"3\"]]}]";
    assertThat(why(counter)).contains("rate(", "http_seconds_count");
  }

  @Test
  void ofDamagedPairsTheOthersStay() {
    ResponseTimes times =
        known(
            """
            [{"metric":{"__name__":"x_ms"},"values":[[1795256400,"3"],[1795256401],"x",
              [1795256402,4],[1795256403,"-1"],[1e300,"1"],[1795256404,"5"]]}]
            """);

    assertThat(times.series().getFirst().points()).hasSize(2);
    assertThat(times.damaged()).hasSize(5);
  }

  /** Whatever bytes change, nothing is thrown. */
  @Test
  void hostileBytes() {
    var random = new java.util.Random(3);
    List<String> texts =
        List.of(RANGE, "time;a;b\n2026-11-21T10:20:00Z;1,5;2\n1795256401;3 ms;0.4 s\n");
    for (int round = 0; round < 4_000; round++) {
      byte[] bytes = texts.get(round % 2).getBytes(java.nio.charset.StandardCharsets.UTF_8).clone();
      for (int change = random.nextInt(6); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? (byte) random.nextInt() : bytes[random.nextInt(bytes.length)];
      }
      var text = new Text("app", java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)), 0);
      ResponseTimes.parse(text, ZoneOffset.UTC, Optional.empty())
          .optional()
          .ifPresent(known -> assertThat(known.series()).isNotEmpty());
    }
  }
}
