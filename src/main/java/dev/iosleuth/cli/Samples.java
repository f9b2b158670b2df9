package dev.iosleuth.cli;

import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;

/** Samples of one host, one after the other. */
interface Samples extends AutoCloseable {
  /** The next one; empty if there are no more, or if the user wants an end. */
  Optional<Sample> next();

  /** The last one that {@link #next} gave. */
  Optional<Sample> last();

  /** How a signal ended it before its time; empty if none did. */
  Optional<String> cut();

  /** What is to be known about the input as a whole. */
  List<Note> notes();

  @Override
  void close();
}
