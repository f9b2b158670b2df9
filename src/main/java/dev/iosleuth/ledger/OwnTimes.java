package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who came by a volume or partition of his own has times of his own: how long something of his was
 * under way there, and how much at once. Of the disk beneath he had his part while it was: one of
 * his requests beside those that others had under way on average.
 *
 * <p>An operation that comes alone costs a disk more than one of many that it takes at once, which
 * costs per operation do not know.
 */
final class OwnTimes {
  /** How much own times count beside the costs, as an exponent, where requests overlapped. */
  private static final double WEIGHT = 0.5;

  /**
   * Own times that add up to no more than that part of the busy time followed each other: they are
   * the shares. Times are rounded, and somewhat longer than what the disk did.
   */
  private static final double APART = 1.1;

  private final NodeId leaf;
  private final Function<NodeId, Reading<Flow>> flows;

  OwnTimes(NodeId leaf, Function<NodeId, Reading<Flow>> flows) {
    this.leaf = leaf;
    this.flows = flows;
  }

  /** What came by one device: which postings, and what their weights add up to. */
  private static final class Group {
    private final Flow flow;
    private final List<Integer> members = new ArrayList<>();
    private double weight;
    private double reads;
    private double writes;

    Group(Flow flow) {
      this.flow = flow;
    }

    /** Milliseconds that requests which went on to this leaf were under way, added up. */
    double waiting() {
      return flow.reads().ms() * part(reads, flow.reads())
          + flow.writes().ms() * part(writes, flow.writes());
    }

    private static double part(double here, Flow.Io io) {
      return io.bytes() > 0 ? Math.min(1, here / io.bytes()) : 0;
    }

    /** How many at once, while there were any. */
    double depth() {
      double all = flow.reads().ms() + flow.writes().ms();
      return flow.busyMs() > 0 ? Math.max(1, all / flow.busyMs()) : 1;
    }

    double part(double others) {
      return waiting() / (depth() + others);
    }
  }

  /**
   * @param weights of the postings, by cost; changed in place, their sum stays
   * @param disk what the leaf did in the interval
   */
  void bend(List<Posting> postings, List<Double> weights, Flow disk) {
    Map<NodeId, Group> groups = groups(postings, weights);
    double waiting = groups.values().stream().mapToDouble(Group::waiting).sum();
    boolean apart = waiting <= disk.busyMs() * APART;
    double weight = apart ? 1 : WEIGHT;
    var bent = new HashMap<Group, Double>();
    double before = 0;
    double after = 0;
    for (Group group : groups.values()) {
      double others = (waiting - group.waiting()) / (disk.seconds() * 1000);
      double own = apart ? group.waiting() : group.part(others);
      if (own <= 0 || group.weight <= 0) {
        continue;
      }
      double now = Math.pow(group.weight, 1 - weight) * Math.pow(own, weight);
      bent.put(group, now);
      before += group.weight;
      after += now;
    }
    double scale = before / after;
    bent.forEach((group, now) ->
        group.members.forEach(i -> weights.set(i, weights.get(i) * now * scale / group.weight)));
  }

  private Map<NodeId, Group> groups(List<Posting> postings, List<Double> weights) {
    var groups = new HashMap<NodeId, Group>();
    for (int i = 0; i < postings.size(); i++) {
      Posting posting = postings.get(i);
      Optional<NodeId> entry = entry(posting);
      if (entry.isPresent() && flows.apply(entry.get()) instanceof Reading.Known<Flow>(Flow flow)) {
        Group group = groups.computeIfAbsent(entry.get(), _ -> new Group(flow));
        group.members.add(i);
        group.weight += weights.get(i);
        group.reads += posting.direction() == Direction.READ ? posting.bytes() : 0;
        group.writes += posting.direction() == Direction.WRITE ? posting.bytes() : 0;
      }
    }
    return groups;
  }

  /**
   * The first device on the way that counts, if it is not the leaf itself; or one further down that
   * moved just as much in less time: what requests waited for between the two was not the disk
   * (dm-crypt's threads).
   */
  private Optional<NodeId> entry(Posting posting) {
    List<NodeId> counted =
        posting.via().stream().filter(id -> flows.apply(id) instanceof Reading.Known).toList();
    if (counted.isEmpty() || counted.getFirst().equals(leaf)) {
      return Optional.empty();
    }
    Flow first = flow(counted.getFirst());
    return counted.stream()
        .filter(id -> !id.equals(leaf) && bytes(flow(id)) == bytes(first))
        .min(Comparator.comparingLong(id -> flow(id).reads().ms() + flow(id).writes().ms()));
  }

  private Flow flow(NodeId counted) {
    return flows.apply(counted).optional().orElseThrow();
  }

  private static long bytes(Flow flow) {
    return flow.reads().bytes() + flow.writes().bytes();
  }
}
