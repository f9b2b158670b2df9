package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure of every finding is what its source says, and without it there is no finding. */
class RecomputedTest {
  /** Sources without a reader of their own here: the tests of their rules count by hand. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          ".*\\b(drbd|guest|guest_disk|log_lines|misaligned_bytes|page_bytes|probing_reads|smartctl|zpool)\\(.*",
          Pattern.DOTALL);

  private static final Path LAB = Path.of("src", "test", "resources", "lab");

  static List<String> runs() throws IOException {
    try (Stream<Path> folders = Files.list(LAB)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyFigureIsWhatItsSourceSays(String run) {
    Case given = TestingCases.recording(run);
    RawCounters raw = RawCounters.of(LAB.resolve(run).resolve("recording.tar.xz"));
    for (Finding finding : Explanation.of(given, Rules.all()).findings()) {
      for (Evidence evidence : finding.evidence()) {
        if (!(evidence.value() instanceof Fact.Amount(double value))
            || ELSEWHERE.matcher(evidence.source()).matches()) {
          continue;
        }
        double again =
            SourceText.evaluate(
                evidence.source(), (name, arguments) -> value(name, arguments, raw, given));
        assertThat(again)
            .as("%s: %s of %s", finding.rule(), evidence.what(), finding.subject().name())
            .isCloseTo(value, Percentage.withPercentage(1e-6));
      }
    }
  }

  private static double value(String name, List<String> arguments, RawCounters raw, Case given) {
    String device = arguments.isEmpty() ? "" : arguments.getFirst();
    return switch (name) {
      case "device" -> raw.whole(device, arguments.get(1));
      case "seconds" -> arguments.isEmpty() ? given.seconds() : raw.seconds(0, raw.steps());
      case "steps" -> raw.steps();
      case "worst" ->
          IntStream.range(0, raw.steps())
              .mapToDouble(i -> raw.figure(device, arguments.get(1), i, i + 1))
              .filter(v -> !Double.isNaN(v))
              .max()
              .orElseThrow();
      case "empty_writes" ->
          books(given, device).emptyWrites().optional().orElseThrow().doubleValue();
      case "charged_percent" -> charged(given, arguments, true);
      case "time_percent" -> charged(given, arguments, false);
      case "mdstat" -> raw.mdstat(device, arguments.get(1));
      case "first" -> raw.file(0, arguments);
      case "last" -> raw.file(raw.steps(), arguments);
      case "growth" -> raw.file(raw.steps(), arguments) - raw.file(0, arguments);
      default -> throw new IllegalArgumentException("no source " + name);
    };
  }

  private static DeviceLedger books(Case given, String device) {
    Ledger ledger = given.ledger().optional().orElseThrow();
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(device))
        .findFirst()
        .orElseThrow();
  }

  private static double charged(Case given, List<String> arguments, boolean ofBusy) {
    double own = 0;
    double all = 0;
    for (Posting posting : books(given, arguments.get(2)).postings()) {
      boolean counts =
          posting.account().kind().name().toLowerCase(Locale.ROOT).equals(arguments.get(0))
              && posting.account().name().equals(arguments.get(1));
      own += counts ? posting.deviceMs() : 0;
      all += posting.deviceMs();
    }
    return ofBusy ? 100 * own / all : own / given.seconds() / 10;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void withoutTheDevicesCountersNothingIsSaidOfThem(String run) {
    Case whole = TestingCases.recording(run);
    List<String> found =
        Explanation.of(whole, Rules.all()).findings().stream()
            .map(Finding::rule)
            .filter(RecomputedTest::byFigures)
            .toList();
    Case blind = TestingCases.without(TestingCases.without(whole, "devices"), "steps");
    Explanation without = Explanation.of(blind, Rules.all());
    assertThat(without.untold().stream().map(Explanation.Untold::rule).toList()).containsAll(found);
  }

  private static boolean byFigures(String id) {
    Rule rule = Rules.named(id).orElseThrow();
    return rule.about().needs().contains(Need.DEVICE_FIGURES);
  }

  @Test
  void aRuleThatSeesNothingSaysSo() {
    Case nothing =
        new Case(
            Confidence.HIGH,
            Double.NaN,
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Reading.absent("taken away"),
            Optional.empty());
    for (Rule rule : Rules.all()) {
      assertThat(rule.examine(nothing))
          .as(rule.about().id())
          .isInstanceOf(Verdict.CouldNotTell.class);
    }
  }

  @Test
  void theGrammarReadsWhatSourcesWrite() {
    Source source =
        Source.amount(Sources.call("f", "a\"b\\c", "d)"), _ -> Reading.known(6.0))
            .over(2)
            .plus(Source.constant(0.5));
    assertThat(source.text()).isEqualTo("((f(\"a\\\"b\\\\c\", \"d)\") / 2) + 0.5)");
    double value =
        SourceText.evaluate(
            source.text(),
            (name, arguments) -> {
              assertThat(name).isEqualTo("f");
              assertThat(arguments).containsExactly("a\"b\\c", "d)");
              return 6.0;
            });
    assertThat(value).isEqualTo(3.5);
  }
}
