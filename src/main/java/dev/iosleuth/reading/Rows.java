package dev.iosleuth.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a file that were understood, and those that were not: one damaged row never hides the
 * others.
 */
public record Rows<T>(List<T> rows, List<Reading.Malformed<?>> damaged) {
  public Rows {
    rows = List.copyOf(rows);
    damaged = List.copyOf(damaged);
  }

  public static <T> Rows<T> of(List<T> rows) {
    return new Rows<>(rows, List.of());
  }

  /** A file in which every line is a row. */
  public static <T> Rows<T> read(
      Text text, String expected, Function<? super Fields, Optional<T>> row) {
    return read(new Lines(text), expected, row);
  }

  /**
   * What follows in a file is one row a line.
   *
   * @param expected what a row looks like, for the message about one that does not
   * @param row empty for a line that is no such row
   */
  public static <T> Rows<T> read(
      Lines lines, String expected, Function<? super Fields, Optional<T>> row) {
    var rows = new ArrayList<T>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    while (lines.next()) {
      Optional<T> one = lines.whole() ? row.apply(lines.fields()) : Optional.empty();
      if (one.isPresent()) {
        rows.add(one.get());
      } else {
        damaged.add(lines.malformed(expected));
      }
    }
    return new Rows<>(rows, damaged);
  }
}
