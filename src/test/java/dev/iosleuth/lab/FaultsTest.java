package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.lab.Answers.Answer;
import dev.iosleuth.lab.Answers.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes first of recordings with a known fault, and that nothing comes where nothing is. */
class FaultsTest {
  private static final String SUFFIX = ".tar.xz";

  static List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(Answers.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void theRightFindingComesFirst(String file) {
    String phase = file.replace(SUFFIX, "").replaceFirst("-[0-9]+$", "");
    Answer answer = Answers.read().of(phase).orElseThrow();
    Told told = Told.of(Answers.FOLDER.resolve(file));

    assertThat(answer.fits(told)).as("%s: %s", answer, told.lines()).isTrue();
  }

  @Test
  void answersNameRulesThatAreThere() {
    List<String> known = Rules.all().stream().map(Rule::about).map(about -> about.id()).toList();
    for (Answer answer : Answers.read().all()) {
      assertThat(known).as(answer.phase()).containsAll(answer.accepted());
      assertThat(answer.accepted().isEmpty()).isEqualTo(answer.kind() != Kind.FAULT);
      assertThat(answer.why()).as(answer.phase()).isNotBlank();
    }
  }

  @Test
  void anotherFirstFindingDoesNotFit() {
    var answer = new Answer("scrub", List.of("scrub-running"), Kind.FAULT, "");
    var note = new Told.Line("scrub-running", "note", "");
    var other = new Told.Line("saturated-device", "warning", "");

    assertThat(answer.fits(new Told(List.of(note, other)))).isTrue();
    assertThat(answer.fits(new Told(List.of(other, note)))).isFalse();
    assertThat(answer.fits(new Told(List.of()))).isFalse();
  }

  @Test
  void aNoteIsNoAlarm() {
    var answer = new Answer("idle", List.of(), Kind.IDLE, "");
    var note = new Told.Line("merged-below", "note", "");
    var alarm = new Told.Line("saturated-device", "warning", "");

    assertThat(answer.fits(new Told(List.of(note)))).isTrue();
    assertThat(answer.fits(new Told(List.of(note, alarm)))).isFalse();
  }

  @Test
  void theTableCounts() {
    var table = new FaultsTable(Answers.read());
    Answer scrub = Answers.read().of("scrub").orElseThrow();
    Answer idle = Answers.read().of("idle-mirror").orElseThrow();
    var right = new Told(List.of(new Told.Line("scrub-running", "warning", "")));
    for (int i = 0; i < 9; i++) {
      table.add(scrub, right);
    }
    table.add(idle, new Told(List.of()));
    assertThat(table.reached()).isTrue();
    table.add(scrub, new Told(List.of()));
    assertThat(table.reached()).isTrue();
    table.add(scrub, new Told(List.of()));
    assertThat(table.reached()).isFalse();

    assertThat(table.lines())
        .contains(
            "| scrub | scrub-running | 9 of 11 | nothing (2) |",
            "| **all** | | **9 of 11, 81.8 %** | |",
            "| idle-mirror | idle | 0 of 1 |  |");
  }
}
