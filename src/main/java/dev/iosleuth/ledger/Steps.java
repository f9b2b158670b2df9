package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the books between the samples within an interval say of requests and time. Whose the bytes
 * are is known best over all of it, since what is dirtied in one part reaches the disk in another;
 * in how many requests they were moved, and how long that took, is known best part by part: who
 * writes 14 MB in 1,700 requests in one minute shares none of them with who writes 46 MB in 150 in
 * the next.
 */
final class Steps {
  /** Of a disk's requests, the part that must lie in steps: one that was reset tells less. */
  private static final double MOST = 0.9;

  /** Merges that nobody had are somebody's all the same. */
  private static final double LEAST = 1e-9;

  private final Map<Key, Sum> sums = new HashMap<>();
  private final Map<NodeId, Long> requests = new HashMap<>();
  private int count;

  private record Key(NodeId leaf, Account account, Direction direction) {}

  /** What one account has of a disk in one direction. */
  private static final class Sum {
    private double ops;
    private double arrivals;
    private double bytes;
    private double ms;

    void add(Posting posting) {
      ops += posting.ops();
      arrivals += posting.arrivals();
      bytes += posting.bytes();
      ms += posting.deviceMs();
    }
  }

  /** The books of the next part of the interval. */
  void add(List<DeviceLedger> devices) {
    count++;
    for (DeviceLedger device : devices) {
      NodeId leaf = device.node().id();
      for (Posting posting : device.postings()) {
        sums.computeIfAbsent(key(leaf, posting), _ -> new Sum()).add(posting);
        requests.merge(leaf, posting.ops(), Long::sum);
      }
    }
  }

  private static Key key(NodeId leaf, Posting posting) {
    return new Key(leaf, posting.account(), posting.direction());
  }

  /** The books of the whole with the requests and the time of its parts. */
  List<DeviceLedger> in(List<DeviceLedger> whole) {
    return count < 2 ? whole : whole.stream().map(this::in).toList();
  }

  private DeviceLedger in(DeviceLedger device) {
    long all = device.postings().stream().mapToLong(Posting::ops).sum();
    long told = requests.getOrDefault(device.node().id(), 0L);
    return all == 0 || told < all * MOST
        ? device
        : new DeviceLedger(device.node(), device.flow(), device.emptyWrites(), postings(device));
  }

  private List<Posting> postings(DeviceLedger device) {
    var divided = new ArrayList<Posting>();
    for (Direction direction : Direction.values()) {
      List<Posting> own =
          device.postings().stream().filter(p -> p.direction() == direction).toList();
      divided.addAll(divided(device.node().id(), own));
    }
    double busy = device.postings().stream().mapToDouble(Posting::deviceMs).sum();
    double weights = divided.stream().mapToDouble(Posting::deviceMs).sum();
    return weights > 0
        ? divided.stream()
            .map(p -> with(p, p.ops(), p.arrivals(), p.deviceMs() * busy / weights))
            .toList()
        : device.postings();
  }

  /**
   * Of one direction: integers that add up to the same sums as before. What was measured stays as
   * it is, but for its time.
   */
  private List<Posting> divided(NodeId leaf, List<Posting> postings) {
    List<Posting> shared = postings.stream().filter(p -> p.basis() == Basis.APPORTIONED).toList();
    long ops = shared.stream().mapToLong(Posting::ops).sum();
    long arrivals = shared.stream().mapToLong(Posting::arrivals).sum();
    List<Weight> weights = shared.stream().map(p -> weight(leaf, p, postings)).toList();
    long[] requests =
        LargestRemainder.split(ops, weights.stream().mapToDouble(Weight::ops).toArray());
    long[] merges =
        LargestRemainder.split(
            arrivals - ops,
            weights.stream()
                .mapToDouble(w -> Math.max(0, w.arrivals() - w.ops()) + LEAST)
                .toArray());
    var divided = new ArrayList<Posting>();
    int next = 0;
    for (Posting posting : postings) {
      if (posting.basis() == Basis.APPORTIONED) {
        long arrived = requests[next] + merges[next];
        divided.add(with(posting, requests[next], arrived, weights.get(next).ms()));
        next++;
      } else {
        double ms = weight(leaf, posting, postings).ms();
        divided.add(with(posting, posting.ops(), posting.arrivals(), ms));
      }
    }
    return divided;
  }

  private record Weight(double ops, double arrivals, double ms) {}

  /** What lies in the parts as there, what is beyond as in the whole. */
  private Weight weight(NodeId leaf, Posting posting, List<Posting> all) {
    @Nullable Sum parts = sums.get(key(leaf, posting));
    double whole = amount(posting);
    if (parts == null || whole <= 0) {
      return new Weight(posting.ops(), posting.arrivals(), posting.deviceMs());
    }
    double told = amount(parts.bytes, parts.ops);
    double account =
        all.stream()
            .filter(p -> p.account().equals(posting.account()))
            .mapToDouble(Steps::amount)
            .sum();
    if (told <= 0 || posting.bytes() > 0 != parts.bytes > 0) {
      return new Weight(posting.ops(), posting.arrivals(), posting.deviceMs());
    }
    double share = Math.min(1, account / told) * whole / account;
    double rest = Math.max(0, 1 - told / account);
    return new Weight(
        parts.ops * share + posting.ops() * rest,
        parts.arrivals * share + posting.arrivals() * rest,
        parts.ms * share + posting.deviceMs() * rest);
  }

  private static double amount(Posting posting) {
    return amount((double) posting.bytes(), (double) posting.ops());
  }

  /** Bytes; of flushes, which move none, requests. */
  private static double amount(double bytes, double ops) {
    return bytes > 0 ? bytes : ops;
  }

  private static Posting with(Posting p, long ops, long arrivals, double ms) {
    return new Posting(
        p.account(), p.direction(), ops, arrivals, p.bytes(), ms, p.basis(), p.via());
  }
}
