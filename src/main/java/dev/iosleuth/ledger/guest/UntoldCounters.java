package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.monitor.Silence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A guest that tells nothing of what it counted, or nothing of the interval, is a gap. */
public final class UntoldCounters {
  private UntoldCounters() {}

  /**
   * @param sample in which it was seen
   * @param others notes: what one of them says of the guest's counters is not said again
   */
  public static List<Note> notes(Sample sample, GuestView view, List<Note> others) {
    if (view.guest().kind() != Guest.Kind.MACHINE || view.ended()) {
      return List.of();
    }
    String name = view.guest().name();
    Optional<String> why = view.told().whyNot();
    if (why.isPresent()) {
      var notes = new ArrayList<Note>();
      notes.add(gap(name, "its own counters: " + why.get(), why.get()));
      view.disks()
          .forEach(disk ->
              elsewhere(sample, view.guest(), disk.disk())
                  .ifPresent(text -> notes.add(new Note(Note.Kind.GAP, name, text))));
      return notes;
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
                .filter(note -> note.kind() != Note.Kind.NOT_UNDERSTOOD)
                .anyMatch(note -> note.subject().equals(name) && note.text().contains(reason));
    return reasons.entrySet().stream()
        .filter(reason -> !said.test(reason.getKey()))
        .map(reason -> gap(name, within(reason), reason.getKey()))
        .toList();
  }

  /** After a snapshot or a mirror, or with -snapshot: only monitors tell of the image now. */
  private static Optional<String> elsewhere(Sample sample, Guest guest, GuestDisk disk) {
    boolean seen =
        guest
            .pid()
            .flatMap(pid -> Optional.ofNullable(sample.processes().get(pid)))
            .filter(process -> !process.files().orElse(List.of()).isEmpty())
            .isPresent();
    return disk.images().stream()
        .findFirst()
        .filter(_ -> seen && !disk.settings().readOnly() && disk.medium() == Medium.DISK)
        .filter(
            image -> image.place() instanceof Place.File || image.place() instanceof Place.Device)
        .filter(image -> image.server().isEmpty())
        .filter(image -> image.open().filter(OpenFile::writable).isEmpty())
        .map(image ->
            "its disk %s is shown as the command line has it: its process has not opened %s for writing, so that what it writes goes to another image"
                .formatted(disk.label(), image.path()));
  }

  private static String within(Map.Entry<String, String> reason) {
    return "its own counters of " + reason.getValue() + " within the interval: " + reason.getKey();
  }

  private static Note gap(String name, String text, String why) {
    return new Note(Note.Kind.GAP, name, text + (Silence.passes(why) ? "; ask again" : ""));
  }
}
