package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.rule.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

class ExplainCommandTest {
  private static final String SLOW = recording("raid1-slow-11");

  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  private static String recording(String name) {
    return Path.of("src", "test", "resources", "lab", name, "recording.tar.xz").toString();
  }

  @Test
  void whatIsTheMatterAndWhyAndWhatToDo() {
    assertThat(console.run("explain", "--from", SLOW)).isZero();
    assertThat(console.out())
        .startsWith("1  vdb of md0 does the same work as vda in 5.2 times the time  ")
        .contains("Costs: ")
        .contains("Do:    look at what vdb lies on")
        .contains("Check: iosleuth explain --rule slow-member")
        .contains("Could not tell:");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void whereEachFigureComesFrom() {
    assertThat(console.run("explain", "--from", SLOW, "--why")).isZero();
    assertThat(console.out()).contains("the other's 48.8 ms = device(\"vda\", write_wait_ms)");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void oneRuleAlone() {
    assertThat(console.run("explain", "--from", SLOW, "--rule", "merged-below")).isZero();
    assertThat(console.out()).isEqualTo("Nothing is the matter, as far as 1 rule can tell.\n");
  }

  @Test
  void aRuleThatWasAskedForAndCannotTellIsAGap() {
    assertThat(console.run("explain", "--from", SLOW, "--rule", "bursts")).isEqualTo(Status.GAPS);
    assertThat(console.out()).contains("bursts: it takes 20 intervals or more");
  }

  /** 0: whatever was found; 1: some of it is missing; 2: nothing can be told of it. */
  @Test
  void statusesTellWhetherItWasAnswered() throws IOException {
    assertThat(console.run("explain", "--from", SLOW)).isZero();
    assertThat(console.run("explain", "--from", SLOW, "--rule", "merged-below")).isZero();
    assertThat(console.run("explain", "--from", SLOW, "--rule", "bursts")).isEqualTo(Status.GAPS);
    String none = folder.resolve("none").toString();
    assertThat(console.run("explain", "--from", none)).isEqualTo(Status.UNUSABLE);
    assertThat(console.run("explain", "--no-such-option")).isEqualTo(Status.UNUSABLE);
    assertThat(console.run("explain", "--from", SLOW, "--rule", "none")).isEqualTo(Status.UNUSABLE);
    String half;
    try (InputStream packed = Files.newInputStream(Path.of(SLOW));
        InputStream tar = new XZInputStream(packed)) {
      byte[] all = tar.readAllBytes();
      byte[] part = Arrays.copyOf(all, all.length / 10 * 9);
      half = Files.write(folder.resolve("half.tar"), part).toString();
    }
    assertThat(console.run("explain", "--from", half)).isEqualTo(Status.UNUSABLE);
    var partial = new TestingConsole();
    assertThat(partial.run("explain", "--from", half, "--partial")).isEqualTo(Status.GAPS);
    assertThat(partial.out()).isNotEmpty();
  }

  /** What counters did across a reboot nobody knows: the last sample is of another one. */
  @Test
  void countersOfAnotherBootAreAGap() throws IOException {
    String tar;
    try (InputStream packed = Files.newInputStream(Path.of(SLOW));
        InputStream plain = new XZInputStream(packed)) {
      tar = new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    Matcher id = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n\0").matcher(tar);
    int last = id.results().mapToInt(MatchResult::start).max().orElseThrow();
    char other = tar.charAt(last) == '0' ? '1' : '0';
    String rebooted = tar.substring(0, last) + other + tar.substring(last + 1);
    Path file = folder.resolve("rebooted.tar");
    Files.write(file, rebooted.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(console.run("explain", "--from", file.toString())).isEqualTo(Status.GAPS);
  }

  /** In --help and in the man page, each with its own gaps. */
  @Test
  void statusesAreNamed() {
    var gaps =
        Map.of(
            "explain", "samples are missing, no device tells what it did, or a rule of",
            "iostat", "some of the log was not understood or cannot be told",
            "compare", "some of the two was not understood, or nothing tells whether they differ",
            "audit", "the audit could not run");
    for (String command : gaps.keySet()) {
      for (List<String> args : List.of(List.of(command, "--help"), List.of("man", command))) {
        var help = new TestingConsole();
        assertThat(help.run(args.toArray(String[]::new))).isZero();
        assertThat(help.out().replaceAll("\\s+", " "))
            .as("%s", args)
            .containsIgnoringCase("exit status")
            .contains(gaps.getOrDefault(command, "?"))
            .doesNotContain("capture, when a signal ends it");
      }
    }
  }

  @Test
  void json() {
    assertThat(console.run("explain", "--from", SLOW, "--json")).isZero();
    assertThat(console.out())
        .startsWith("{\"findings\":[{\"rule\":\"slow-member\",\"subject\":{\"kind\":\"device\"")
        .contains("\"threshold\":3.0,\"source\":")
        .contains("\"could_not_tell\":[{\"rule\":\"bursts\",\"why\":")
        .endsWith("}\n");
  }

  @Test
  void eachIntervalSaysWhenItWas() {
    assertThat(console.run("explain", "--from", SLOW, "--rule", "merged-below", "--each")).isZero();
    String when = "\\d+ [A-Z][a-z]{2} \\d\\d:\\d\\d:\\d\\d";
    List<String> heads = console.out().lines().filter(line -> line.contains(" to ")).toList();
    assertThat(heads)
        .hasSizeGreaterThan(1)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.matches(when + " to " + when + " · [0-9.]+ s"));
    assertThat(console.out().lines().filter(line -> line.startsWith("Nothing is")))
        .hasSameSizeAs(heads);
  }

  @Test
  void anUnknownRuleNamesTheKnownOnes() {
    assertThat(console.run("explain", "--rule", "luck")).isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains("no rule 'luck'; there are saturated-device, ");
  }

  @Test
  void eachRuleIsExplained() {
    assertThat(console.run("rules")).isZero();
    for (Rule rule : Rules.all()) {
      String id = rule.about().id();
      assertThat(console.out()).contains(id);
      var own = new TestingConsole();
      assertThat(own.run("rules", id)).isZero();
      assertThat(own.out()).startsWith(id + ": ").contains("Decides: ").contains("Needs:   ");
      assertThat(own.out().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  private String app(String name, String text) throws java.io.IOException {
    return java.nio.file.Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void responseTimesThatDoNotOverlapAreAGapAndTheFindingsStay() throws java.io.IOException {
    String file = app("p99.csv", "time,milliseconds\n1795256400,12\n1795256401,14\n");

    assertThat(console.run("explain", "--from", SLOW, "--app", file)).isEqualTo(Status.GAPS);
    assertThat(console.out().replace("\n", " "))
        .contains("vdb of md0 does the same work", "what they move with cannot be told");
    assertThat(console.run("explain", "--json", "--from", SLOW, "--app", file))
        .isEqualTo(Status.GAPS);
    assertThat(console.out())
        .contains("\"app\":[{\"series\":\"milliseconds\",\"unit\":\"milliseconds\",");
  }

  @Test
  void whatHoldsNoResponseTimesEndsInOneLine() throws java.io.IOException {
    String letter = app("letter", "Dear all\n\u001b]0;x\u0007\n");

    assertThat(console.run("explain", "--from", SLOW, "--app", letter)).isEqualTo(2);
    assertThat(console.run("explain", "--from", SLOW, "--app", folder + "/none")).isEqualTo(2);
    assertThat(console.run("explain", "--app", folder + "/none")).isEqualTo(2);
    assertThat(console.run("explain", "--from", SLOW, "--app-unit", "s")).isEqualTo(2);
    assertThat(console.run("explain", "--from", SLOW, "--app", letter, "--app-unit", "h"))
        .isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).hasSize(5).allMatch(line -> line.startsWith("iosleuth: "));
    assertThat(console.err()).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void aLoadThatNobodyCanPlanIsAMistake() {
    assertThat(console.run("explain", "--from", SLOW, "--plus", "luck")).isEqualTo(Status.UNUSABLE);
    assertThat(console.err())
        .contains("--plus takes one of scrub, rebuild, failover-of NODE, osd-restart, not 'luck'");
  }

  @Test
  void theNodeOfAFailoverIsAWordOfItsOwn() {
    console.run(
        "explain",
        "--from",
        SLOW,
        "--rule",
        "headroom",
        "--plus",
        "failover-of",
        "node2",
        "--json");
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).contains("\"rule\":\"headroom\"");
  }

  @Test
  void responseTimesThatAreNoneAreNotTakenForARecording() throws IOException {
    Path app = Files.writeString(folder.resolve("a.csv"), "time,ms\n");
    assertThat(console.run("explain", "--from", SLOW, "--app", app.toString()))
        .isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains("expected lines of TIME,MILLISECONDS");
  }
}
