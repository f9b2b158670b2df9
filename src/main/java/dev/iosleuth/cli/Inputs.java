package dev.iosleuth.cli;

import dev.iosleuth.cli.Input.Choice;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Opens what the options name. */
final class Inputs {
  private Inputs() {}

  static Samples open(Input input, Console console) {
    return switch (input) {
      case Input.Live live -> new LiveSamples(live, console);
      case Input.Trees trees -> new TreeSamples(trees);
      case Input.Recorded recorded -> new RecordedSamples(recorded, console);
    };
  }

  static Path path(String name) {
    if (name.isEmpty()) {
      throw new Failure("'' is no name of a file");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new Failure(name + " cannot be the name of a file here: " + e.getReason());
    }
  }

  /** What was read of the file, or the end in one line. */
  static <T> T require(String file, Reading<T> reading) {
    return reading
        .optional()
        .orElseThrow(
            () -> new Failure(PlainFile.instead(file).orElseGet(() -> why(file, reading))));
  }

  /** In words, without what was found. */
  static String why(String file, Reading<?> reading) {
    if (reading instanceof Reading.Malformed<?>(String where, String expected, String found)) {
      // what was found is told, not quoted
      return where + ": expected " + expected + ", found " + found;
    }
    String why = reading.whyNot().orElse("?");
    return why.startsWith(file) ? why : file + " cannot be read: " + why;
  }

  /** Tells what is to be known about the input on standard error; the status that it means. */
  static int warn(List<Note> notes, Console console) {
    notes.forEach(note -> console.error(note.subject() + ": " + note.text()));
    return Status.of(notes);
  }

  /** The books of an interval that was cut short say so. */
  static Ledger marked(Ledger ledger, Samples samples) {
    return samples.cut().map(how -> ledger.with(Note.cutShort(how))).orElse(ledger);
  }

  /** The books with what is to be known about the input, which text has on standard error. */
  static Ledger noted(Ledger ledger, Samples samples) {
    Ledger noted = ledger;
    for (Note note : samples.notes()) {
      noted = noted.with(note);
    }
    return noted;
  }

  /**
   * Tells what there is to tell after the last interval.
   *
   * @return the status that it all means
   */
  static int end(Samples samples, Input input, int status, Console console) {
    int told = Math.max(status, warn(samples.notes(), console));
    samples.cut().ifPresent(how -> console.error("interrupted: " + how));
    boolean endless = input instanceof Input.Live live && live.count() == 0;
    return samples.cut().isPresent() && !endless ? Status.INTERRUPTED : told;
  }

  /** One sample shows what there is, not what happens. */
  static void requireShown(long shown, Input input, Console console) {
    if (shown > 0 || console.stopping().asked()) {
      return;
    }
    String what = input instanceof Input.Recorded recorded ? recorded.file() : "the input";
    throw new Failure(
        what + " holds fewer than two samples and so no interval; iosleuth stack can show one");
  }

  static Choice choice(Input input) {
    return input instanceof Input.Recorded recorded ? recorded.choice() : Choice.Each.ALL;
  }
}
