package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * On which members of an array its job read and wrote. It wrote those that wrote more than the
 * others that carry the same: a recovery the member that it rebuilds, a resync the copies that
 * differ. The rest it only read.
 */
final class JobMembers {
  private final Stack stack;
  private final Flows flows;
  private final Copies copies;
  private final Map<String, MdProgress.Job> jobs;
  private final Map<NodeId, Map<Edge, Surplus>> arrays = new HashMap<>();

  /**
   * What a member wrote more than the least of those that must have got the same from above.
   *
   * @param jobs whether it is the job's: most of what that may have written
   * @param source whether the job reads it: a resync of copies compares all, but RAID1's
   */
  private record Surplus(double bytes, boolean jobs, boolean source) {}

  /**
   * @param jobs of arrays, by kernel name
   */
  JobMembers(Stack stack, Flows flows, Copies copies, Map<String, MdProgress.Job> jobs) {
    this.stack = stack;
    this.flows = flows;
    this.copies = copies;
    this.jobs = jobs;
  }

  Optional<MdProgress.Job> job(NodeId array) {
    return Optional.ofNullable(jobs.get(stack.node(array).kernelName()));
  }

  boolean recovers(NodeId array) {
    return job(array).filter(job -> job.action() == Mdstat.Action.RECOVERY).isPresent();
  }

  /** Bytes that the job moved on the member at most; 0 where it does not go, or without a job. */
  double most(Edge member, Direction direction) {
    MdProgress.Job job = job(member.upper()).orElse(null);
    if (job == null || (direction == Direction.WRITE && !job.writes())) {
      return 0;
    }
    Map<Edge, Surplus> members = members(member.upper());
    Surplus own = members.get(member);
    boolean told = members.values().stream().anyMatch(Surplus::jobs);
    boolean there =
        own == null || !told || (direction == Direction.WRITE ? own.jobs() : own.source());
    return there ? job.memberBytes(direction) : 0;
  }

  /** Bytes that a recovery wrote on the member; 0 if it is not the one that is rebuilt. */
  double rebuilt(Edge member) {
    Surplus own = members(member.upper()).get(member);
    return recovers(member.upper()) && own != null && own.jobs()
        ? Math.min(own.bytes(), most(member, Direction.WRITE))
        : 0;
  }

  private Map<Edge, Surplus> members(NodeId array) {
    Map<Edge, Surplus> known = arrays.get(array);
    if (known == null) {
      known = job(array).map(job -> compare(array, job)).orElse(Map.of());
      arrays.put(array, known);
    }
    return known;
  }

  private Map<Edge, Surplus> compare(NodeId array, MdProgress.Job job) {
    List<Edge> edges =
        stack.lowers(array).stream()
            .filter(e -> e.role() == Edge.Role.COPY || e.role() == Edge.Role.PARITY)
            .toList();
    int near = job.near();
    int group = near > 1 && edges.size() % near == 0 ? near : edges.size();
    boolean oneSource = readsOneLeg(array, job);
    boolean found = false;
    var members = new HashMap<Edge, Surplus>();
    for (int i = 0; i < edges.size(); i++) {
      int from = i / group * group;
      double surplus = written(edges.get(i)) - least(edges.subList(from, from + group));
      boolean wrote = job.writes() && surplus > job.memberBytes() / 2;
      boolean rebuilt = wrote && job.action() == Mdstat.Action.RECOVERY;
      boolean source = oneSource ? !wrote && !found : !rebuilt;
      members.put(edges.get(i), new Surplus(surplus, wrote, source));
      found |= source;
    }
    return members;
  }

  private double written(Edge member) {
    return flows.io(member.lower(), Direction.WRITE).bytes();
  }

  private double least(List<Edge> members) {
    return members.stream().mapToDouble(this::written).min().orElse(0);
  }

  /** The first in sync is the source of a mirror's copies (drivers/md/raid1.c, read_disk). */
  private boolean readsOneLeg(NodeId array, MdProgress.Job job) {
    boolean mirror =
        stack.lowers(array).stream().anyMatch(e -> e.role() == Edge.Role.COPY)
            && !copies.some(stack.node(array));
    return mirror && job.action() != Mdstat.Action.REPAIR;
  }
}
