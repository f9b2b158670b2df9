package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure of every finding is what its source says, and without it there is no finding. */
class RecomputedTest {
  private static final Set<String> PROBERS =
      Set.of("(udev-worker)", "systemd-udevd", "blkid", "lvm", "mdadm", "LVM/udev probe");

  private static final Path RECORDINGS = Path.of("src", "test", "resources");

  static List<Path> recordings() throws IOException {
    try (Stream<Path> runs = Files.list(RECORDINGS.resolve("lab"));
        Stream<Path> faults = Files.list(RECORDINGS.resolve("faults"))) {
      return Stream.concat(
              runs.map(run -> run.resolve("recording.tar.xz")),
              faults.filter(file -> file.toString().endsWith(".tar.xz")))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everyFigureIsWhatItsSourceSays(Path recording) {
    Case given = TestingCases.recording(recording);
    RawCounters raw = RawCounters.of(recording);
    for (Finding finding : Explanation.of(given, Rules.all()).findings()) {
      for (Evidence evidence : finding.evidence()) {
        if (!(evidence.value() instanceof Fact.Amount(double value))) {
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

  /** Of disks that were flushed, too: few findings name these. */
  @ParameterizedTest
  @MethodSource("recordings")
  void whatTimeGoesToIsWhatTheCountersSay(Path recording) {
    Case given = TestingCases.recording(recording);
    RawCounters raw = RawCounters.of(recording);
    var metrics =
        List.of(
            Metric.DATA_PER_SECOND,
            Metric.DATA_WAIT_MS,
            Metric.DATA_SHARE_PERCENT,
            Metric.DISCARD_SHARE_PERCENT);
    for (Device disk : given.disks().optional().orElseThrow()) {
      for (Metric metric : metrics) {
        double value = disk.get(metric);
        if (!Double.isNaN(value)) {
          assertThat(value)
              .as("%s of %s", metric.word(), disk.name())
              .isCloseTo(raw.whole(disk.name(), metric.word()), within(1e-9));
        }
      }
    }
  }

  private static double value(String name, List<String> arguments, RawCounters raw, Case given) {
    String device = arguments.isEmpty() ? "" : arguments.getFirst();
    return switch (name) {
      case "device" -> raw.whole(device, arguments.get(1));
      case "seconds" -> arguments.isEmpty() ? raw.elapsed() : raw.seconds(0, raw.steps());
      case "time_percent" ->
          (arguments.size() > 3
                  ? entered(given, device, arguments.get(1), arguments.get(2), arguments.get(3))
                  : charged(given, device, arguments.get(1), arguments.get(2))[0])
              / raw.elapsed()
              / 10;
      case "probing_reads" -> probed(given, device);
      case "thin_block_kib" -> raw.thinBlockKib(device);
      case "page_bytes" -> 4096;
      case "read_on" -> raw.readOn(device, arguments.get(1))[0];
      case "read_meanwhile" -> raw.readOn(device, arguments.get(1))[1];
      case "mdstat" ->
          switch (arguments.get(1)) {
            case "missing" -> raw.missing(device);
            case "speed" -> raw.syncSpeed(device);
            default -> raw.progress(device);
          };
      case "cpu" -> raw.iowait();
      case "log_lines" -> raw.logLines(arguments.getFirst(), arguments.get(1));
      case "misaligned_bytes" -> raw.misaligned(device, arguments.get(1));
      case "standstill_seconds" -> raw.standstill(device);
      case "guest" ->
          raw.openFiles(
              device, arguments.get(1).equals("taps") ? "/dev/net/tun" : "/dev/vhost-net");
      case "steps" -> raw.steps();
      case "worst" ->
          IntStream.range(0, raw.steps())
              .mapToDouble(i -> raw.figure(device, arguments.get(1), i, i + 1))
              .filter(v -> !Double.isNaN(v))
              .max()
              .orElseThrow();
      case "empty_writes" ->
          books(given, device).emptyWrites().optional().orElseThrow().doubleValue();
      case "charged_percent" -> {
        double[] ms = charged(given, device, arguments.get(1), arguments.get(2));
        yield 100 * ms[0] / ms[1];
      }
      case "most_stalled_seconds" -> {
        List<String> total = List.of("proc/pressure/" + device, "full.total");
        yield IntStream.range(0, raw.steps())
            .mapToDouble(i -> (raw.file(i + 1, total) - raw.file(i, total)) / 1e6)
            .max()
            .orElseThrow();
      }
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

  /** Milliseconds of an account, and of all. */
  private static double[] charged(Case given, String kind, String name, String device) {
    double own = 0;
    double all = 0;
    for (Posting posting : books(given, device).postings()) {
      boolean counts =
          posting.account().kind().name().toLowerCase(Locale.ROOT).equals(kind)
              && posting.account().name().equals(name);
      own += counts ? posting.deviceMs() : 0;
      all += posting.deviceMs();
    }
    return new double[] {own, all};
  }

  /** Milliseconds of an account, of what it did by one device. */
  private static double entered(Case given, String kind, String name, String device, String entry) {
    return books(given, device).postings().stream()
        .filter(p -> p.account().kind().name().toLowerCase(Locale.ROOT).equals(kind))
        .filter(p -> p.account().name().equals(name))
        .filter(p -> p.via().getFirst().value().equals("dev:" + entry))
        .mapToDouble(Posting::deviceMs)
        .sum();
  }

  /** Reads of a disk by udev and by whoever it lets read. */
  private static double probed(Case given, String device) {
    return books(given, device).postings().stream()
        .filter(posting -> posting.direction() == Direction.READ)
        .filter(posting -> PROBERS.contains(posting.account().name()))
        .mapToLong(Posting::ops)
        .sum();
  }

  @Test
  void aSlowFlushIsWhatItsSourceSays(@TempDir Path folder) {
    Path recording = TestingMirror.of(200, 2, 45).in(folder);
    assertThat(Explanation.of(TestingCases.recording(recording), Rules.all()).findings())
        .anyMatch(finding -> finding.rule().equals("slow-member"));
    everyFigureIsWhatItsSourceSays(recording);
    withoutTheDevicesCountersNothingIsSaidOfThem(recording);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void withoutTheDevicesCountersNothingIsSaidOfThem(Path recording) {
    Case whole = TestingCases.recording(recording);
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
