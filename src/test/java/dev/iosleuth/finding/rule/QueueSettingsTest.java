package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.TestingSamples;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueSettingsTest {
  private static final Map<String, String> USUAL =
      Map.of(
          "rotational", "1",
          "scheduler", "none [mq-deadline]",
          "read_ahead_kb", "128",
          "nr_requests", "64",
          "max_sectors_kb", "1280",
          "max_hw_sectors_kb", "32767");

  private final Rule rule = new QueueSettings();

  private static Case with(Map<String, String> changes) {
    Map<String, String> files = new HashMap<>(USUAL);
    files.putAll(changes);
    Queue queue =
        Queue.parse(name ->
            Optional.ofNullable(files.get(name))
                .map(content -> Reading.known(Text.of(name, content + "\n")))
                .orElse(Reading.absent("no such file")));
    return configuration(TestingSamples.host("node1").with(disk("sda").queue(queue)).build());
  }

  @Test
  void aSpinningDiskNeedsSomebodyWhoSorts() {
    Finding finding = one(rule, with(Map.of("scheduler", "[none] mq-deadline")));
    assertThat(finding.summary())
        .isEqualTo("sda: it turns, and nobody sorts its requests (scheduler none)");
    assertThat(finding.actions())
        .containsExactly("echo mq-deadline > /sys/block/sda/queue/scheduler");
  }

  @Test
  void severalTrapsAreOneFinding() {
    Finding finding =
        one(rule, with(Map.of("read_ahead_kb", "16", "nr_requests", "4", "max_sectors_kb", "64")));
    assertThat(amount(finding, "read-ahead")).isEqualTo(16);
    assertThat(amount(finding, "requests that may be queued")).isEqualTo(4);
    assertThat(amount(finding, "largest request")).isEqualTo(64);
  }

  @Test
  void flashNeedsNobodyWhoSorts() {
    assertThat(one(rule, with(Map.of("rotational", "0", "scheduler", "none [bfq]"))).summary())
        .contains("bfq");
    clear(rule, with(Map.of("rotational", "0", "scheduler", "[none] bfq", "read_ahead_kb", "0")));
  }

  @Test
  void whatIsUsualIsWell() {
    clear(rule, with(Map.of()));
    clear(rule, recording("raid1-lvm-7"));
  }

  @Test
  void withoutItsQueueNobodyKnows() {
    Case bare = configuration(TestingSamples.host("node1").with(disk("sda")).build());
    assertThat(untold(rule, bare)).startsWith("sda: whether it turns");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
