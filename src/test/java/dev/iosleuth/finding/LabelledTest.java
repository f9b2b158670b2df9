package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.kernel.iostat.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Logs that strangers published, each with what its finder says it shows: the first finding must be
 * one that the label accepts, and none may be one that it forbids (src/test/resources/labelled). A
 * log from which its label does not follow has a line of its own there, with the reason.
 *
 * <p>A third of them, by the checksum of their names, is held out: nobody looks at these, nor at
 * what is said of them, while rules are made. Only their number is told.
 */
final class LabelledTest {
  private static final Path ANSWERS = Path.of("src", "test", "resources", "labelled", "rules.csv");
  private static final int PARTS = 3;
  private static final int POLYNOMIAL = 0x04c11db7;

  /** What a label accepts and forbids. */
  private record Answer(List<String> accepted, List<String> forbidden) {
    private static final String ANY = "*";
    private static final String NOTHING = "-";

    /**
     * What is only worth knowing stands behind all that is wrong, so that it is the first where
     * nothing is.
     */
    boolean fits(List<String> rules, List<String> notes) {
      boolean nothing = rules.isEmpty() && accepted.contains(NOTHING);
      boolean first =
          accepted.contains(ANY)
              || nothing
              || Stream.of(rules, notes)
                  .flatMap(List::stream)
                  .findFirst()
                  .filter(accepted::contains)
                  .isPresent();
      boolean none =
          forbidden.contains(ANY) ? rules.isEmpty() : rules.stream().noneMatch(forbidden::contains);
      return first && none;
    }
  }

  private record Part(int fitting, int all, List<String> misfits) {}

  private static Path folder() {
    String named = System.getenv("IOSLEUTH_FIXTURES");
    Path root = named == null ? Path.of("..", "shared", "fixtures") : Path.of(named);
    Path folder = root.resolve("iostat").resolve("labelled");
    assumeTrue(Files.isDirectory(folder), "no labelled logs: see IOSLEUTH_FIXTURES");
    return folder;
  }

  private static Map<String, Answer> answers() throws IOException {
    var answers = new LinkedHashMap<String, Answer>();
    for (String line : Files.readAllLines(ANSWERS)) {
      if (!line.startsWith("#")) {
        String[] cells = line.split("\\|", 4);
        assertThat(cells[3]).as("the reason of %s", cells[0]).isNotBlank();
        answers.put(
            cells[0],
            new Answer(List.of(cells[1].split(" ", -1)), List.of(cells[2].split(" ", -1))));
      }
    }
    return answers;
  }

  /** The third column of labels.csv by the first. */
  private static Map<String, String> labels() throws IOException {
    var labels = new LinkedHashMap<String, String>();
    for (String line : Files.readAllLines(folder().resolve("labels.csv"))) {
      String[] cells = line.split(",", 4);
      labels.put(cells[0], cells[2]);
    }
    return labels;
  }

  private static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> file.toString().endsWith(".iostat.txt")).sorted().toList();
    }
  }

  /** As {@code printf %s NAME | cksum}: POSIX's checksum, with the length behind the text. */
  private static boolean heldOut(Path file) {
    byte[] name = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    int sum = 0;
    for (byte b : name) {
      sum = step(sum, b);
    }
    for (int length = name.length; length > 0; length >>>= 8) {
      sum = step(sum, (byte) length);
    }
    return Integer.remainderUnsigned(~sum, PARTS) == 0;
  }

  private static int step(int sum, byte b) {
    int next = sum ^ (b << 24);
    for (int bit = 0; bit < 8; bit++) {
      next = next < 0 ? (next << 1) ^ POLYNOMIAL : next << 1;
    }
    return next;
  }

  private static List<Finding> findings(Path file) throws IOException {
    var maker = new LogCase();
    var reader = new LogReader(file.toString(), maker);
    try (InputStream in = Files.newInputStream(file)) {
      reader.read(in);
    }
    return Explanation.of(maker.build(), Rules.all()).findings();
  }

  private static List<String> rules(List<Finding> findings, boolean notes) {
    return findings.stream()
        .filter(finding -> (finding.severity() == Severity.NOTE) == notes)
        .map(Finding::rule)
        .toList();
  }

  private static Part part(boolean held) throws IOException {
    Map<String, Answer> answers = answers();
    Map<String, String> labels = labels();
    var misfits = new ArrayList<String>();
    int all = 0;
    for (Path file : samples()) {
      if (heldOut(file) == held) {
        all++;
        String id = file.getFileName().toString().replace(".iostat.txt", "");
        String label = labels.getOrDefault(id, "?");
        List<Finding> findings = findings(file);
        List<String> rules = rules(findings, false);
        List<String> notes = rules(findings, true);
        Answer answer = answers.getOrDefault(id, answers.get(label));
        if (answer == null || !answer.fits(rules, notes)) {
          misfits.add(id + " (" + label + "): " + rules + ", notes " + notes);
        }
      }
    }
    return new Part(all - misfits.size(), all, misfits);
  }

  @Test
  void everyLabelHasItsAnswer() throws IOException {
    samples();
    Map<String, Answer> answers = answers();
    assertThat(labels().values().stream().skip(1)).isNotEmpty().allMatch(answers::containsKey);
  }

  @Test
  void theChecksumIsThatOfTheTool() {
    // printf %s a | cksum: 1220704766 1; printf %s abc | cksum: 1219131554 3
    assertThat(heldOut(Path.of("a"))).isEqualTo(1_220_704_766L % PARTS == 0);
    assertThat(heldOut(Path.of("abc"))).isEqualTo(1_219_131_554L % PARTS == 0);
    assertThat(heldOut(Path.of("b"))).isEqualTo(975_775_277L % PARTS == 0);
  }

  @Test
  void whatIsSaidFitsTheLabel() throws IOException {
    Part open = part(false);
    Part held = part(true);
    System.out.printf(
        "| labelled logs | %d of %d | %d of %d |%n",
        open.fitting(), open.all(), held.fitting(), held.all());
    if (Boolean.getBoolean("labelled.detail")) {
      open.misfits().forEach(System.out::println);
    }

    assertThat(open.misfits()).isEmpty();
  }
}
