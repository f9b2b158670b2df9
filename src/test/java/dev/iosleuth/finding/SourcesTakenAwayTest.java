package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files taken out of the recordings of the laboratory's faults, a kind at a time: what was found is
 * found by something else, or cannot be told any more. It is never nothing, and nothing new is the
 * matter.
 */
class SourcesTakenAwayTest {
  private static final List<String> KINDS =
      List.of(
          "proc/mdstat",
          "sys/(devices/virtual/)?block/md\\d+/md(/.*)?",
          "proc/mdstat|sys/(devices/virtual/)?block/md\\d+/md(/.*)?",
          "proc/diskstats",
          "sys/block(/.*)?",
          "proc/stat",
          "proc/vmstat",
          "proc/meminfo",
          "proc/pressure(/.*)?",
          "proc/net(/.*)?|sys/class/net(/.*)?",
          "proc/self/mountinfo",
          "proc/[0-9]+(/.*)?",
          "tool(/.*)?");

  static List<Path> faults() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "faults"))) {
      return files.filter(file -> file.toString().endsWith(".tar.xz")).sorted().toList();
    }
  }

  private static Set<String> found(Explanation explanation) {
    return explanation.findings().stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .map(Finding::rule)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsNotThereIsNotNothing(Path recording) {
    Set<String> whole = found(Explanation.of(TestingCases.recording(recording), Rules.all()));
    var wrong = new ArrayList<String>();
    for (String kind : KINDS) {
      Explanation without =
          Explanation.of(TestingCases.recordingWithout(recording, kind), Rules.all());
      without.clear().stream()
          .filter(whole::contains)
          .forEach(rule -> wrong.add("nothing by " + rule + " without " + kind));
      found(without).stream()
          .filter(rule -> !whole.contains(rule))
          .forEach(rule -> wrong.add("found by " + rule + " without " + kind));
      without.untold().stream()
          .filter(untold -> untold.why().matches("(.*; )?no such .*"))
          .forEach(untold -> wrong.add(untold.rule() + " does not say what is missing: " + kind));
    }
    assertThat(wrong).isEmpty();
  }
}
