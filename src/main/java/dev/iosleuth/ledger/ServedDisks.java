package dev.iosleuth.ledger;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Disks of guests that other processes of this host serve. What one of these moved is divided by
 * what was asked of it, disk by disk, as the guests' own monitors counted it.
 */
final class ServedDisks {
  private final GuestFlows flows;
  private final Map<ProcessId, List<Served>> served = new LinkedHashMap<>();

  private record Served(Guest guest, GuestDisk disk, GuestImage.Server server) {}

  /**
   * What was moved for one disk.
   *
   * @param part of all that the server moved
   * @param file where it lies, if that is known
   */
  record Share(ProcessId guest, double part, Optional<OpenFile> file) {}

  ServedDisks(Sample after, GuestFlows flows) {
    this.flows = flows;
    for (Guest guest : after.guests()) {
      for (GuestDisk disk : guest.disks()) {
        GuestFlows.server(disk)
            .ifPresent(server ->
                served
                    .computeIfAbsent(server.process(), _ -> new ArrayList<>())
                    .add(new Served(guest, disk, server)));
      }
    }
  }

  /** Empty where nothing tells what was asked, or nobody asked for anything. */
  List<Share> of(ProcessId server, Direction direction) {
    List<Served> its = served.getOrDefault(server, List.of());
    var asked = new LinkedHashMap<Served, Double>();
    for (Served one : its) {
      Optional<Double> bytes = asked(one, direction);
      if (bytes.isEmpty()) {
        return List.of();
      }
      asked.put(one, bytes.get());
    }
    double sum = asked.values().stream().mapToDouble(Double::doubleValue).sum();
    var shares = new ArrayList<Share>();
    asked.forEach((one, bytes) -> {
      if (bytes > 0) {
        shares.add(
            new Share(one.guest().process().orElseThrow(), bytes / sum, one.server().file()));
      }
    });
    return shares;
  }

  private Optional<Double> asked(Served one, Direction direction) {
    return one.guest()
        .process()
        .flatMap(process -> flows.of(process).optional())
        .flatMap(flow ->
            flow.disks().stream().filter(disk -> disk.disk().equals(one.disk())).findFirst())
        .flatMap(disk -> disk.operations(direction).optional())
        .map(GuestFlow.Operations::bytes);
  }

  /** Those that serve several guests and whose I/O stands under their own names, and why. */
  List<Note> notes(Sample before, Sample after) {
    var notes = new ArrayList<Note>();
    served.forEach((process, disks) -> {
      List<String> silent =
          disks.stream()
              .filter(one ->
                  asked(one, Direction.READ).isEmpty() || asked(one, Direction.WRITE).isEmpty())
              .map(one -> one.guest().name())
              .distinct()
              .toList();
      List<String> names = disks.stream().map(one -> one.guest().name()).distinct().toList();
      boolean moved = GuestFlows.didSomething(process, before, after);
      if (names.size() > 1 && !silent.isEmpty() && moved) {
        notes.add(
            new Note(
                Note.Kind.GAP,
                disks.getFirst().server().program() + " " + process.pid(),
                "it serves disks of %s: what %s asked of it is not known, so that all that it did"
                        .formatted(joined(names), joined(silent))
                    + " stands under its own name"));
      }
    });
    return notes;
  }

  private static String joined(List<String> names) {
    return names.stream().collect(Collectors.joining(", "));
  }
}
