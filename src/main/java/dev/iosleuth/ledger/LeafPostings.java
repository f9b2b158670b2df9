package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Writes the postings of one leaf: integers that add up to its counters, and its busy time split by
 * cost.
 */
final class LeafPostings {
  private static final Comparator<Share> ORDER =
      Comparator.comparing(Share::account).thenComparing(s -> s.via().toString());

  private final Node leaf;
  private final Flow flow;
  private final Flows flows;
  private final Resolution books;
  private final DeviceCosts costs;
  private final List<Posting> postings = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();

  private LeafPostings(Node leaf, Flow flow, Flows flows, Resolution books, DeviceCosts costs) {
    this.leaf = leaf;
    this.flow = flow;
    this.flows = flows;
    this.books = books;
    this.costs = costs;
  }

  static List<Posting> of(Node leaf, Flow flow, Flows flows, Resolution books, DeviceCosts costs) {
    var work = new LeafPostings(leaf, flow, flows, books, costs);
    for (Direction direction : List.of(Direction.READ, Direction.WRITE, Direction.DISCARD)) {
      work.post(direction);
    }
    work.postFlushes();
    return work.withTime();
  }

  private void post(Direction direction) {
    Flow.Io io = Flows.io(flow, direction).orElse(Flow.Io.ZERO);
    List<Share> shares = books.book(leaf.id(), direction).stream().sorted(ORDER).toList();
    if (shares.isEmpty()) {
      shares = List.of(unexplained());
    }
    double opsWeight = shares.stream().mapToDouble(Share::ops).sum();
    List<Share> payers = shares;
    long[] ops =
        LargestRemainder.split(
            io.ops(),
            weights(payers, s -> opsWeight > 0 ? s.ops() : Math.max(s.arrivals(), s.bytes())));
    long[] merges =
        LargestRemainder.split(
            io.merges(), weights(payers, s -> Math.max(0, s.arrivals() - s.ops()) + 1e-9));
    long[] bytes = LargestRemainder.split(io.bytes(), weights(payers, Share::bytes));
    for (int i = 0; i < ops.length; i++) {
      Share share = payers.get(i);
      if (ops[i] == 0 && merges[i] == 0 && bytes[i] == 0) {
        continue;
      }
      double full =
          share.arrivals() > 0
              ? ops[i] * Math.max(0, 1 - share.empties() / share.arrivals())
              : ops[i];
      add(
          share,
          direction,
          ops[i],
          ops[i] + merges[i],
          bytes[i],
          costs.cost(
              direction,
              bytes[i] > 0 || direction != Direction.WRITE ? full : 0,
              (double) bytes[i]));
    }
  }

  private static double[] weights(List<Share> shares, ToDoubleFunction<Share> weight) {
    return shares.stream().mapToDouble(weight).map(w -> Math.max(0, w)).toArray();
  }

  private Share unexplained() {
    return new Share(
        Account.UNEXPLAINED_ACCOUNT, Basis.UNEXPLAINED, List.of(leaf.id()), 1, 1, 1, 0);
  }

  private void add(
      Share share, Direction direction, long ops, long arrivals, long bytes, double weight) {
    List<NodeId> via = share.via();
    postings.add(
        new Posting(share.account(), direction, ops, arrivals, bytes, 0, share.basis(), via));
    weights.add(weight);
  }

  /** Flush commands belong to who flushed: known zero-sector writes first, else who wrote. */
  private void postFlushes() {
    long flushes = flow.flushes().map(Flow.Flushes::ops).orElse(0L);
    if (flushes == 0) {
      return;
    }
    List<Share> writers = books.book(leaf.id(), Direction.WRITE).stream().sorted(ORDER).toList();
    List<Share> payers = writers.isEmpty() ? List.of(unexplained()) : writers;
    var jobs = new JobFlushes(leaf, books::mapped);
    long[] split = LargestRemainder.split(flushes, flushWeights(payers, jobs, (double) flushes));
    Basis basis = payers.size() == 1 ? Basis.MEASURED : Basis.APPORTIONED;
    for (int i = 0; i < split.length; i++) {
      Share share = payers.get(i);
      if (split[i] > 0) {
        postings.add(
            new Posting(
                share.account(),
                Direction.FLUSH,
                split[i],
                split[i],
                0,
                0,
                share.basis().and(basis),
                share.via()));
        weights.add(costs.cost(Direction.FLUSH, (double) split[i], 0));
      }
    }
  }

  /** Flushes beyond the known ones came with data: by arrivals. */
  private static double[] flushWeights(List<Share> payers, JobFlushes jobs, double flushes) {
    double known = payers.stream().mapToDouble(jobs::known).sum();
    double others = payers.stream().mapToDouble(jobs::others).sum();
    double open = others > 0 ? Math.max(0, flushes - known) / others : 0;
    return weights(payers, s -> jobs.known(s) + open * jobs.others(s));
  }

  /** Busy without a completed operation: what was under way is nobody's yet. */
  private List<Posting> withTime() {
    weighByLatency();
    new OwnTimes(leaf.id(), flows::of).bend(postings, weights, flow);
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    if (flow.busyMs() > 0 && sum <= 0) {
      if (postings.isEmpty()) {
        add(unexplained(), Direction.READ, 0, 0, 0, 1);
      } else {
        weights.replaceAll(_ -> 1.0);
      }
      sum = weights.size();
    }
    var timed = new ArrayList<Posting>();
    for (int i = 0; i < postings.size(); i++) {
      Posting p = postings.get(i);
      double ms = sum > 0 ? flow.busyMs() * weights.get(i) / sum : 0;
      timed.add(
          new Posting(
              p.account(),
              p.direction(),
              p.ops(),
              p.arrivals(),
              p.bytes(),
              ms,
              p.basis(),
              p.via()));
    }
    return timed;
  }

  private void weighByLatency() {
    var sums = new EnumMap<Direction, Double>(Direction.class);
    for (int i = 0; i < postings.size(); i++) {
      sums.merge(postings.get(i).direction(), weights.get(i), Double::sum);
    }
    Map<Direction, Double> factors = Latencies.factors(flow, sums, costs.virtual());
    for (int i = 0; i < postings.size(); i++) {
      weights.set(i, weights.get(i) * factors.getOrDefault(postings.get(i).direction(), 1.0));
    }
  }

  /** Zero-sector writes among the leaf's, as far as an array above told them apart. */
  static Reading<Long> empties(Node leaf, Resolution books) {
    double empties =
        books.book(leaf.id(), Direction.WRITE).stream().mapToDouble(Share::empties).sum();
    return empties > 0
        ? Reading.known(Math.round(empties))
        : Reading.absent("counters do not tell them apart");
  }
}
