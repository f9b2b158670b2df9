package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.qemu.BlockServer;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestHelper;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the guests counted themselves between two samples. qemu counts from zero when it starts, and
 * when a disk is put in; where it cannot be told apart from another disk under the same name, there
 * is no figure.
 */
public final class GuestFlows {
  private static final String GUESSED =
      ": its operations are a share by bytes of what the disk did, not what it counted";

  private static final long NANOS_PER_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private final Map<ProcessId, Reading<GuestFlow>> flows = new HashMap<>();
  private final Map<String, ProcessId> processes = new LinkedHashMap<>();
  private final Map<String, Guest> guests = new HashMap<>();

  private GuestFlows() {}

  public static GuestFlows between(Sample before, Sample after) {
    var flows = new GuestFlows();
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    for (Guest guest : after.guests()) {
      if (guest.process().isPresent()) {
        ProcessId process = guest.process().get();
        flows.flows.put(
            process, after.told(guest).then(now -> flow(guest, process, before, now, seconds)));
        flows.processes.put(guest.name(), process);
        flows.guests.put(guest.name(), guest);
      }
    }
    return flows;
  }

  /** By its name, which no other guest of the sample has. */
  public Reading<GuestFlow> of(String guest) {
    ProcessId process = processes.get(guest);
    return process == null ? Reading.absent("it ended") : of(process);
  }

  /** As it was at the end. */
  Optional<Guest> guest(String name) {
    return Optional.ofNullable(guests.get(name));
  }

  Reading<GuestFlow> of(ProcessId guest) {
    return flows.getOrDefault(guest, Reading.absent("not asked"));
  }

  /** What was asked of one that serves disks to one guest alone. */
  Optional<GuestFlow> servedBy(ProcessId server) {
    return flows.values().stream()
        .flatMap(flow -> flow.optional().stream())
        .filter(flow -> flow.guest().helpers().stream().anyMatch(h -> h.process().equals(server)))
        .findFirst()
        .map(flow ->
            new GuestFlow(
                flow.guest(),
                flow.seconds(),
                flow.disks().stream()
                    .filter(disk ->
                        server(disk.disk()).filter(s -> s.process().equals(server)).isPresent())
                    .toList()));
  }

  /** Who serves a disk, if another process of this host does. */
  static Optional<GuestImage.Server> server(GuestDisk disk) {
    return disk.images().stream().findFirst().flatMap(GuestImage::server);
  }

  /**
   * Whose figures are others than it would have told: a guest that did something, and told what it
   * counted at one end of the interval only.
   */
  static List<Note> notes(Sample before, Sample after) {
    var notes = new ArrayList<Note>();
    for (Guest guest : after.guests()) {
      Optional<ProcessId> process = guest.process();
      if (process.isPresent() && didSomething(process.get(), before, after)) {
        Reading<GuestCounters> then =
            before.guestCounters().getOrDefault(process.get(), Reading.absent("not asked"));
        lacking(then, after.told(guest))
            .ifPresent(lack -> notes.add(new Note(Note.Kind.GAP, guest.name(), lack + GUESSED)));
      }
    }
    before.guests().forEach(guest -> notes.addAll(taken(guest, before, after)));
    return notes;
  }

  /** Disks that were taken out of a guest, and their counters with them. */
  private static List<Note> taken(Guest then, Sample before, Sample after) {
    Optional<Guest> now =
        after.guests().stream()
            .filter(guest -> guest.process().isPresent() && guest.process().equals(then.process()))
            .findFirst();
    Optional<GuestCounters> counted = now.flatMap(guest -> after.told(guest).optional());
    if (counted.isEmpty()) {
      return List.of();
    }
    return then.disks().stream()
        .filter(disk -> before.told(then).optional().flatMap(c -> c.of(disk)).isPresent())
        .filter(disk -> counted.get().of(disk).isEmpty())
        .filter(disk -> now.get().disks().stream().noneMatch(disk::is))
        .map(disk ->
            new Note(
                Note.Kind.GAP,
                then.name(),
                "its disk %s was taken out of it within the interval: what it did of that is not told"
                    .formatted(disk.label())))
        .toList();
  }

  private static Optional<String> lacking(Reading<GuestCounters> then, Reading<GuestCounters> now) {
    if (then.optional().isPresent() == now.optional().isPresent()) {
      boolean others =
          then.optional().isPresent()
              && !then.then(t -> now.map(n -> t.teller().isAlike(n.teller()))).orElse(false);
      return others
          ? Optional.of("its own counters were told by libvirt at one end, by qemu at the other")
          : Optional.empty();
    }
    String why = then.whyNot().or(now::whyNot).orElse("");
    String end = now.optional().isPresent() ? "beginning" : "end";
    return Optional.of("its own counters are not known at the " + end + " (" + why + ")");
  }

