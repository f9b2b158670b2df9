package dev.iosleuth.ledger.guest;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Note;
import dev.iosleuth.source.monitor.Silence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A guest that tells nothing of what it counted, or nothing of the interval, is a gap. */
public final class UntoldCounters {
  private UntoldCounters() {}

  /**
   * @param others notes: what one of them says of the guest's counters is not said again
   */
  public static List<Note> notes(GuestView view, List<Note> others) {
    if (view.guest().kind() != Guest.Kind.MACHINE || view.ended()) {
      return List.of();
    }
    String name = view.guest().name();
    Optional<String> why = view.told().whyNot();
    if (why.isPresent()) {
      return List.of(gap(name, "its own counters: " + why.get(), why.get()));
    }
    var reasons = new LinkedHashMap<String, String>();
    view.disks().stream()
        .filter(disk -> disk.totals().guest() instanceof Reading.Known)
        .forEach(disk ->
            disk.interval()
                .optional()
                .flatMap(both -> both.guest().whyNot())
                .ifPresent(
                    reason -> reasons.merge(reason, disk.disk().label(), (a, b) -> a + ", " + b)));
    Predicate<String> said =
        reason ->
            others.stream()
                .anyMatch(note -> note.subject().equals(name) && note.text().contains(reason));
    return reasons.entrySet().stream()
        .filter(reason -> !said.test(reason.getKey()))
        .map(reason -> gap(name, within(reason), reason.getKey()))
        .toList();
  }

  private static String within(Map.Entry<String, String> reason) {
    return "its own counters of " + reason.getValue() + " within the interval: " + reason.getKey();
  }

  private static Note gap(String name, String text, String why) {
    return new Note(Note.Kind.GAP, name, text + (Silence.passes(why) ? "; ask again" : ""));
  }
}
