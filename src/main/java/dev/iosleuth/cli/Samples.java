package dev.iosleuth.cli;

import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Samples of one host, one after the other. */
interface Samples extends AutoCloseable {
  /** When the first and the last sample were taken. */
  record Range(Instant first, Instant last) {
    /** What both have in common: ends before it begins if that is nothing. */
    Range with(Range other) {
      return new Range(
          first.isAfter(other.first) ? first : other.first,
          last.isBefore(other.last) ? last : other.last);
    }

    boolean holdsSome() {
      return first.isBefore(last);
    }
  }

  /** The next one; empty if there are no more, or if the user wants an end. */
  Optional<Sample> next();

  /** The last one that {@link #next} gave. */
  Optional<Sample> last();

  /** How a signal ended it before its time; empty if none did. */
  Optional<String> cut();

  /** When each was recorded; empty of what is not a recording. */
  default List<Instant> times() {
    return List.of();
  }

  /** Whether names were replaced in it, as in no other recording. */
  default boolean anonymous() {
    return false;
  }

  /** From when to when they were recorded; empty of what is not a recording. */
  default Optional<Range> range() {
    List<Instant> times = times();
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(new Range(times.getFirst(), times.getLast()));
  }

  /** What is to be known about the input as a whole. */
  List<Note> notes();

  @Override
  void close();
}
