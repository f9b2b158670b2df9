package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.DrbdProgress;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.ledger.Replicas;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The DRBD devices of one host within an interval, with its books.
 *
 * @param host its name
 * @param ledger of the whole host
 * @param mirrors on which nothing else stands
 */
public record ReplicatedHost(
    String host, Ledger ledger, List<ReplicatedDisk> disks, List<Mirror> mirrors) {
  public ReplicatedHost {
    disks = List.copyOf(disks);
    mirrors = List.copyOf(mirrors);
  }

  /**
   * An array that counts a write once, and an empty flush never.
   *
   * @param minors of the DRBD devices whose data were written to it
   * @param full writes that it counted, without those of DRBD's meta data
   */
  record Mirror(Set<Integer> minors, long full) {
    Mirror {
      minors = Set.copyOf(minors);
    }
  }

  /**
   * @param ledger from {@code before} to {@code after}
   * @param stack of {@code after}
   */
  public static ReplicatedHost of(Sample before, Sample after, Stack stack, Ledger ledger) {
    return of(before, after, stack, ledger, Map.of());
  }

  /**
   * @param told what the ledger was posted with, of resyncs
   */
  public static ReplicatedHost of(
      Sample before,
      Sample after,
      Stack stack,
      Ledger ledger,
      Map<Integer, DrbdProgress.Resynced> told) {
    var progress = DrbdProgress.between(before, after, told);
    var replicas = new Replicas(after.topology());
    var disks = new ArrayList<ReplicatedDisk>();
    var mirrors = new Mirrors(stack, ledger);
    for (DrbdProgress.Minor minor : progress.values()) {
      DrbdResource resource = minor.resource();
      Optional<Node> device = device(stack, resource.minor());
      if (device.isPresent()) {
        Amount asked = counted(ledger, Set.of(device.get().id()));
        List<Edge> data = lowers(stack, device.get(), Edge.Role.REPLICATED);
        List<Edge> meta = lowers(stack, device.get(), Edge.Role.META);
        disks.add(
            new ReplicatedDisk(
                ledger.host(),
                resource,
                data.stream().flatMap(e -> replicas.guest(e, resource).stream()).findFirst(),
                asked,
                counted(ledger, ids(data)),
                side(ledger, ids(data), ids(meta), minor, asked)));
        mirrors.add(resource.minor(), ids(data), ids(meta));
      }
    }
    return new ReplicatedHost(ledger.host(), ledger, disks, mirrors.all());
  }

  private static Optional<Node> device(Stack stack, int minor) {
    return stack.nodes().values().stream()
        .filter(node -> node.kind() == Node.Kind.DRBD)
        .filter(node -> node.dev().filter(dev -> dev.minor() == minor).isPresent())
        .findFirst();
  }

  private static List<Edge> lowers(Stack stack, Node device, Edge.Role role) {
    return stack.lowers(device.id()).stream().filter(edge -> edge.role() == role).toList();
  }

  private static Set<NodeId> ids(List<Edge> edges) {
    return edges.stream().map(Edge::lower).collect(Collectors.toSet());
  }

  private static Replication.Side side(
      Ledger ledger, Set<NodeId> data, Set<NodeId> meta, DrbdProgress.Minor minor, Amount asked) {
    Amount own = posted(ledger, data, posting -> !isJob(posting) && !isUnexplained(posting));
    Amount jobs = posted(ledger, data, ReplicatedHost::isJob);
    Amount others = jobs.plus(posted(ledger, data, ReplicatedHost::isUnexplained));
    Amount all = counted(ledger, data);
    return new Replication.Side(
        ledger.host(),
        minor
            .told()
            .map(resync -> without(all, resync))
            .orElseGet(() -> asked(asked, all, without(all, own, others))),
        counted(ledger, meta),
        own,
        jobs.plus(posted(ledger, meta, _ -> true)),
        new Replication.Progress(
            minor.writtenBytes(), minor.activityLogOps(), minor.bitmapOps(), minor.resyncBytes()),
        minor.told());
  }

  /** On the guest's own host all reads beyond those asked for are the resync's. */
  private static Amount asked(Amount asked, Amount all, Amount data) {
    boolean known =
        asked.readOps() > 0
            && asked.readOps() <= all.readOps()
            && asked.readBytes() <= all.readBytes();
    return known
        ? new Amount(asked.readOps(), data.writeOps(), 0, asked.readBytes(), data.writeBytes(), 0)
        : data;
  }

  private static Amount without(Amount counted, DrbdProgress.Resynced resync) {
    return counted.plus(new Amount(0, -resync.ops(), 0, 0, -resync.bytes(), 0));
  }

  private static boolean isUnexplained(Posting posting) {
    return posting.account().kind() == Account.Kind.UNEXPLAINED;
  }

  private static boolean isJob(Posting posting) {
    return posting.account().kind() == Account.Kind.JOB;
  }

  private static Amount counted(Ledger ledger, Set<NodeId> devices) {
    Amount sum = Amount.NOTHING;
    for (DeviceLedger device : ledger.devices()) {
      if (devices.contains(device.node().id())
          && device.flow() instanceof Reading.Known<Flow>(Flow flow)) {
        Flow.Io reads = flow.reads();
        Flow.Io writes = flow.writes();
        sum = sum.plus(new Amount(reads.ops(), writes.ops(), 0, reads.bytes(), writes.bytes(), 0));
      }
    }
    return sum;
  }

  private static Amount posted(Ledger ledger, Set<NodeId> via, Predicate<Posting> which) {
    Amount sum = Amount.NOTHING;
    for (DeviceLedger device : ledger.devices()) {
      for (Posting posting : device.postings()) {
        if (which.test(posting) && posting.via().stream().anyMatch(via::contains)) {
          sum = sum.plus(amount(posting));
        }
      }
    }
    return sum;
  }

  private static Amount amount(Posting posting) {
    return switch (posting.direction()) {
      case READ -> new Amount(posting.ops(), 0, 0, posting.bytes(), 0, posting.deviceMs());
      case WRITE -> new Amount(0, posting.ops(), 0, 0, posting.bytes(), posting.deviceMs());
      case FLUSH -> new Amount(0, 0, posting.ops(), 0, 0, posting.deviceMs());
      case DISCARD -> new Amount(0, 0, 0, 0, 0, posting.deviceMs());
    };
  }

  /** What the device counted, less the part that jobs had in the disks' work below it. */
  private static Amount without(Amount counted, Amount own, Amount jobs) {
    return new Amount(
        part(counted.readOps(), own.readOps(), jobs.readOps()),
        part(counted.writeOps(), own.writeOps(), jobs.writeOps()),
        0,
        part(counted.readBytes(), own.readBytes(), jobs.readBytes()),
        part(counted.writeBytes(), own.writeBytes(), jobs.writeBytes()),
        0);
  }

  private static long part(long counted, long own, long jobs) {
    return jobs == 0 ? counted : Math.round((double) counted * own / (own + jobs));
  }
}
