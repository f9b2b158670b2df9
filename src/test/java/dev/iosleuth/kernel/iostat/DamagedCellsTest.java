package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.TestingFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Logs that others printed, with one cell of one row damaged: every other row is read as before, of
 * the row itself nothing but what was printed, and the damage is told. Rows and cells are found by
 * a plain walk over the words that knows nothing of the reader.
 */
final class DamagedCellsTest {
  private static final List<String> IN_PLACE =
      List.of("8#.00", "80.00*", "1e300", "-", "nan", "x", "1.2.3", "0x1f");

  /** What makes more words of a row, or fewer. */
  private static final List<String> APART = List.of("8 0.00", "1.00 2.00 3.00", "");

  /** A row by its line and the heading of each word; the name's is empty. */
  private record Printed(int line, List<String> words, List<String> headings, int name) {
    String damaged(int word, String with) {
      var all = new ArrayList<>(words);
      all.set(word, with);
      return String.join(" ", all);
    }
  }

  @Test
  void whateverCellOfWhateverRowIsDamaged() throws IOException {
    var random = new Random(20261122);
    int damaged = 0;
    for (Path file : samples()) {
      List<String> lines = Files.readAllLines(file);
      List<Printed> rows = rows(lines);
      List<String> expected = TestingLogs.read(String.join("\n", lines) + "\n").cells();
      for (int i = 0; i < 2; i++) {
        Printed row = rows.get(random.nextInt(rows.size()));
        for (int word = 0; word < row.words.size(); word++) {
          if (word != row.name && !row.headings.get(word).equals("svctm")) {
            inPlace(file, lines, row, word, expected);
            apart(file, lines, row, word, expected);
            damaged++;
          }
        }
      }
    }
    assertThat(damaged).isGreaterThan(400);
  }

  private static void inPlace(
      Path file, List<String> lines, Printed row, int word, List<String> expected) {
    for (String garbage : IN_PLACE) {
      TestingLogs.Log log = read(lines, row, row.damaged(word, garbage));
      List<String> cells = log.cells();

      String as = file.getFileName() + ":" + (row.line + 1) + " word " + word + " " + garbage;
      assertThat(cells.size()).as(as).isEqualTo(expected.size());
      int others = 0;
      for (int i = 0; i < cells.size(); i++) {
        if (!cells.get(i).equals(expected.get(i))) {
          others++;
          assertThat(cells.get(i)).as(as).endsWith(row.headings.get(word) + " NaN");
        }
      }
      assertThat(others).as(as).isOne();
      boolean nothing = List.of("nan", "-").contains(garbage) && log.damaged() == 0;
      assertThat(log.damaged()).as(as).isEqualTo(nothing ? 0 : 1);
      if (nothing) {
        // a mean of no requests, as some versions print it
        assertThat(row.headings.get(word)).as(as).matches(".*(await|sz|qm)");
      }
    }
  }

  /** Which cell is which is not known: the whole row is none. */
  private static void apart(
      Path file, List<String> lines, Printed row, int word, List<String> expected) {
    String name = row.words.get(row.name);
    Set<String> all = Set.copyOf(expected);
    for (String garbage : APART) {
      TestingLogs.Log log = read(lines, row, row.damaged(word, garbage));

      String as = file.getFileName() + ":" + (row.line + 1) + " word " + word + " " + garbage;
      List<String> told =
          log.cells().stream().filter(cell -> !cell.endsWith(" NaN")).distinct().toList();
      assertThat(all.containsAll(told)).as(as).isTrue();
      long before = expected.stream().filter(cell -> cell.startsWith(name + " ")).count();
      long now = log.cells().stream().filter(c -> c.startsWith(name + " ")).count();
      assertThat(now).as(as).isLessThanOrEqualTo(before);
      assertThat(log.damaged()).as(as).isOne();
    }
  }

  private static TestingLogs.Log read(List<String> lines, Printed row, String instead) {
    var all = new ArrayList<>(lines);
    all.set(row.line, instead);
    return TestingLogs.read(String.join("\n", all) + "\n");
  }

  private static List<Path> samples() throws IOException {
    Path folder = TestingFixtures.root().resolve("iostat");
    try (Stream<Path> all = Files.walk(folder)) {
      // of 16 the figures stand without blanks between them: its words are no cells
      return all.filter(file -> !file.getFileName().toString().startsWith("16-"))
          .filter(file ->
              file.toString().endsWith(".iostat.txt")
                  || file.getFileName().toString().matches("iostat.*[.]out"))
          .sorted()
          .toList();
    }
  }

  private static List<Printed> rows(List<String> lines) {
    var rows = new ArrayList<Printed>();
    List<String> headings = List.of();
    for (int i = 0; i < lines.size(); i++) {
      List<String> words = Arrays.stream(lines.get(i).strip().split("\\s+")).toList();
      if (words.getFirst().startsWith("Device")) {
        headings = words;
      } else if (lines.get(i).isBlank()) {
        headings = List.of();
      } else if (words.size() == headings.size()) {
        rows.add(new Printed(i, words, headings, 0));
      }
    }
    return rows;
  }
}
