package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How much of what a guest's process moved was for which of its disks, and in how many operations,
 * by the guest's own counters. Only of guests that pass the page cache by: what others wrote comes
 * later, and in pages; of that it is known how much it can be at most.
 */
final class GuestEvidence {
  /** Counters tell of the same I/O if they differ by no more. */
  private static final double ALIKE = 0.05;

  /**
   * Up to this many times as much, what a raw image tells is the same I/O, seen at other moments:
   * its monitor is asked after its process was read, on a busy host later at one end than at the
   * other.
   */
  private static final double APART = 2;

  /** The page cache writes back no less. */
  private static final double PAGE = 4096;

  private static final double UNKNOWN = Double.POSITIVE_INFINITY;

  private final GuestFlows flows;
  private final Places places;

  GuestEvidence(GuestFlows flows, Places places) {
    this.flows = flows;
    this.places = places;
  }

  /**
   * @param requests operations that went down; NaN where the format of the image made others of
   *     them
   */
  record Part(Set<NodeId> places, double bytes, double requests) {}

  /**
   * @param process of a guest, or one that serves disks to one guest alone
   * @param bytes that the process moved in all
   * @return empty where the guest's own counters do not tell
   */
  List<Part> parts(ProcessId process, Direction direction, double bytes) {
    boolean own = flows.of(process).optional().isPresent();
    Optional<GuestFlow> flow = flows.of(process).optional().or(() -> flows.servedBy(process));
    if (flow.isEmpty() || bytes <= 0) {
      return List.of();
    }
    GuestFlow all = own ? flow.get().moved() : flow.get();
    GuestFlow its = all.told(direction);
    double asked = its.sum(direction).map(GuestFlow.Operations::bytes).orElse(0.0);
    boolean alike = isAlike(asked, bytes);
    boolean whole = its.disks().size() == all.disks().size();
    if (asked <= 0 || !(whole || alike)) {
      return List.of();
    }
    var parts = new ArrayList<Part>();
    for (GuestFlow.OfDisk disk : its.disks()) {
      GuestFlow.Operations did = disk.operations(direction).orElse(GuestFlow.Operations.NOTHING);
      if (did.bytes() > 0) {
        Set<NodeId> home = home(disk.disk(), direction);
        if (home.isEmpty()) {
          return List.of();
        }
        // who serves it may have another format below what it shows
        boolean raw = disk.disk().format().equals("raw") && own;
        boolean close = asked <= bytes * APART && bytes <= asked * APART;
        boolean same = (alike || (raw && close)) && did.fit();
        double requests = did.requests() * (alike ? 1 : bytes / asked);
        parts.add(new Part(home, bytes * did.bytes() / asked, same ? requests : Double.NaN));
      }
    }
    return parts;
  }

  /**
   * Whether what was asked for is all that a process moved: disks of which nobody tells did nothing
   * then.
   */
  static boolean isAlike(double asked, double bytes) {
    return Math.abs(asked - bytes) <= bytes * ALIKE;
  }

  /**
   * What a guest's process wrote beyond what the guest asked for: 0 where its own counters do not
   * tell, or where more is written for it than it asks for: by jobs of qemu's, by formats other
   * than raw.
   */
  double unasked(ProcessId process, double written) {
    Optional<GuestFlow> flow = flows.of(process).optional();
    if (flow.isEmpty() || !flow.get().guest().others().isEmpty()) {
      return 0;
    }
    double asked = 0;
    for (GuestFlow.OfDisk disk : flow.get().moved().disks()) {
      asked += asked(disk);
    }
    return Math.max(0, written - asked);
  }

  /** Bytes of pages that its writes can have filled; infinite where that is not known. */
  private static double asked(GuestFlow.OfDisk of) {
    GuestDisk disk = of.disk();
    boolean still = disk.settings().readOnly() || disk.images().isEmpty();
    if (still || disk.medium() == Medium.FIRMWARE) {
      return 0;
    }
    boolean plain =
        disk.format().equals("raw") && disk.images().size() == 1 && disk.jobs().isEmpty();
    return of.operations(Direction.WRITE)
        .map(did -> plain || did.ops() <= 0 ? Math.max(did.bytes(), did.passed() * PAGE) : UNKNOWN)
        .orElse(UNKNOWN);
  }

  /** Where its I/O enters; empty for one that goes through the page cache, or past this host. */
  private Set<NodeId> home(GuestDisk disk, Direction direction) {
    Optional<OpenFile> open =
        disk.images().stream().findFirst().flatMap(GuestImage::open).filter(OpenFile::direct);
    return open.map(file -> places.of(List.of(file), direction == Direction.WRITE))
        .orElse(Set.of());
  }
}
