package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.Terminal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there is no screen; the screen itself is tested in a real terminal. */
class TopCommandTest {
  private static final Terminal SCREEN = new Terminal(true, true, 80, 24);

  private static void assertRefused(TestingConsole console, String why) {
    assertThat(console.run("top")).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).contains(why).contains("iosleuth ledger --interval 1");
  }

  @Test
  void withoutATerminalItNamesWhatPrints() {
    assertRefused(
        new TestingConsole(Terminal.NONE, Map.of("TERM", "xterm")),
        "standard output is no terminal");
  }

  @Test
  void aDumbTerminalIsRefused() {
    assertRefused(new TestingConsole(SCREEN, Map.of("TERM", "dumb")), "TERM=dumb");
    assertRefused(new TestingConsole(SCREEN, Map.of()), "without TERM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval=0", "--interval=nan", "--count=0", "--count=-3", "--by=who"})
  void optionsThatMakeNoSenseEndInOneLine(String option) {
    var console = new TestingConsole(SCREEN, Map.of("TERM", "xterm"));
    assertThat(console.run("top", option)).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).hasSize(1);
  }
}
