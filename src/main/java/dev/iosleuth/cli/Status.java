package dev.iosleuth.cli;

import dev.iosleuth.sample.Note;
import java.util.List;

/** Exit statuses, the same for every command. */
final class Status {
  static final int ANSWERED = 0;
  static final int GAPS = 1;
  static final int UNUSABLE = 2;

  /** 128 + SIGINT, as shells report it: what was asked for was cut short. */
  static final int INTERRUPTED = 130;

  private Status() {}

  static int of(List<Note> notes) {
    return notes.stream().anyMatch(n -> n.kind() == Note.Kind.GAP) ? GAPS : ANSWERED;
  }
}
