package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the books between the samples within an interval say of requests and time. Whose the bytes
 * are is known best over all of it, since what is dirtied in one part reaches the disk in another;
 * in how many requests they were moved, and how long that took, is known best part by part: who
 * writes 14 MB in 1,700 requests in one minute shares none of them with who writes 46 MB in 150 in
 * the next.
 */
final class Steps {
  /**
   * Of a disk's requests, the part that must lie in steps: one that was reset tells less, and where
   * one sample is damaged the steps around it tell more.
   */
  private static final double MOST = 0.9;

  /** So much more than what lies in the parts is taken to be like it: chosen. */
  private static final double TIMES = 4;

  /** Merges that nobody had are somebody's all the same. */
  private static final double LEAST = 1e-9;

  private final Map<Key, Sum> sums = new HashMap<>();

  /** The same whatever way it came. */
  private final Map<Key, Sum> accounts = new HashMap<>();

  private final Map<Key, Set<List<NodeId>>> ways = new HashMap<>();

  /** Who had flushes of a disk in the parts. */
  private final Map<NodeId, Set<Account>> flushed = new HashMap<>();

  private final Map<NodeId, Long> requests = new HashMap<>();
  private int count;

  /** Jobs on the meta data of a DRBD device, as {@link Remainder} calls them. */
  private static final Pattern META = Pattern.compile("(.*) (?:activity log|bitmap|meta data)");

  private record Key(NodeId leaf, Account account, Direction direction, List<NodeId> via) {
    static Key of(NodeId leaf, Posting posting) {
      return new Key(leaf, payer(posting), posting.direction(), posting.via());
    }

    /**
     * Of a replica the other host's name may be known in some of the parts only, of pages of DRBD's
     * meta data, which are flushed one like the other, of which kind they are.
     */
    private static Account payer(Posting posting) {
      Account account = posting.account();
      Matcher meta = META.matcher(account.name());
      if (account.kind() == Account.Kind.REPLICA) {
        return Account.simple(Account.Kind.REPLICA, account.name());
      }
      return posting.direction() == Direction.FLUSH
              && account.kind() == Account.Kind.JOB
              && meta.matches()
          ? Account.simple(Account.Kind.JOB, meta.group(1))
          : account;
    }

    Key anyWay() {
      return new Key(leaf, account, direction, List.of());
    }
  }

  /** What one account has of a disk in one direction by one way. */
  private static final class Sum {
    private double ops;
    private double arrivals;
    private double bytes;
    private double ms;

    Sum copy() {
      var copy = new Sum();
      copy.ops = ops;
      copy.arrivals = arrivals;
      copy.bytes = bytes;
      copy.ms = ms;
      return copy;
    }

    void add(Posting posting) {
      ops += posting.ops();
      arrivals += posting.arrivals();
      bytes += posting.bytes();
      ms += posting.deviceMs();
    }
  }

  /** Another of the same parts. */
  Steps copy() {
    var copy = new Steps();
    sums.forEach((key, sum) -> copy.sums.put(key, sum.copy()));
    accounts.forEach((key, sum) -> copy.accounts.put(key, sum.copy()));
    ways.forEach((key, of) -> copy.ways.put(key, new HashSet<>(of)));
    flushed.forEach((leaf, of) -> copy.flushed.put(leaf, new HashSet<>(of)));
    copy.requests.putAll(requests);
    copy.count = count;
    return copy;
  }

  /** The books of the next part of the interval. */
  void add(List<DeviceLedger> devices) {
    count++;
    for (DeviceLedger device : devices) {
      NodeId leaf = device.node().id();
      for (Posting posting : device.postings()) {
        Key key = Key.of(leaf, posting);
        sums.computeIfAbsent(key, _ -> new Sum()).add(posting);
        accounts.computeIfAbsent(key.anyWay(), _ -> new Sum()).add(posting);
        ways.computeIfAbsent(key.anyWay(), _ -> new HashSet<>()).add(posting.via());
        requests.merge(leaf, posting.ops(), Long::sum);
        if (posting.direction() == Direction.FLUSH && posting.ops() > 0) {
          flushed.computeIfAbsent(leaf, _ -> new HashSet<>()).add(key.account());
        }
      }
    }
  }

