package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.TestingCases;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.recording.CaptureScript;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of this host holds all that rules look at: they cannot tell the same. */
class ExplanationReplayTest {
  @TempDir private Path folder;

  private final Tree host = GuardedTree.host("/");

  private static Explanation explain(List<Sample> samples) {
    return Explanation.of(TestingCases.samples(samples), Rules.all());
  }

  private static List<Sample> replay(Path file) {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      samples.add(
          collector.collect(
              tree, samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast())));
    }
    return samples;
  }

  /** Watches and writes at once, from the same readings. */
  private List<Sample> watch(Path file) throws IOException, InterruptedException {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    try (var writer = new RecordingWriter(Files.newOutputStream(file), "test")) {
      for (int i = 0; i < 2; i++) {
        if (i > 0) {
          Thread.sleep(1_000);
        }
        var tree = new RememberingTree(host);
        writer.add(tree);
        samples.add(
            collector.collect(
                tree, samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast())));
      }
    }
    return samples;
  }

  @Test
  void aRecordingTellsAsMuchAsWatching() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/diskstats")), "no live /proc");
    Path file = folder.resolve("host.tar.gz");
    Explanation watched = explain(watch(file));
    Explanation replayed = explain(replay(file));
    assertThat(untold(replayed)).containsExactlyElementsOf(untold(watched));
    assertThat(replayed.clear()).containsExactlyElementsOf(watched.clear());
    assertThat(replayed.findings())
        .extracting(finding -> finding.summary())
        .containsExactlyElementsOf(
            watched.findings().stream().map(finding -> finding.summary()).toList());
  }

  /** But for what was said by something that is no monitor of a guest: that is written nowhere. */
  private static List<String> untold(Explanation explanation) {
    return explanation.untold().stream()
        .map(one -> one.rule().equals("guest-host-gap") ? one.rule() : one.rule() + one.why())
        .toList();
  }

  /** A script asks monitors by QMP only, and where perl is there: some guests tell it less. */
  private static final Set<String> ASKS_MONITORS = Set.of("guest-host-gap", "qemu-disk-settings");

  private static Set<String> rules(Explanation explanation) {
    return explanation.untold().stream()
        .map(Explanation.Untold::rule)
        .filter(Predicate.not(ASKS_MONITORS::contains))
        .collect(Collectors.toSet());
  }

  /** In other words of its own, and at another time: the same rules cannot tell. */
  @Test
  void soDoesOneOfTheScript() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/diskstats")), "no live /proc");
    Path script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text("test"));
    Path file = folder.resolve("script.tar.gz");
    Process process =
        new ProcessBuilder("sh", script.toString(), "-s", "1", "-e", "1", "-o", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    Explanation watched = explain(watch(folder.resolve("host.tar.gz")));
    assertThat(rules(explain(replay(file)))).isEqualTo(rules(watched));
  }
}
