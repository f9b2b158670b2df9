package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.DiskCounters;
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
import java.util.stream.Stream;

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
   * @param bytes of those that the server moved
   * @param requests operations that went down; NaN where that is not known
   * @param file where it lies, if that is known
   */
  record Share(ProcessId guest, double bytes, double requests, Optional<OpenFile> file) {}

  /** A guest that ended may have asked for something before: how much is not told any more. */
  ServedDisks(Sample before, Sample after, GuestFlows flows) {
    this.flows = flows;
    List<Guest> ended = new EndedGuests(before, after).all();
    for (Guest guest : Stream.concat(after.guests().stream(), ended.stream()).toList()) {
      for (GuestDisk disk : guest.disks()) {
        GuestFlows.server(disk)
            .ifPresent(server ->
                served
                    .computeIfAbsent(server.process(), _ -> new ArrayList<>())
                    .add(new Served(guest, disk, server)));
      }
    }
  }

  /**
   * @param bytes that the server moved in all
   * @return empty where nothing tells what was asked, or nobody asked for anything
   */
  List<Share> of(ProcessId server, Direction direction, double bytes) {
    List<Served> its = served.getOrDefault(server, List.of());
    Map<Served, GuestFlow.Operations> asked = asked(its, direction);
    double sum = asked.values().stream().mapToDouble(GuestFlow.Operations::bytes).sum();
    boolean alike = GuestEvidence.isAlike(sum, bytes);
    var shares = new ArrayList<Share>();
    if (asked.size() == its.size() || alike) {
      asked.forEach((one, did) -> {
        if (did.bytes() > 0) {
          Optional<OpenFile> file = one.server().file();
          boolean same = alike && did.fit() && file.filter(OpenFile::direct).isPresent();
          shares.add(
              new Share(
                  one.guest().process().orElseThrow(),
                  bytes * did.bytes() / sum,
                  same ? did.requests() : Double.NaN,
                  file));
        }
      });
    }
    return shares;
  }

  /** Whether all whose disks it serves tell that they asked for nothing: it works for others. */
  boolean unasked(ProcessId server) {
    List<Served> its = served.getOrDefault(server, List.of());
    return !its.isEmpty()
        && its.stream()
            .map(this::flow)
            .allMatch(flow -> flow.filter(ServedDisks::isStill).isPresent());
  }

  private static boolean isStill(GuestFlow.OfDisk disk) {
    boolean told =
        Stream.of(Direction.READ, Direction.WRITE)
            .allMatch(direction -> disk.operations(direction).optional().isPresent());
    return told && disk.counters().map(DiskCounters::isNothing).orElse(false);
  }

  /** Of each disk of which it is told. */
  private Map<Served, GuestFlow.Operations> asked(List<Served> disks, Direction direction) {
    var asked = new LinkedHashMap<Served, GuestFlow.Operations>();
    disks.forEach(one -> asked(one, direction).ifPresent(did -> asked.put(one, did)));
    return asked;
  }

  private Optional<GuestFlow.Operations> asked(Served one, Direction direction) {
    return flow(one).flatMap(disk -> disk.operations(direction).optional());
  }

  private Optional<GuestFlow.OfDisk> flow(Served one) {
    return one.guest()
        .process()
        .flatMap(process -> flows.of(process).optional())
        .flatMap(flow ->
            flow.disks().stream().filter(disk -> disk.disk().equals(one.disk())).findFirst());
  }

  /** Those whose I/O stands under their own names, and why. */
  List<Note> notes(Sample before, Sample after) {
    var notes = new ArrayList<Note>();
    served.forEach((process, disks) -> {
      List<String> silent =
          Stream.of(Direction.READ, Direction.WRITE)
              .filter(direction -> isHidden(process, direction, before, after))
              .flatMap(direction -> disks.stream().filter(one -> asked(one, direction).isEmpty()))
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
      if (moved && unasked(process)) {
        notes.add(
            new Note(
                Note.Kind.METHOD,
                disks.getFirst().server().program() + " " + process.pid(),
                "it serves disks of %s, which asked for nothing: what it did stands under its own name"
                    .formatted(joined(names))));
      }
    });
    return notes;
  }

  /** Whether it moved something of which nobody tells for whom. */
  private boolean isHidden(ProcessId server, Direction direction, Sample before, Sample after) {
    double bytes = moved(after, server, direction) - moved(before, server, direction);
    return bytes > 0 && of(server, direction, bytes).isEmpty();
  }

  private static double moved(Sample at, ProcessId process, Direction direction) {
    return Optional.ofNullable(at.processes().get(process.pid()))
        .filter(sample -> sample.id().equals(process))
        .flatMap(sample -> sample.io().optional())
        .map(io -> (double) (direction == Direction.READ ? io.readBytes() : io.writeBytes()))
        .orElse(0.0);
  }

  private static String joined(List<String> names) {
    return names.stream().collect(Collectors.joining(", "));
  }
}
