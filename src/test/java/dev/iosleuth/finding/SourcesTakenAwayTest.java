package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
          Explanation.of(
              TestingCases.damaged(recording, kind, TestingDamaged.Way.REMOVED), Rules.all());
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

  /**
   * Each file that the sources of a finding name, removed, cut in half and overwritten with random
   * bytes: the finding stands without it, no less severe, or the rule says what it lacks.
   */
  private static List<String> silentOrWrong(Path recording) {
    Case given = TestingCases.recording(recording);
    Explanation whole = Explanation.of(given, Rules.all());
    Sample last = given.last().optional().orElseThrow();
    Map<String, List<Finding>> files = new TreeMap<>();
    for (Finding finding : whole.findings()) {
      for (String file : SourceFiles.of(finding, last)) {
        files.computeIfAbsent(file, _ -> new ArrayList<>()).add(finding);
      }
    }
    var wrong = new ArrayList<String>();
    files.forEach((file, findings) -> {
      for (TestingDamaged.Way way : TestingDamaged.Way.values()) {
        Case damaged = TestingCases.damaged(recording, Pattern.quote(file) + "(/.*)?", way);
        compare(whole, findings, Explanation.of(damaged, Rules.all())).stream()
            .map(what -> what + ": " + file + " " + way)
            .forEach(wrong::add);
      }
    });
    return wrong;
  }

  private static List<String> compare(
      Explanation whole, List<Finding> findings, Explanation without) {
    var wrong = new ArrayList<String>();
    findings.stream()
        .filter(finding -> !stands(finding, without) && !lacks(finding, whole, without))
        .forEach(
            finding -> wrong.add("silence of " + finding.rule() + " " + finding.subject().name()));
    without.findings().stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .filter(finding -> whole.findings().stream().noneMatch(known -> same(known, finding)))
        .filter(finding -> !lacks(finding, whole, without))
        .forEach(
            finding -> wrong.add("found by " + finding.rule() + " " + finding.subject().name()));
    return wrong;
  }

  private static boolean same(Finding one, Finding other) {
    return one.rule().equals(other.rule()) && one.subject().equals(other.subject());
  }

  private static boolean stands(Finding finding, Explanation without) {
    return without.findings().stream()
        .anyMatch(
            found -> same(found, finding) && found.severity().compareTo(finding.severity()) >= 0);
  }

  /** Whether the rule says something that it could not tell, which it could before. */
  private static boolean lacks(Finding finding, Explanation whole, Explanation without) {
    return without.untold().stream()
        .filter(untold -> untold.rule().equals(finding.rule()))
        .anyMatch(untold -> !whole.untold().contains(untold));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aSourceThatIsMissingOrDamagedIsNamed(Path recording) {
    assertThat(silentOrWrong(recording)).isEmpty();
  }

  @Test
  void aSlowFlushIsNotNothingWithoutItsSources(@TempDir Path folder) {
    Path recording = TestingMirror.of(200, 2, 45).in(folder);
    whatIsNotThereIsNotNothing(recording);
    aSourceThatIsMissingOrDamagedIsNamed(recording);
  }

  /** It runs to the end of that recording, as sync_action says. */
  @ParameterizedTest
  @EnumSource(TestingDamaged.Way.class)
  void aCheckThatSysfsTellsOfHasNotEnded(TestingDamaged.Way way) {
    Path recording = Path.of("src/test/resources/lab/raid1-lvm-12/recording.tar.xz");
    List<String> told =
        Explanation.of(TestingCases.damaged(recording, "proc/mdstat", way), Rules.all())
            .findings()
            .stream()
            .filter(finding -> finding.rule().equals("scrub-running"))
            .map(Finding::summary)
            .toList();
    assertThat(told).isNotEmpty().noneMatch(summary -> summary.contains("has ended"));
    assertThat(told).anyMatch(summary -> summary.contains("a check is running"));
  }

  /** All of them, of the recordings that are named. */
  public static void main(String[] recordings) {
    for (String recording : recordings) {
      silentOrWrong(Path.of(recording))
          .forEach(wrong -> System.out.println(Path.of(recording).getFileName() + ": " + wrong));
    }
  }
}
