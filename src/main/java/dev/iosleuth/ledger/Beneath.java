package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was read from a device beneath others that did not ask for it, and that no process is known
 * to have read: a check of an array that began and ended between two readings, or a look for labels
 * by LVM or udev.
 */
final class Beneath {
  private static final double MIB = 1 << 20;

  /** Members that a job reads whole differ by so much at most. */
  private static final double ALIKE = 0.05;

  /**
   * lvs reads 128 KiB of each device (LVM2, lib/label/label.c), blkid about as much in small pieces
   * at both ends: so much at once, and so much a second from there on.
   */
  private static final double PROBE_BYTES = 256 * 1024;

  private static final double PROBE_BYTES_PER_SECOND = 32 * 1024;
  private static final double PROBE_READS = 64;
  private static final double PROBE_READS_PER_SECOND = 5;

  private static final Account PROBE = Account.simple(Account.Kind.JOB, "LVM/udev probe");

  private final Stack stack;
  private final Layers layers;
  private final Flows flows;
  private final Claims claims;
  private final Quantities quantities;
  private final double seconds;
  private final Map<String, Note> notes = new TreeMap<>();

  Beneath(
      Stack stack,
      Layers layers,
      Flows flows,
      Claims claims,
      Quantities quantities,
      double seconds) {
    this.stack = stack;
    this.layers = layers;
    this.flows = flows;
    this.claims = claims;
    this.quantities = quantities;
    this.seconds = seconds;
  }

  /** What was inferred, said to be. */
  List<Note> notes() {
    return List.copyOf(notes.values());
  }

  /** Whether something is stacked on the device, and nothing else enters there. */
  boolean is(NodeId node) {
    return !layers.devicesAbove(node).isEmpty() && !layers.entered(node);
  }

  /** Whether these may be somebody's looks for labels: few, and small. */
  boolean small(Pool pool) {
    return pool.bytes() <= PROBE_BYTES + seconds * PROBE_BYTES_PER_SECOND
        && pool.arrivals() <= PROBE_READS + seconds * PROBE_READS_PER_SECOND;
  }

  /** The job that read what nobody else did; empty: unexplained. */
  Optional<Account> job(Pool pool) {
    for (Edge edge : layers.devicesAbove(pool.node())) {
      double checked = checked(edge);
      if (checked >= MIB && pool.left() <= checked * (1 + ALIKE)) {
        String array = layers.arrayName(edge.upper());
        Optional<Account> job = claims.jobs().job(edge.upper()).map(MdProgress.Job::account);
        notes.put(array, job.isPresent() ? later(array, checked) : note(array, checked));
        return job.or(() -> Optional.of(Account.simple(Account.Kind.JOB, array + " check")));
      }
    }
    return small(pool) && !reconstructs(pool.node()) ? Optional.of(PROBE) : Optional.empty();
  }

  /** Whether an array reads here for those who write to it: how much it may is bounded. */
  private boolean reconstructs(NodeId member) {
    return layers.devicesAbove(member).stream()
        .anyMatch(edge ->
            edge.role() == Edge.Role.PARITY && flows.io(edge.upper(), Direction.WRITE).bytes() > 0);
  }

  /**
   * How much of each member somebody read who read the same of all of them, beyond what a job is
   * known to have read: where it came is told at another moment than the counters, on a busy host
   * by seconds. 0 if that is not so.
   */
  private double checked(Edge member) {
    NodeId array = member.upper();
    boolean carries = member.role() == Edge.Role.COPY || member.role() == Edge.Role.PARITY;
    if (!carries) {
      return 0;
    }
    List<Double> read =
        stack.lowers(array).stream()
            .filter(edge -> edge.role() == member.role())
            .map(edge -> (double) flows.io(edge.lower(), Direction.READ).bytes())
            .toList();
    double asked = flows.io(array, Direction.READ).bytes() + known(array, member.role());
    if (member.role() == Edge.Role.PARITY) {
      asked += claims.mostExtraReads(array, quantities.settled(array, Direction.WRITE));
    }
    double sum = read.stream().mapToDouble(Double::doubleValue).sum();
    double each = (sum - asked) / read.size();
    boolean all = read.size() > 1 && read.stream().allMatch(bytes -> bytes >= each * (1 - ALIKE));
    return all ? Math.max(0, each) : 0;
  }

  /** What its job is known to have read of all members. */
  private double known(NodeId array, Edge.Role role) {
    return stack.lowers(array).stream()
        .filter(edge -> edge.role() == role)
        .mapToDouble(edge -> claims.jobs().most(edge, Direction.READ))
        .sum();
  }

  private static Note later(String array, double bytes) {
    return new Note(
        Note.Kind.METHOD,
        array,
        "each member read %.1f MiB more than its job's position tells, and nobody else asked for: its position was read at another moment"
            .formatted(bytes / MIB));
  }

  private static Note note(String array, double bytes) {
    return new Note(
        Note.Kind.METHOD,
        array,
        "each member read %.1f MiB that nothing above asked for, and no process: inferred to be a check that began and ended between two readings"
            .formatted(bytes / MIB));
  }

  static boolean isJob(Claimant.Payer payer) {
    return payer instanceof Claimant.Payer.Named(Account account)
        && account.kind() == Account.Kind.JOB;
  }
}
