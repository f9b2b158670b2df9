package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who moved how many bytes within an interval by the counters of processes: living ones, those that
 * ended, and guests. Kernel threads never: they work for others.
 */
final class Evidence {
  /** The parent of all kernel threads. */
  private static final int KTHREADD = 2;

  private final Sample before;
  private final Flows flows;
  private final Accounts accounts;
  private final Places places;
  private final OpenedPlaces opened;
  private final Faults faults;
  private final Reaped reaped;
  private final GuestEvidence guests;
  private final ServedDisks servers;
  private final GuestFiles guestFiles;
  private final Map<Direction, List<Claimant>> claimants = new HashMap<>();
  private final Map<NodeId, Set<Claimant.Payer>> readers = new HashMap<>();
  private final Map<NodeId, Set<Claimant.Payer>> writers = new HashMap<>();

  Evidence(
      Sample before,
      Sample after,
      Flows flows,
      Accounts accounts,
      Places places,
      GuestFlows guestFlows) {
    this.before = before;
    this.flows = flows;
    this.accounts = accounts;
    this.places = places;
    this.opened = new OpenedPlaces(places);
    this.faults = new Faults(after.topology());
    this.guests = new GuestEvidence(guestFlows, places);
    this.servers = new ServedDisks(before, after, guestFlows);
    this.guestFiles = new GuestFiles(before, after);
    claimants.put(Direction.READ, new ArrayList<>());
    claimants.put(Direction.WRITE, new ArrayList<>());
    this.reaped =
        new Reaped(
            after.exited().optional().orElseGet(() -> Reaped.seen(before, after)), this::earlier);
    after.processes().values().forEach(this::living);
    after.exited().optional().ifPresent(all -> all.forEach(this::ended));
  }

  List<Claimant> claimants(Direction direction) {
    return claimants.getOrDefault(direction, List.of());
  }

  @SuppressWarnings("ReferenceEquality") // the collector hands the same object on if nothing moved
  private void living(ProcessSample process) {
    ProcessSample old = before.processes().get(process.stat().pid());
    if (process.stat().kernelThread() && !accounts.isGuest(process.stat().pid())) {
      return;
    }
    boolean same = old != null && old.id().equals(process.id());
    List<OpenFile> all = files(same ? old : null, process);
    open(process, all);
    List<OpenFile> files = guestFiles.of(process.id(), all);
    if (old == process) {
      return;
    }
    Map<String, String> cgroups = process.cgroup().map(c -> c.paths()).orElse(Map.of());
    boolean unasked = servers.unasked(process.id());
    var payer = new Claimant.Payer.Named(unasked ? accounts.own(process) : accounts.of(process));
    if (!(process.io() instanceof Reading.Known<PidIo>(PidIo io))) {
      if (accounts.isGuest(process.stat().pid()) || ownsDevice(files)) {
        reads(payer, Double.POSITIVE_INFINITY, Calls.UNKNOWN, files, cgroups);
        writes(payer, Double.POSITIVE_INFINITY, Calls.UNKNOWN, files, cgroups);
      }
      return;
    }
    PidIo earlier = same && old != null ? old.io().orElse(io) : PidIo.ZERO;
    Reaped.Sum children = reaped.of(process.stat().pid());
    double read = read(earlier, io) - children.readBytes();
    double written = written(earlier, io) - children.writeBytes() + children.cancelledWriteBytes();
    boolean hasChildren = !children.equals(Reaped.Sum.NOTHING);
    long major =
        process.stat().majorFaults() - (same && old != null ? old.stat().majorFaults() : 0);
    long returned = io.readChars() - earlier.readChars();
    long readCalls = hasChildren ? 0 : io.readCalls() - earlier.readCalls();
    if (!byDisk(process, Direction.READ, payer, read, cgroups)
        && !forOthers(process, Direction.READ, read, files, cgroups)) {
      reads(payer, read, new Calls(major, readCalls, returned), files, cgroups);
    }
    long writeCalls = hasChildren ? 0 : io.writeCalls() - earlier.writeCalls();
    var wrote = new Calls(0, writeCalls, io.writeChars() - earlier.writeChars());
    if (!byDisk(process, Direction.WRITE, payer, written, cgroups)
        && !forOthers(process, Direction.WRITE, written, files, cgroups)) {
      double doubt = doubt(process, payer, written, files, cgroups);
      double sure = written - doubt;
      writes(payer, hasChildren ? Math.max(0, sure) : sure, wrote, files, cgroups);
    }
  }

