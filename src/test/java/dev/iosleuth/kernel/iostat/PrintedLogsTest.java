package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.kernel.proc.TestingFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What others printed comes back cell by cell. The cells are found again by a plain walk over the
 * tokens that knows nothing of the reader, or stand in JSON beside the text.
 */
class PrintedLogsTest {
  /** Name, heading, figure. */
  private record Cell(String name, String heading, double value) {}

  @Test
  void labelledSamplesAreReadAsTheirJsonSays() throws IOException {
    Path folder = TestingFixtures.root().resolve("iostat/labelled");
    int files = 0;
    for (Path text : files(folder, ".iostat.txt")) {
      byte[] json =
          Files.readAllBytes(
              folder.resolve(text.getFileName().toString().replace(".iostat.txt", ".json")));
      List<Cell> printed = new ArrayList<>();
      walk(JsonText.values("sample", json, 0).orElse(List.of()).getFirst(), printed);

      assertThat(cells(Files.readAllBytes(text))).as("%s", text.getFileName()).isEqualTo(printed);
      files++;
    }
    assertThat(files).isGreaterThan(20);
  }

  @Test
  void outputsOfDistributionsAreReadTokenByToken() throws IOException {
    Path folder = TestingFixtures.root().resolve("iostat/jc/tests/fixtures");
    int files = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path text :
          all.filter(file -> file.getFileName().toString().matches("iostat.*[.]out")).toList()) {
        walked(text);
        files++;
      }
    }
    assertThat(files).isGreaterThan(10);
  }

  @Test
  void whatSysstatsOwnTestsExpectIsReadTokenByToken() throws IOException {
    Path folder = TestingFixtures.root().resolve("stack/sysstat/tests");
    int files = 0;
    for (Path text : files(folder, "")) {
      String name = text.getFileName().toString();
      // human: other units a cell; x-pretty: several tables a report, tested elsewhere
      if (name.matches("expected[23]?[.]iostat.*")
          && !name.matches(".*(JSON|human|x-pretty|-V-env|-h)$")) {
        walked(text);
        files++;
      }
    }
    assertThat(files).isGreaterThan(60);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static void walked(Path text) throws IOException {
    assertThat(cells(Files.readAllBytes(text)))
        .as("%s", text.getFileName())
        .isEqualTo(tokens(Files.readString(text)));
  }

  private static List<Cell> cells(byte[] log) {
    var cells = new ArrayList<Cell>();
    for (Row row : TestingLogs.read(log).rows()) {
      for (int i = 0; i < row.printed().length; i++) {
        cells.add(new Cell(row.name(), row.layout().headings().get(i), row.printed()[i]));
      }
    }
    return cells;
  }

  private static List<Cell> tokens(String text) {
    var cells = new ArrayList<Cell>();
    List<String> headings = List.of();
    for (String line : text.lines().toList()) {
      List<String> words = Arrays.stream(line.strip().split("\\s+")).toList();
      if (words.contains("Device") || words.contains("Device:")) {
        headings = words;
      } else if (line.isBlank()) {
        headings = List.of();
      } else if (!headings.isEmpty() && words.size() >= headings.size()) {
        boolean last = headings.getLast().equals("Device");
        int width = headings.size() - 1;
        String name =
            last ? String.join(" ", words.subList(width, words.size())) : words.getFirst();
        for (int i = 0; i < width; i++) {
          int at = last ? i : i + 1;
          cells.add(new Cell(name, headings.get(at), Double.parseDouble(words.get(at))));
        }
      }
    }
    return cells;
  }

  /** Every device of every report of a sample. */
  private static void walk(Json json, List<Cell> into) {
    if (json instanceof Json.Items(List<Json> items)) {
      items.forEach(item -> walk(item, into));
    }
    if (!(json instanceof Json.Members(Map<String, Json> members))) {
      return;
    }
    if (members.get("device") instanceof Json.Word(String name)) {
      members.forEach((heading, value) -> {
        if (value instanceof Json.Digits(String digits)) {
          into.add(new Cell(name, heading, Double.parseDouble(digits)));
        }
      });
      return;
    }
    members.values().forEach(value -> walk(value, into));
  }
}
