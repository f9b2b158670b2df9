package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Monitors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects what a reader did not understand, a bounded number for each file. */
public final class Findings {
  /** A binary file would otherwise give a note for each of its lines. */
  private static final int MOST_PER_FILE = 20;

  private final List<Note> notes = new ArrayList<>();
  private final Map<String, Integer> rows = new HashMap<>();

  void add(Note note) {
    notes.add(note);
  }

  void notUnderstood(String subject, String text) {
    notes.add(new Note(Note.Kind.NOT_UNDERSTOOD, subject, text));
  }

  /** Something that was asked for could not be seen. */
  void gap(String subject, String text) {
    notes.add(new Note(Note.Kind.GAP, subject, text));
  }

  void method(String subject, String text) {
    notes.add(new Note(Note.Kind.METHOD, subject, text));
  }

  /** Notes a reading that did not parse, and hands it on. */
  <T> Reading<T> noted(Reading<T> reading) {
    if (reading instanceof Reading.Malformed<T> malformed) {
      notUnderstood(malformed.where(), sentence(malformed));
    }
    return reading;
  }

  void damaged(String path, List<Reading.Malformed<?>> damaged) {
    damaged(path, damaged, row -> notUnderstood(row.where(), sentence(row)));
  }

  /** Of what somebody else tells of a guest. */
  void damagedOf(String guest, List<Reading.Malformed<?>> damaged) {
    damaged(guest, damaged, row -> notUnderstood(guest, row.sentence()));
  }

  private void damaged(
      String path, List<Reading.Malformed<?>> damaged, Consumer<Reading.Malformed<?>> tell) {
    for (Reading.Malformed<?> row : damaged) {
      int seen = rows.merge(path, 1, Integer::sum);
      if (seen <= MOST_PER_FILE) {
        tell.accept(row);
      }
    }
    int seen = rows.getOrDefault(path, 0);
    if (seen > MOST_PER_FILE) {
      notUnderstood(path, "and " + (seen - MOST_PER_FILE) + " more rows");
    }
  }

  private static String sentence(Reading.Malformed<?> malformed) {
    return "expected " + malformed.expected() + ", found '" + malformed.found() + "'";
  }

  /** All that another collected; what guests' monitors said stands on the guests. */
  void addAll(Findings others, List<Guest> guests) {
    others.notes.forEach(note -> notes.add(ofGuest(note, guests)));
  }

  private static Note ofGuest(Note note, List<Guest> guests) {
    return guests.stream()
        .filter(guest -> guest.pid().filter(pid -> Monitors.isOf(pid, note.subject())).isPresent())
        .findFirst()
        .map(guest -> new Note(note.kind(), guest.name(), note.subject() + ": " + note.text()))
        .orElse(note);
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }
}
