package dev.iosleuth.view.text;

import dev.iosleuth.sample.Note;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What was not understood, not seen, or needs to be known about the figures. */
public final class NotesText {
  /** A note may quote a name or a line of any length. */
  private static final int LONGEST = 400;

  private NotesText() {}

  /**
   * @param methods whether to tell how figures came about, too
   */
  public static List<String> lines(List<Note> notes, boolean methods, int columns) {
    var lines = new ArrayList<String>();
    section("Not understood:", Note.Kind.NOT_UNDERSTOOD, notes, columns, lines);
    section("Could not be seen:", Note.Kind.GAP, notes, columns, lines);
    if (methods) {
      section("How figures came about:", Note.Kind.METHOD, notes, columns, lines);
    }
    return lines;
  }

  /** Those that say the same of several as one. */
  static List<Note> together(List<Note> notes) {
    var subjects = new LinkedHashMap<Note, List<String>>();
    for (Note note : notes.stream().distinct().toList()) {
      subjects
          .computeIfAbsent(new Note(note.kind(), "", note.text()), _ -> new ArrayList<>())
          .add(note.subject());
    }
    var together = new ArrayList<Note>();
    subjects.forEach((note, of) -> together.add(new Note(note.kind(), names(of), note.text())));
    return together;
  }

  private static String names(List<String> subjects) {
    return subjects.size() == 1
        ? subjects.getFirst()
        : subjects.getFirst() + " and " + (subjects.size() - 1) + " more";
  }

  private static void section(
      String title, Note.Kind kind, List<Note> notes, int columns, List<String> lines) {
    List<Note> own = notes.stream().filter(n -> n.kind() == kind).distinct().toList();
    if (own.isEmpty()) {
      return;
    }
    lines.add(title);
    for (Note note : own) {
      String subject = Escape.terminal(note.subject(), 60);
      String text = Escape.terminal(note.text(), LONGEST);
      lines.addAll(Wrap.hanging("  ", subject + ": " + text, columns));
    }
  }
}
