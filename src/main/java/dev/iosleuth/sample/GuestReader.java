package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guests of a host. A command line is read once a process; a guest of which nothing changed is
 * the very same as in the sample before.
 */
final class GuestReader {
  private Map<ProcessId, Seen> seen = new HashMap<>();

  /** What a guest was made of. */
  private record Seen(
      List<String> arguments,
      CommandLine command,
      Reading<List<OpenFile>> files,
      Topology topology,
      Guest guest) {
    @SuppressWarnings("ReferenceEquality") // the same objects while nothing was read anew
    boolean still(Reading<List<OpenFile>> now, Topology stack) {
      return files == now && topology == stack;
    }
  }

  void forget() {
    seen = new HashMap<>();
  }

  List<Guest> read(
      Tree tree, Topology topology, Map<Integer, ProcessSample> processes, Findings findings) {
    var now = new HashMap<ProcessId, Seen>();
    var guests = new ArrayList<Guest>();
    for (ProcessSample process : emulators(processes)) {
      Seen guest = guest(tree, topology, process, seen.get(process.id()), findings);
      now.put(process.id(), guest);
      guests.add(guest.guest());
    }
    seen = now;
    return GuestNames.unique(guests);
  }

  private static List<ProcessSample> emulators(Map<Integer, ProcessSample> processes) {
    return processes.values().stream()
        .filter(process ->
            !process.stat().kernelThread() && Guests.is(process.stat(), process.command()))
        .sorted(Comparator.comparingInt(process -> process.stat().pid()))
        .toList();
  }

  private static Seen guest(
      Tree tree,
      Topology topology,
      ProcessSample process,
      @Nullable Seen before,
      Findings findings) {
    List<String> arguments = process.command().orElse(List.of());
    Optional<Seen> same = Optional.ofNullable(before).filter(b -> b.arguments().equals(arguments));
    CommandLine command = same.map(Seen::command).orElseGet(() -> CommandLine.parse(arguments));
    findings.damaged("proc/" + process.stat().pid() + "/cmdline", command.damaged());
    if (same.isPresent() && same.get().still(process.files(), topology)) {
      return same.get();
    }
    var guest =
        new Guest(
            Guest.Kind.MACHINE,
            GuestNames.name(command, process),
            GuestNames.title(command),
            GuestNames.manager(command, arguments),
            GuestNames.uuid(command),
            Optional.of(process.id()),
            new GuestDisks(tree, topology, process).of(command),
            command.monitors(),
            List.of());
    return new Seen(arguments, command, process.files(), topology, guest);
  }
}