  /** The books of the whole with the requests and the time of its parts. */
  List<DeviceLedger> in(List<DeviceLedger> whole) {
    return in(whole, Set.of(Direction.values()));
  }

  /**
   * @param directions that the parts know best
   */
  List<DeviceLedger> in(List<DeviceLedger> whole, Set<Direction> directions) {
    return count < 2 ? whole : whole.stream().map(device -> in(device, directions)).toList();
  }

  private DeviceLedger in(DeviceLedger device, Set<Direction> directions) {
    long all = device.postings().stream().mapToLong(Posting::ops).sum();
    long told = requests.getOrDefault(device.node().id(), 0L);
    return all == 0 || told < all * MOST || told * MOST > all
        ? device
        : new DeviceLedger(
            device.node(), device.flow(), device.emptyWrites(), postings(device, directions));
  }

  private List<Posting> postings(DeviceLedger device, Set<Direction> directions) {
    var divided = new ArrayList<Posting>();
    for (Direction direction : Direction.values()) {
      List<Posting> own =
          device.postings().stream().filter(p -> p.direction() == direction).toList();
      divided.addAll(directions.contains(direction) ? divided(device.node().id(), own) : own);
    }
    divided.removeIf(p -> p.ops() == 0 && p.arrivals() == 0 && p.bytes() == 0);
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
    Map<Account, List<Posting>> of = postings.stream().collect(Collectors.groupingBy(Key::payer));
    List<Weight> weights = shared.stream().map(p -> weight(leaf, p, of)).toList();
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
        double ms = weight(leaf, posting, of).ms();
        divided.add(with(posting, posting.ops(), posting.arrivals(), ms));
      }
    }
    return divided;
  }

  private record Weight(double ops, double arrivals, double ms) {}

  /**
   * What lies in the parts as there, what is beyond as in the whole.
   *
   * @param of postings of the whole by account
   */
  private Weight weight(NodeId leaf, Posting posting, Map<Account, List<Posting>> of) {
    Key key = Key.of(leaf, posting);
    List<Posting> own = of.getOrDefault(key.account(), List.of());
    Set<List<NodeId>> came = own.stream().map(Posting::via).collect(Collectors.toSet());
    // one that came by a way that the whole does not know is taken as a whole
    boolean byWay = came.containsAll(ways.getOrDefault(key.anyWay(), Set.of()));
    @Nullable Sum parts = byWay ? sums.get(key) : accounts.get(key.anyWay());
    double whole =
        own.stream()
            .filter(p -> !byWay || p.via().equals(posting.via()))
            .mapToDouble(Steps::amount)
            .sum();
    boolean flushes = posting.direction() == Direction.FLUSH;
    boolean other =
        flushed.getOrDefault(leaf, Set.of()).stream()
            .anyMatch(part -> !of.containsKey(part) && maybe(part, key.account()));
    if (parts == null && flushes && !other && posting.basis() == Basis.APPORTIONED) {
      return new Weight(0, 0, 0);
    }
    double told = parts == null ? 0 : amount(parts.bytes, parts.ops);
    if (parts == null || told <= 0 || whole <= 0 || posting.bytes() > 0 != parts.bytes > 0) {
      return new Weight(posting.ops(), posting.arrivals(), posting.deviceMs());
    }
    // the rest is as these were, unless these are few; of flushes there is none
    double part = flushes ? 1 : Math.min(1, told * TIMES / whole);
    double share = part * (flushes ? 1 : whole / told) * amount(posting) / whole;
    double rest = 1 - part;
    return new Weight(
        parts.ops * share + posting.ops() * rest,
        parts.arrivals * share + posting.arrivals() * rest,
        parts.ms * share + posting.deviceMs() * rest);
  }

  /** Whether two accounts may be one: of a guest that moved, of a job whose kind was not known. */
  private static boolean maybe(Account part, Account whole) {
    boolean named = part.name().equals(whole.name()) || part.kind() == Account.Kind.JOB;
    return part.kind() == whole.kind() && named;
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