  /** Whether a process that was there at both ends moved anything. */
  static boolean didSomething(ProcessId guest, Sample before, Sample after) {
    ProcessSample then = before.processes().get(guest.pid());
    ProcessSample now = after.processes().get(guest.pid());
    return then != null
        && now != null
        && then.id().equals(guest)
        && now.id().equals(guest)
        && !then.io().map(GuestFlows::moved).equals(now.io().map(GuestFlows::moved));
  }

  private static long moved(PidIo io) {
    return io.readBytes() + io.writeBytes();
  }

  /**
   * What every account asked for, guests as they counted it themselves. A guest that others serve
   * (virtiofsd, vhost-user) asked for more than qemu knows: of it what entered stays.
   */
  Map<Account, AccountTotal.Issued> issued(Map<Account, AccountTotal.Issued> entered) {
    var issued = new HashMap<>(entered);
    issued.replaceAll((account, amount) ->
        account.kind() == Account.Kind.GUEST
            ? of(account.name())
                .optional()
                .filter(
                    flow -> flow.guest().helpers().stream().noneMatch(h -> serves(h, flow.guest())))
                .flatMap(GuestFlow::issued)
                .orElse(amount)
            : amount);
    return issued;
  }

  /** Of what is served by NBD qemu counts all. */
  private static boolean serves(GuestHelper helper, Guest guest) {
    boolean counted =
        BlockServer.names(helper.kind())
            && guest.disks().stream()
                .flatMap(disk -> disk.images().stream())
                .noneMatch(image -> image.place() instanceof Place.VhostUser);
    return !counted && !helper.kind().equals("swtpm") && !helper.kind().equals("passt");
  }

  /** How long the operations of each took, where it told. */
  public Map<String, Wait> waits() {
    var waits = new HashMap<String, Wait>();
    processes.forEach((name, process) ->
        of(process).optional().flatMap(GuestFlow::waited).ifPresent(w -> waits.put(name, w)));
    return waits;
  }

  private static Reading<GuestFlow> flow(
      Guest guest, ProcessId process, Sample before, GuestCounters now, double seconds) {
    ProcessSample old = before.processes().get(process.pid());
    if (old == null || !old.id().equals(process)) {
      double since = (now.nanos() - process.startTicks() * NANOS_PER_TICK) / 1e9;
      return Reading.known(
          new GuestFlow(
              guest,
              since > 0 ? Math.min(seconds, since) : seconds,
              disks(guest, now, GuestFlows::sinceStart)));
    }
    return before
        .guestCounters()
        .getOrDefault(process, Reading.absent("not asked"))
        .then(then ->
            then.teller().isAlike(now.teller()) && then.nanos() < now.nanos()
                ? Reading.known(
                    new GuestFlow(
                        guest,
                        (now.nanos() - then.nanos()) / 1e9,
                        disks(guest, now, disk -> since(disk, then))))
                : Reading.absent("it was told in another way at the beginning"));
  }

  /** What a disk did, by what it counted up to now. */
  private interface Did {
    Reading<DiskCounters> of(DiskCounters now);
  }

  private static List<GuestFlow.OfDisk> disks(Guest guest, GuestCounters now, Did did) {
    var disks = new ArrayList<GuestFlow.OfDisk>();
    for (GuestDisk disk : guest.disks()) {
      Reading<DiskCounters> counters =
          now.of(disk).map(did::of).orElse(Reading.absent("nobody tells what was counted of it"));
      disks.add(new GuestFlow.OfDisk(disk, counters));
    }
    return disks;
  }

  private static Reading<DiskCounters> sinceStart(DiskCounters now) {
    return now.since(DiskCounters.ZERO);
  }

  private static Reading<DiskCounters> since(DiskCounters now, GuestCounters then) {
    Optional<DiskCounters> earlier = then.under(now.key()).or(() -> backend(now, then));
    if (earlier.isPresent()) {
      return now.since(earlier.get());
    }
    boolean surelyNew =
        then.disks().stream()
            .allMatch(d -> !d.key().isEmpty() && names(d).stream().noneMatch(names(now)::contains));
    return surelyNew ? sinceStart(now) : Reading.absent("it had another name at the beginning");
  }

  /** The monitor for people does not always tell the controllers. */
  private static Optional<DiskCounters> backend(DiskCounters now, GuestCounters then) {
    return then.ofDevice(now.device())
        .filter(disk -> disk.qdev().isEmpty() || now.qdev().isEmpty());
  }

  private static List<String> names(DiskCounters disk) {
    return Stream.of(disk.device(), disk.qdev(), disk.node())
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
