package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Guests that ended between two samples, also those that had started there: their own counters
 * ended with them. What the kernel counted for their processes is billed to them where the kernel
 * told it at their end.
 */
public final class EndedGuests {
  private final Sample before;
  private final Sample after;

  public EndedGuests(Sample before, Sample after) {
    this.before = before;
    this.after = after;
  }

  /** One without disks did nothing that could be missing: such as qemu's first process. */
  public List<Guest> all() {
    var still = new HashSet<Optional<ProcessId>>();
    after.guests().forEach(guest -> still.add(guest.process()));
    var ended = new LinkedHashMap<Optional<ProcessId>, Guest>();
    Stream.concat(
            before.guests().stream(),
            after.passed().stream().flatMap(passed -> passed.guests().stream()))
        .filter(guest -> guest.process().isPresent() && !still.contains(guest.process()))
        .filter(guest -> !guest.disks().isEmpty())
        .forEach(guest -> ended.put(guest.process(), guest));
    return List.copyOf(ended.values());
  }

  List<Note> notes() {
    return all().stream()
        .map(guest -> new Note(Note.Kind.GAP, guest.name(), again(guest) + missing(guest)))
        .toList();
  }

  /** Another process may have its name by now. */
  private String again(Guest guest) {
    String process = guest.pid().map(pid -> " (process " + pid + ")").orElse("");
    String began = wasThere(guest) ? "it " : "it started and ";
    return after.guests().stream()
        .filter(now -> now.name().equals(guest.name()) && !wasThere(now))
        .findFirst()
        .map(now ->
            (began
                    + "ended%s and was started again%s within the interval: its own figures are those since then; ")
                .formatted(process, now.pid().map(pid -> " (process " + pid + ")").orElse("")))
        .orElse(
            (began + "ended%s within the interval, and its own counters with it; ")
                .formatted(process));
  }

  private boolean wasThere(Guest guest) {
    return before.guests().stream().anyMatch(then -> then.process().equals(guest.process()));
  }

  private String missing(Guest guest) {
    if (guest.kind() == Guest.Kind.CONTAINER) {
      return "what its cgroups counted up to then is not told any more";
    }
    Optional<ExitedProcess> end =
        after.exited().orElse(List.of()).stream()
            .filter(exited -> Optional.of(exited.id()).equals(guest.process()))
            .findFirst();
    if (end.isPresent()) {
      PidIo then = earlier(guest);
      return "up to its end the kernel counted %,d bytes read and %,d written for its process, which are billed to it"
          .formatted(
              Math.max(0, end.get().readBytes() - then.readBytes()),
              Math.max(0, end.get().writeBytes() - then.writeBytes()));
    }
    return "what its process did up to its end is not told ("
        + after.exited().whyNot().orElse("the kernel has no record of its end")
        + "): it stands on its cgroup, its entry or nobody";
  }

  private PidIo earlier(Guest guest) {
    return guest
        .pid()
        .flatMap(pid -> Optional.ofNullable(before.processes().get(pid)))
        .map(ProcessSample::io)
        .flatMap(io -> io.optional())
        .orElse(PidIo.ZERO);
  }
}
