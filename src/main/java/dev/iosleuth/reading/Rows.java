package dev.iosleuth.reading;

import java.util.List;

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
}
