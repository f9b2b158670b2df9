package dev.iosleuth.cli;

import dev.iosleuth.cli.InsideRecording.Inner;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.InsideDisks;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which guest of a host a recording was taken in, and its disks; else the end in one line. */
final class InsideMatch {
  private static final int MOST_NAMED = 10;

  private final Sample host;
  private final InsideDisks disks;

  /**
   * @param disks known on both sides, at least one
   */
  record Match(Guest guest, List<InsideDisks.Disk> disks, List<Note> notes) {
    Match {
      disks = List.copyOf(disks);
      notes = List.copyOf(notes);
    }
  }

  InsideMatch(Sample host, Stack stack) {
    this.host = host;
    this.disks = new InsideDisks(host, stack);
  }

  /** Whether one of its guests may be meant. */
  boolean knows(Optional<String> name, Inner inner) {
    return name.map(n -> host.guests().stream().anyMatch(guest -> guest.name().equals(n)))
        .orElseGet(() -> !disks.guests(inner.sample()).isEmpty());
  }

  /**
   * @param name of the guest, as typed
   */
  Match of(Optional<String> name, String file, Inner inner) {
    Guest guest = name.map(this::named).orElseGet(() -> found(file, disks.guests(inner.sample())));
    List<Guest> told = disks.identified(inner.sample());
    if (!told.isEmpty() && !told.contains(guest)) {
      throw new Failure(
          "%s was taken inside %s, by the machine's number or a disk's serial, and not inside %s"
              .formatted(file, names(told, " or "), guest.name()));
    }
    List<InsideDisks.Disk> known = disks.disks(guest, inner.sample());
    if (known.isEmpty()) {
      throw new Failure(
          "%s: none of its disks is one of %s's, by serial, size or place; iosleuth guests %s shows them"
              .formatted(file, guest.name(), guest.name()));
    }
    return new Match(guest, known, notes(guest, file, inner.sample()));
  }

  private Guest named(String name) {
    return host.guests().stream()
        .filter(guest -> guest.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new Failure("no guest '%s' on %s; %s".formatted(name, host.host(), there())));
  }

  private Guest found(String file, List<Guest> guests) {
    if (guests.size() == 1) {
      return guests.getFirst();
    }
    String which =
        guests.isEmpty()
            ? "neither the machine's number nor serials or sizes of its disks tell: name it,"
                + " --inside GUEST=FILE; "
                + there()
            : "it may be " + names(guests, " or ") + ": name it, --inside GUEST=FILE";
    throw new Failure("%s: which guest of %s it is, %s".formatted(file, host.host(), which));
  }

  private String there() {
    return host.guests().isEmpty()
        ? "it has no guests then"
        : "it has " + names(host.guests(), ", ");
  }

  private static String names(List<Guest> guests, String between) {
    return guests.stream().map(Guest::name).limit(MOST_NAMED).collect(Collectors.joining(between));
  }

  /** Whoever names a guest may know better than its firmware, and may be wrong. */
  private static List<Note> notes(Guest guest, String file, Sample inside) {
    return InsideDisks.isAnother(guest, inside)
        ? List.of(
            new Note(
                Note.Kind.GAP,
                guest.name(),
                "%s is of a machine of another number (%s, the guest's is %s): it was named, and is taken so"
                    .formatted(
                        file,
                        inside.topology().productUuid().orElse("?"),
                        guest.uuid().orElse("?"))))
        : List.of();
  }
}
