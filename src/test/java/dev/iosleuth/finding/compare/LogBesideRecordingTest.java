package dev.iosleuth.finding.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.TestingCases;
import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.reading.Text;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording beside a log of the same seconds: its own copies of /proc/diskstats. */
final class LogBesideRecordingTest {
  private static Side recording(String name) {
    List<Sample> samples = TestingCases.recorded(name);
    var books = new LedgerIntervals(true);
    var keeper = new Bookkeeper();
    for (int i = 1; i < samples.size(); i++) {
      Ledger ledger = keeper.post(samples.get(i - 1), samples.get(i));
      books.add(ledger, Waits.of(ledger, Map.of()));
    }
    return side(name, books.observations());
  }

  private static Side log(String name, String devices) throws IOException {
    Path file = Path.of("src", "test", "resources", "lab", name, "recording.tar.xz");
    var log = new StringBuilder();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      Text counters = tree.read("proc/diskstats").optional().orElseThrow();
      double seconds = 1.7e9 + counters.nanos() / 1e9;
      log.append(String.format(Locale.ROOT, "%.6f%n", seconds));
      counters.lines().stream()
          .filter(line -> line.strip().split("\\s+", -1)[2].matches(devices))
          .forEach(line -> log.append(line).append('\n'));
    }
    var reports = new ReportIntervals();
    new LogReader("test.log", reports)
        .read(new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.UTF_8)));
    return side("test.log", reports.observations());
  }

  private static Side side(String file, Observations observations) {
    return new Side(
        file, "", Optional.empty(), Optional.empty(), true, observations, Circumstances.UNKNOWN);
  }

  /** Disks and whatever lies on them. The two date their intervals by clocks of their own. */
  @ParameterizedTest
  @ValueSource(strings = {"loop-101", "crypt-11", "raid1-lvm-7", "thin-11", "partitions-7"})
  void eachDeviceDidWhatItDid(String name) throws IOException {
    Comparison comparison = Comparison.of(log(name, ".*"), recording(name));

    List<SubjectChange> devices =
        comparison.subjects().stream().filter(one -> one.subject().isDevice()).toList();
    assertThat(devices).hasSizeGreaterThan(2);
    assertThat(devices)
        .allSatisfy(device -> {
          assertThat(device.figures()).isNotEmpty();
          for (Change change : device.figures()) {
            double before = change.before().mean();
            assertThat(change.after().mean())
                .as(device.subject().name() + " " + change.figure())
                .isCloseTo(before, within(0.03 * before));
          }
        });
    assertThat(comparison.onlyBefore()).isEmpty();
    assertThat(comparison.onlyAfter()).isNotEmpty().noneMatch(Subject::isDevice);
    assertThat(comparison.subjects()).allMatch(one -> one.subject().isDevice());
  }

  @Test
  void whatTheLogDoesNotTellOfIsNotNothing() throws IOException {
    Comparison comparison = Comparison.of(recording("raid1-lvm-7"), log("raid1-lvm-7", "dm-0"));

    assertThat(comparison.subjects())
        .extracting(one -> one.subject().name())
        .containsExactly("dm-0");
    assertThat(comparison.onlyBefore()).extracting(Subject::name).contains("vda");
    assertThat(comparison.onlyAfter()).isEmpty();
  }
}
