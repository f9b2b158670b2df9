package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.source.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands on whatever there is and demands what must always hold. */
final class Pipeline {
  private Pipeline() {}

  /** What a run gave: all of it judged already. */
  record Run(int status, String out, String err) {
    /** The ledger that it printed, balanced. */
    Optional<Map<String, Object>> ledger() {
      if (status == 2) {
        return Optional.empty();
      }
      Map<String, Object> ledger = Outputs.json(out);
      Outputs.assertBalances(ledger);
      return Optional.of(ledger);
    }

    /** Subjects and texts of all notes. */
    List<String> notes() {
      return ledger()
          .map(ledger ->
              Outputs.objects(ledger, "notes").stream()
                  .map(note -> note.get("subject") + ": " + note.get("text"))
                  .toList())
          .orElse(List.of());
    }
  }

  /** Answered, or one clear line and status 2: never a bug, never a trace. */
  static Run run(List<String> words) {
    var console = new TestingConsole(Terminal.NONE, Map.of("IOSLEUTH_DEBUG", "1"));
    int status = console.run(words.toArray(String[]::new));
    assertThat(console.err()).doesNotContain("a mistake in the program", "\tat ");
    Outputs.assertHarmless(console.err());
    Outputs.assertHarmless(console.out());
    assertThat(status).isBetween(0, 2);
    if (status == 2) {
      assertThat(console.out()).isEmpty();
      assertThat(console.err()).startsWith("iosleuth: ").hasLineCount(1);
    }
    return new Run(status, console.out(), console.err());
  }

  static Run ledger(Object before, Object after) {
    return trees(before, after, "ledger", "--json");
  }

  static Run trees(Object before, Object after, String... words) {
    var all = new ArrayList<String>(List.of(words));
    all.addAll(List.of("--before", before.toString(), "--after", after.toString()));
    return run(all);
  }
}
