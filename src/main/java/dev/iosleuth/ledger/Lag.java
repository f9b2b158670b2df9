package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one had counted when an interval ended, and another not yet: the other counts it in the next
 * interval, beyond what it is told of then, and never later.
 *
 * <p>Bio-based devices count a bio when it begins (up to kernel 6.2), and md keeps writes until
 * their bits in the bitmap are written (drivers/md/raid1.c, flush_bio_list): that is paid by who
 * sent it. DRBD's own counts are read at another moment than the disks'.
 */
final class Lag {
  /**
   * Read for a resync and not yet said to be in sync: DRBD has no more under way than max-buffers,
   * 2048 pages unless set otherwise (include/linux/drbd_limits.h, DRBD_MAX_BUFFERS_DEF).
   */
  private static final double UNDER_WAY = 2048 * 4096.0;

  /** From an upper to a lower. */
  record Way(Edge edge, Direction direction) {}

  /**
   * What an upper counted and the lower did not.
   *
   * @param shared whether it is the same of all its lowers: of a mirror's reads nothing tells which
   *     leg they are under way to
   */
  record Amount(double arrivals, double bytes, boolean shared) {
    Amount(double arrivals, double bytes) {
      this(arrivals, bytes, false);
    }

    private Amount less(Amount other) {
      return new Amount(
          Math.max(0, arrivals - other.arrivals), Math.max(0, bytes - other.bytes), shared);
    }
  }

  /**
   * @param payers whose it was at the upper
   */
  record Late(Amount amount, List<Share> payers) {
    Late {
      payers = List.copyOf(payers);
    }
  }

  /**
   * Bytes that DRBD counted and the disk did not.
   *
   * @param resynced less than 0 where the disk was first
   * @param written by resync and guest
   */
  private record Ahead(double resynced, double written) {
    static final Ahead NOTHING = new Ahead(0, 0);
  }

  /** Of DRBD's meta device, by its own counts: transactions and writes of the bitmap. */
  record Pages(long log, long bitmap) {
    static final Pages NONE = new Pages(0, 0);

    private Pages less(double pages) {
      double beyond = Math.max(0, pages - log);
      return new Pages(
          (long) Math.max(0, log - pages), (long) Math.max(0, Math.ceil(bitmap - beyond)));
    }

    private Pages atMost(Pages other) {
      return new Pages(Math.min(log, other.log), Math.min(bitmap, other.bitmap));
    }

    private Pages plus(Pages other) {
      return new Pages(log + other.log, bitmap + other.bitmap);
    }
  }

  private final Map<Way, Late> earlier;

  /** Of what is shared, by its upper: what its lowers have counted by now. */
  private final Map<NodeId, Amount> came = new HashMap<>();

  private final Map<Way, Late> late = new HashMap<>();
  private final Map<Way, Ahead> earlierAhead;
  private final Map<Way, Ahead> ahead = new HashMap<>();
  private final Map<Integer, Pages> counted = new HashMap<>();
  private final Map<Integer, Pages> open = new HashMap<>();

  /** Of an interval before which nothing is known. */
  Lag() {
    this(null, Map.of());
  }

  private Lag(@Nullable Lag before, Map<Integer, DrbdProgress.Minor> drbd) {
    earlier = before == null ? Map.of() : before.late;
    earlierAhead = before == null ? Map.of() : before.ahead;
    drbd.forEach((minor, did) -> {
      var own = new Pages(did.activityLogOps().orElse(0), did.bitmapOps().orElse(0));
      counted.put(minor, own);
      open.put(minor, before == null ? own : own.plus(before.unwritten(minor)));
    });
  }

  /**
   * Of the interval that follows; this one stays what it is.
   *
   * @param drbd by minor what DRBD counted in it
   */
  Lag next(Map<Integer, DrbdProgress.Minor> drbd) {
    return new Lag(this, drbd);
  }

  /** What an upper had counted before this interval. */
  Optional<Late> of(Edge edge, Direction direction) {
    return Optional.ofNullable(earlier.get(new Way(edge, direction)))
        .map(late ->
            late.amount().shared() && came.containsKey(edge.upper())
                ? new Late(late.amount().less(came.get(edge.upper())), late.payers())
                : late);
  }

  /** The lower counted so much of it. */
  void came(Edge edge, Late late, double arrivals, double bytes) {
    if (late.amount().shared()) {
      came.merge(
          edge.upper(),
          new Amount(arrivals, bytes),
          (a, b) -> new Amount(a.arrivals() + b.arrivals(), a.bytes() + b.bytes()));
    }
  }

  /** For the next interval: what uppers counted and lowers did not. */
  void keep(Map<Way, Amount> uncounted, Resolution books, Flows flows) {
    uncounted.forEach((way, amount) -> {
      List<Share> book = books.book(way.edge().upper(), way.direction());
      List<Share> payers = UnderWay.of(book, amount, flows).open();
      if (!payers.isEmpty()) {
        late.put(way, new Late(amount, payers));
      }
    });
  }

  /**
   * Bytes of a resync among those that a data device counted beyond what was asked for; from now on
   * they are.
   *
   * @param moved by the data device
   * @param alone whether nobody but DRBD can have moved them
   */
  double resynced(Way way, DrbdProgress.Minor minor, double moved, boolean alone) {
    Ahead old = earlierAhead.getOrDefault(way, Ahead.NOTHING);
    double resynced = old.resynced() + minor.resynced();
    double own = way.direction() == Direction.WRITE ? (double) minor.writtenBytes().orElse(0) : 0;
    double written = old.written() + own;
    // of what came of DRBD's writes, the resync has its part in them, and the guest his
    double part = written > moved ? moved / written : 1;
    double most = Math.max(0, resynced) * part;
    if (way.direction() == Direction.READ && alone && minor.sourceStill()) {
      most += Math.min(UNDER_WAY, (double) minor.outOfSyncBytes());
    }
    if (way.direction() == Direction.READ && alone) {
      most += (double) minor.openAtSource();
    }
    double taken = Math.min(moved, most);
    if (minor.oneWay()) {
      ahead.put(
          way,
          new Ahead(
              Math.min((double) minor.resynced(), resynced - taken),
              Math.clamp(written - moved, 0, own)));
    }
    return taken;
  }

  /** What DRBD counted of its meta device and that has still to count. */
  Pages open(int minor) {
    return open.getOrDefault(minor, Pages.NONE);
  }

  /** So many pages were written there. */
  void written(int minor, double pages) {
    open.computeIfPresent(minor, (_, left) -> left.less(pages));
  }

  /** What is left of an interval before this one was never written. */
  private Pages unwritten(int minor) {
    return open(minor).atMost(counted.getOrDefault(minor, Pages.NONE));
  }
}
