package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.Terminal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(console.out())
        .startsWith("Examples:\n  ")
        .containsPattern("\n  (sudo )?iosleuth.*\\S {3,}\\S");
    assertThat(console.out().indexOf("iosleuth")).isLessThan(console.out().indexOf("Usage:"));
    assertThat(console.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsAsWideAsTheTerminal(String command) {
    for (int columns : List.of(20, 40, 57, 72, 80, 100, 200)) {
      var wide = new TestingConsole(new Terminal(true, true, columns, 24), Map.of());
      wide.run(("help " + command).strip().split(" "));

      int most = Math.clamp(columns, 40, 100);
      assertThat(wide.out().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(most + 1))
          .anySatisfy(line -> assertThat(line).hasSizeGreaterThan(Math.min(most * 2 / 3, 60)));
    }
  }

  @Test
  void helpIsACommandAndAnOption() {
    console.run("ledger", "--help");
    String ledger = console.out();
    for (List<String> words :
        List.of(List.of("help", "ledger"), List.of("--help", "ledger"), List.of("-h", "ledger"))) {
      var same = new TestingConsole();
      assertThat(same.run(words.toArray(String[]::new))).isZero();
      assertThat(same.out()).isEqualTo(ledger);
    }
    var host = new TestingConsole();
    host.run("--help");
    var help = new TestingConsole();
    help.run("help");
    assertThat(help.out()).isEqualTo(host.out()).contains("\n  ledger ");
    assertThat(console.run("help", "legder")).isEqualTo(2);
    assertThat(console.err()).startsWith("iosleuth: no command 'legder'").hasLineCount(1);
  }

  @Test
  void whatGoesOnUntilItIsStoppedIsAnsweredWhenItIs() {
    console.run("ledger", "--help");
    console.run("man", "capture");

    assertThat(console.out().replaceAll("\\s+", " ").replace("\\-", "-"))
        .containsPattern("0 answered; also what goes on until it is stopped.*130 cut short")
        .containsPattern("[.]B 0 answered; also what goes on until it is stopped \\(--count 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json ledger", "--interval 1 ledger", "--device sda ledger --json"})
  void optionsBeforeTheCommandAreExplained(String line) {
    assertThat(console.run(line.split(" ", -1))).isEqualTo(2);
    assertThat(console.err())
        .startsWith("iosleuth: the command stands first: iosleuth ledger [OPTIONS]")
        .hasLineCount(1);
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
