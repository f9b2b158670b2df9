package dev.iosleuth.view.text;

import dev.iosleuth.sample.Note;
import java.util.ArrayList;
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
