package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
  private final TestingConsole console = new TestingConsole();

  static Stream<String> commands() {
    return Stream.concat(Stream.of(""), Commands.all().stream().map(Commands.Entry::name));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpBeginsWithWorkedExamplesAndFitsTheScreen(String command) {
    int status = command.isEmpty() ? console.run("--help") : console.run(command, "--help");

    assertThat(status).isZero();
    assertThat(console.out()).startsWith("Examples:\n  ");
    assertThat(console.out().indexOf("iosleuth")).isLessThan(console.out().indexOf("Usage:"));
    assertThat(console.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasItsManualPage(String command) {
    int status = command.isEmpty() ? console.run("man") : console.run("man", command);

    assertThat(status).isZero();
    assertThat(console.out())
        .containsPattern("^\\.TH IOSLEUTH[A-Z-]* 1 \"20\\d\\d-\\d\\d-\\d\\d\" \"iosleuth ")
        .contains(".SH NAME", ".SH EXAMPLES", ".SH \"EXIT STATUS\"");
  }

  @Test
  void completionKnowsEveryCommand() {
    assertThat(console.run("completion", "zsh")).isZero();
    assertThat(console.out())
        .contains(Commands.all().stream().map(Commands.Entry::name).toList())
        .contains("\"cgroup\"", "\"never\"")
        .doesNotContain("\"CGROUP\"");
  }

  @Test
  void aWrongWordEndsInOneLineThatSaysWhatThereIs() {
    assertThat(console.run("legder")).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).startsWith("iosleuth: no command 'legder'; there are ");
  }

  @Test
  void aWrongOptionEndsInOneLineThatSaysWhereToLook() {
    assertThat(console.run("completion", "--shel")).isEqualTo(2);
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err())
        .startsWith("iosleuth: no option or argument '--shel'")
        .endsWith("see iosleuth completion --help\n");
  }

  @Test
  void wordsFromOutsideDoNotReachTheTerminalRaw() {
    console.run("\u001b[2Jledger");
    console.run("man", "a\nb\u202e");

    assertThat(console.err().lines()).hasSize(2);
    assertThat(console.err()).doesNotContain("\u001b", "\u202e");
  }
}
