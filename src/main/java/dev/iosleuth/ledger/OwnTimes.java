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
 * under way there. Where the times of all add up to no more than the disk was busy, they followed
 * each other, and are the shares.
 *
 * <p>Where requests waited beside each other, own times hold the others' too, and costs divide.
 */
final class OwnTimes {
  /** Times are rounded, and somewhat longer than what the disk did. */
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
  }

  /**
   * @param weights of the postings, by cost; changed in place, their sum stays
   * @param disk what the leaf did in the interval
   */
  void bend(List<Posting> postings, List<Double> weights, Flow disk) {
    Map<NodeId, Group> groups = groups(postings, weights);
    double waiting = groups.values().stream().mapToDouble(Group::waiting).sum();
    if (waiting > disk.busyMs() * APART) {
      return;
    }
    var bent = new HashMap<Group, Double>();
    double before = 0;
    double after = 0;
    for (Group group : groups.values()) {
      double own = group.waiting();
      if (own > 0 && group.weight > 0) {
        bent.put(group, own);
        before += group.weight;
        after += own;
      }
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