  /** Whether guests pay for what it moved, as it serves disks to them. */
  private boolean forOthers(
      ProcessSample process,
      Direction direction,
      double bytes,
      List<OpenFile> files,
      Map<String, String> cgroups) {
    boolean any = false;
    for (ServedDisks.Share share : servers.of(process.id(), direction, bytes)) {
      Optional<Account> guest = accounts.ofGuest(share.guest());
      if (guest.isEmpty()) {
        continue;
      }
      any = true;
      var payer = new Claimant.Payer.Named(guest.get());
      List<OpenFile> its = share.file().map(List::of).orElse(files);
      if (!Double.isNaN(share.requests())) {
        Set<NodeId> at = places.of(its, direction == Direction.WRITE);
        claimant(
            direction, new Claimant(payer, share.bytes(), share.requests(), at, true, cgroups));
      } else if (direction == Direction.READ) {
        reads(payer, share.bytes(), Calls.UNKNOWN, its, cgroups);
      } else {
        writes(payer, share.bytes(), Calls.UNKNOWN, its, cgroups);
      }
    }
    return any;
  }

  /** What was open at either end of the interval: what was closed within it was used before. */
  private static List<OpenFile> files(@Nullable ProcessSample earlier, ProcessSample now) {
    var files = new LinkedHashSet<>(now.files().orElse(List.of()));
    if (earlier != null) {
      files.addAll(earlier.files().orElse(List.of()));
    }
    return List.copyOf(files);
  }

  /** Whether its own counters told which of its disks it was. */
  private boolean byDisk(
      ProcessSample process,
      Direction direction,
      Claimant.Payer payer,
      double bytes,
      Map<String, String> cgroups) {
    List<GuestEvidence.Part> parts =
        accounts.isGuest(process.stat().pid())
            ? guests.parts(process.id(), direction, bytes)
            : List.of();
    for (GuestEvidence.Part part : parts) {
      claimant(
          direction,
          new Claimant(payer, part.bytes(), part.requests(), part.places(), true, cgroups));
    }
    return !parts.isEmpty();
  }

  /** Who has a device itself open, or had. */
  private void open(ProcessSample process, List<OpenFile> files) {
    for (OpenFile file : files) {
      if (file.kind() == OpenFile.Kind.BLOCK) {
        var payer = new Claimant.Payer.Named(accounts.of(process));
        for (NodeId place : places.of(List.of(file), false)) {
          readers.computeIfAbsent(place, _ -> new HashSet<>()).add(payer);
          if (file.writable()) {
            writers.computeIfAbsent(place, _ -> new HashSet<>()).add(payer);
          }
        }
      }
    }
  }

  /** Whether that payer, and nobody else, has the device itself open for that direction. */
  boolean alone(Claimant.Payer payer, NodeId node, Direction direction) {
    return openers(node, direction).equals(Set.of(payer));
  }

  /** Whether its process began within the interval: what it did is known from its first byte on. */
  boolean began(Account account) {
    return account.pid().isPresent()
        && account.startTicks().isPresent()
        && Optional.ofNullable(before.processes().get((int) account.pid().getAsLong()))
            .filter(old -> old.stat().startTicks() == account.startTicks().getAsLong())
            .isEmpty();
  }

  Set<Claimant.Payer> openers(NodeId node, Direction direction) {
    return (direction == Direction.READ ? readers : writers).getOrDefault(node, Set.of());
  }

  /**
   * Discards have no counter of processes: whoever has the device open for writing, and no limit.
   */
  List<Claimant> discarders() {
    var discarders = new ArrayList<Claimant>();
    writers.forEach((node, payers) ->
        payers.forEach(payer ->
            discarders.add(
                new Claimant(payer, Double.POSITIVE_INFINITY, Set.of(node), true, Map.of()))));
    return discarders;
  }

  private static boolean ownsDevice(List<OpenFile> files) {
    return files.stream().anyMatch(f -> f.kind() == OpenFile.Kind.BLOCK);
  }

  private static double read(PidIo earlier, PidIo io) {
    return Math.max(0, io.readBytes() - earlier.readBytes());
  }

  /** Negative where more was cancelled than dirtied: pages of earlier intervals. */
  private static double written(PidIo earlier, PidIo io) {
    long cancelled = Math.max(0, io.cancelledWriteBytes() - earlier.cancelledWriteBytes());
    return (double) io.writeBytes() - earlier.writeBytes() - cancelled;
  }

  /** Its figures in the sample before; none if it began since. */
  private PidIo earlier(ExitedProcess process) {
    ProcessSample old = before.processes().get(process.pid());
    return old != null && old.id().equals(process.id()) ? old.io().orElse(PidIo.ZERO) : PidIo.ZERO;
  }

