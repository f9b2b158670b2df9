package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a tool's output, split at newlines alone: names may hold other line ends. A last
 * line without a newline was cut short and is not believed.
 */
record WholeLines(List<String> lines, Optional<Reading.Malformed<?>> cut) {
  static WholeLines of(Text text) {
    List<String> lines = Arrays.asList(text.string().split("\n", -1));
    String last = lines.getLast();
    Optional<Reading.Malformed<?>> cut =
        last.isBlank()
            ? Optional.empty()
            : Optional.of(damage(text.where(lines.size()), "a whole line", last));
    return new WholeLines(lines.subList(0, lines.size() - 1), cut);
  }

  /** A row that was not understood, its text shortened and without what looks like a key. */
  static Reading.Malformed<?> damage(String where, String expected, String found) {
    String shown = DmTarget.withoutLongHex(found.length() > 400 ? found.substring(0, 400) : found);
    return new Reading.Malformed<>(
        where, expected, shown.length() > 80 ? shown.substring(0, 80) : shown);
  }
}
