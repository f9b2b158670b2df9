package dev.iosleuth.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the laboratory's faults are to be called (src/test/resources/faults/answers.csv). */
final class Answers {
  static final Path FOLDER = Path.of("src", "test", "resources", "faults");
  private static final int COLUMNS = 4;

  enum Kind {
    FAULT,
    BUSY,
    IDLE
  }

  /**
   * Of one phase, or one scenario in which nothing is the matter.
   *
   * @param accepted rules that may come first; none where nothing is the matter
   */
  record Answer(String phase, List<String> accepted, Kind kind, String why) {
    boolean fits(Told told) {
      return kind == Kind.FAULT
          ? told.first().filter(accepted::contains).isPresent()
          : told.alarms().isEmpty();
    }
  }

  private final Map<String, Answer> answers = new LinkedHashMap<>();

  private Answers() {}

  static Answers read() {
    var read = new Answers();
    try {
      for (String line : Files.readAllLines(FOLDER.resolve("answers.csv"))) {
        if (!line.startsWith("#")) {
          String[] cells = line.split("\\|", COLUMNS);
          List<String> accepted = cells[1].equals("-") ? List.of() : List.of(cells[1].split(" "));
          Kind kind = Kind.valueOf(cells[2].toUpperCase(Locale.ROOT));
          read.answers.put(cells[0], new Answer(cells[0], accepted, kind, cells[3]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }

  List<Answer> all() {
    return List.copyOf(answers.values());
  }

  Optional<Answer> of(String phase) {
    return Optional.ofNullable(answers.get(phase));
  }
}