  private void ended(ExitedProcess process) {
    if (process.parent() == KTHREADD) {
      return;
    }
    PidIo earlier = earlier(process);
    double read = Math.max(0, process.readBytes() - earlier.readBytes());
    // What it had reaped itself was on its earlier figures, and is not on its exit record.
    double written =
        (double) Math.max(0, process.writeBytes() - earlier.writeBytes())
            - Math.max(0, process.cancelledWriteBytes() - earlier.cancelledWriteBytes());
    var payer = new Claimant.Payer.Named(accounts.of(process));
    reads(payer, read, Calls.UNKNOWN, process.files(), process.cgroup());
    writes(payer, written, Calls.UNKNOWN, process.files(), process.cgroup());
  }

  /**
   * How a process read or wrote.
   *
   * @param faults major page faults
   * @param calls of read or write; 0 where they are not known, or not its own alone
   * @param chars bytes that these moved
   */
  private record Calls(long faults, long calls, long chars) {
    static final Calls UNKNOWN = new Calls(0, 0, 0);

    /** Operations of direct calls; NaN where nothing tells them. */
    double requests(double bytes, boolean direct, List<OpenFile> files) {
      return direct ? Requests.of(calls, chars, bytes, files) : Double.NaN;
    }
  }

  /** What was read by calls on open files, and by page faults on mapped ones. */
  private void reads(
      Claimant.Payer payer,
      double bytes,
      Calls calls,
      List<OpenFile> files,
      Map<String, String> cgroups) {
    double paged = faults.bytes(calls.faults(), bytes, calls.chars());
    if (paged > 0 && Faults.asynchronous(files)) {
      read(payer, bytes, Double.NaN, places.of(files, false), cgroups);
    } else {
      boolean direct = files.stream().anyMatch(f -> f.readable() && f.direct());
      double called = bytes - paged;
      read(payer, paged, Double.NaN, opened.mapped(files), cgroups);
      Set<NodeId> from = opened.read(files);
      double over = direct ? over(called, from, files, Direction.READ) : 0;
      read(payer, over, Double.NaN, opened.cached(files, Direction.READ), cgroups);
      double requests = over > 0 ? Double.NaN : calls.requests(called, direct, files);
      read(payer, called - over, requests, from, cgroups);
    }
  }

  private void read(
      Claimant.Payer payer,
      double bytes,
      double requests,
      Set<NodeId> from,
      Map<String, String> cgroups) {
    if (bytes > 0) {
      claimant(Direction.READ, new Claimant(payer, bytes, requests, from, true, cgroups));
    }
  }

  private void writes(
      Claimant.Payer payer,
      double dirtied,
      Calls calls,
      List<OpenFile> files,
      Map<String, String> cgroups) {
    if (dirtied != 0) {
      boolean direct = files.stream().anyMatch(f -> f.writable() && f.direct());
      double bytes = dirtied * places.copies(files);
      Set<NodeId> written = opened.written(files);
      double over = direct ? over(bytes, written, files, Direction.WRITE) : 0;
      if (over > 0) {
        Set<NodeId> cached = opened.cached(files, Direction.WRITE);
        claimant(Direction.WRITE, new Claimant(payer, over, cached, false, cgroups));
      }
      double requests = over > 0 ? Double.NaN : calls.requests(dirtied, direct, files);
      claimant(
          Direction.WRITE, new Claimant(payer, bytes - over, requests, written, direct, cgroups));
    }
  }

  /**
   * Bytes of which a guest's own counters do not know, claimed after all others. A write to a large
   * folio of the page cache counts all of it (folio_account_dirtied, mm/page-writeback.c), though
   * only what was written in it comes to the disk.
   */
  private double doubt(
      ProcessSample process,
      Claimant.Payer payer,
      double written,
      List<OpenFile> files,
      Map<String, String> cgroups) {
    Set<NodeId> cached = opened.cached(files, Direction.WRITE);
    double doubt = cached.isEmpty() ? 0 : guests.unasked(process.id(), written);
    if (doubt > 0) {
      double bytes = doubt * places.copies(files);
      claimant(
          Direction.WRITE, new Claimant(payer, bytes, Double.NaN, cached, false, cgroups, true));
    }
    return doubt;
  }

  /**
   * What cannot have gone past the page cache, since so much did not enter there: it went through
   * it, where such files are open elsewhere. A guest may have disks of both kinds.
   */
  private double over(
      double bytes, Set<NodeId> entered, List<OpenFile> files, Direction direction) {
    boolean known = entered.stream().allMatch(id -> flows.of(id) instanceof Reading.Known);
    if (!known || entered.containsAll(opened.cached(files, direction))) {
      return 0;
    }
    double moved = entered.stream().mapToDouble(id -> flows.io(id, direction).bytes()).sum();
    return Math.max(0, bytes - moved);
  }

  private void claimant(Direction direction, Claimant claimant) {
    claimants.computeIfAbsent(direction, _ -> new ArrayList<>()).add(claimant);
  }
}
