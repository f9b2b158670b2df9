package dev.iosleuth.finding;

import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.reading.Reading;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one device did in a time, from counters or from a log: the same for both.
 *
 * <p>What is not told is NaN, and so is every sum with it: a figure is whole or there is none.
 */
@SuppressWarnings("EnumOrdinal") // places in an array of this object only
public final class Figures {
  private static final double MS = 1000;
  private static final double KIB = 1024;

  /** What not every kernel counts: without it the others are whole, with less than none not. */
  private static final Figure[] WAITED = {
    Figure.DISCARDS_PER_SECOND,
    Figure.DISCARD_WAIT_MS,
    Figure.FLUSHES_PER_SECOND,
    Figure.FLUSH_WAIT_MS
  };

  private final double seconds;
  private final double[] quantities;

  /** What a log printed that cannot be, by its heading: of each what is farthest off. */
  private final Map<String, Double> impossible;

  private final Gaps gaps;

  private Figures(double seconds, double[] quantities, Map<String, Double> impossible, Gaps gaps) {
    this.seconds = seconds;
    this.quantities = quantities;
    this.impossible = impossible;
    this.gaps = gaps;
  }

  /**
   * Seconds of which a log does not tell all.
   *
   * @param damaged what it did then was not understood
   * @param partial of those that the figures are of: some of them were not understood
   * @param missing the log does not list it
   */
  record Gaps(double damaged, double partial, double missing) {
    static final Gaps NONE = new Gaps(0, 0, 0);

    Gaps plus(Gaps later) {
      if (later.equals(NONE)) {
        return this;
      }
      return new Gaps(damaged + later.damaged, partial + later.partial, missing + later.missing);
    }
  }

  /** Nothing in no time: the beginning of a sum. */
  static Figures nothing() {
    return new Figures(0, new double[Quantity.COUNT], Map.of(), Gaps.NONE);
  }

  /** What a row of a log tells of so many seconds. */
  public static Figures of(Row row, double seconds) {
    return new Figures(
        seconds, new Draft().fill(row, seconds).quantities, row.impossible(), Gaps.NONE);
  }

  public static Figures of(Flow flow) {
    var draft = new Draft();
    Flow.Io discards = flow.discards().orElse(Flow.Io.ZERO);
    Flow.@Nullable Flushes flushes = flow.flushes().optional().orElse(null);
    draft.count(Quantity.READS, flow.reads().ops());
    draft.count(Quantity.WRITES, flow.writes().ops());
    if (flow.discards() instanceof Reading.Known<Flow.Io>) {
      draft.count(Quantity.DISCARDS, discards.ops());
      draft.count(Quantity.DISCARD_BYTES, discards.bytes());
      draft.count(Quantity.DISCARD_MS, discards.ms());
    }
    draft.count(Quantity.TRANSFERS, flow.reads().ops() + flow.writes().ops() + discards.ops());
    draft.count(Quantity.READ_BYTES, flow.reads().bytes());
    draft.count(Quantity.WRITE_BYTES, flow.writes().bytes());
    draft.count(Quantity.BYTES, flow.reads().bytes() + flow.writes().bytes());
    draft.count(Quantity.READ_MERGES, flow.reads().merges());
    draft.count(Quantity.WRITE_MERGES, flow.writes().merges());
    draft.count(Quantity.READ_MS, flow.reads().ms());
    draft.count(Quantity.WRITE_MS, flow.writes().ms());
    draft.count(Quantity.TRANSFER_MS, flow.reads().ms() + flow.writes().ms() + discards.ms());
    if (flushes != null) {
      draft.count(Quantity.FLUSHES, flushes.ops());
      draft.count(Quantity.FLUSH_MS, flushes.ms());
    }
    draft.count(Quantity.BUSY_MS, flow.busyMs());
    draft.count(Quantity.QUEUE_MS, flow.weightedMs());
    draft.count(Quantity.IN_FLIGHT_BEFORE, flow.inFlightBefore());
    draft.count(Quantity.IN_FLIGHT, flow.inFlightAfter());
    return new Figures(flow.seconds(), draft.quantities, Map.of(), Gaps.NONE);
  }

  /** With what not every kernel and tool counts: discards, flushes. */
  private static double with(double sum, double more) {
    return Double.isNaN(more) ? sum : sum + more;
  }

  /** Of no requests it is no time, whatever their mean is printed as. */
  private static double ms(double requests, double wait) {
    return requests == 0 ? 0 : requests * wait;
  }

  Figures plus(Figures later) {
    var sum = quantities.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += later.quantities[i];
    }
    Quantity before = Quantity.IN_FLIGHT_BEFORE;
    sum[before.ordinal()] = empty() ? later.get(before) : get(before);
    sum[Quantity.IN_FLIGHT.ordinal()] = later.get(Quantity.IN_FLIGHT);
    return new Figures(
        seconds + later.seconds,
        sum,
        farthest(impossible, later.impossible),
        gaps.plus(later.gaps));
  }

  /** The same where it did nothing in the times in which it is not listed. */
  Figures idleWhereMissing() {
    return new Figures(
        seconds + gaps.missing, quantities, impossible, new Gaps(gaps.damaged, gaps.partial, 0));
  }

  /** The same, not listed in the rest of a time. */
  Figures within(double longer) {
    double rest = Math.max(0, longer - seconds - gaps.damaged);
    return new Figures(seconds, quantities, impossible, new Gaps(gaps.damaged, gaps.partial, rest));
  }

  /** Of what the log lists of it, the share that was not understood. */
  double damagedShare() {
    double damaged = gaps.damaged + gaps.partial;
    return damaged > 0 ? damaged / (seconds + gaps.damaged) : 0;
  }

  /** Whether nothing at all is known of that time. */
  boolean empty() {
    return seconds <= 0;
  }

  /** Whether it tells all that the other does, as what is not damaged is taken to. */
  boolean tells(Figures other) {
    for (int i = 0; gaps.partial > 0 && i < quantities.length; i++) {
      if (Double.isNaN(quantities[i]) && !Double.isNaN(other.quantities[i])) {
        return false;
      }
    }
    return true;
  }

  /** The same as a time of which nothing is known. */
  Figures asDamaged() {
    return new Figures(
        0,
        new double[Quantity.COUNT],
        impossible,
        new Gaps(gaps.damaged + seconds, 0, gaps.missing));
  }

  private static Map<String, Double> farthest(Map<String, Double> one, Map<String, Double> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    var both = new LinkedHashMap<>(one);
    other.forEach((heading, value) ->
        both.merge(heading, value, (a, b) -> Math.abs(a) > Math.abs(b) ? a : b));
    return both;
  }

  /**
   * What a log printed of it that cannot be, by its heading and as printed: of each what is
   * farthest off. What is computed from such figures is not told.
   */
  public Map<String, Double> impossible() {
    return Collections.unmodifiableMap(impossible);
  }

  /** A sum that grows where it is: millions of rows go through it. */
  static final class Sum {
    private final double[] quantities = new double[Quantity.COUNT];
    private double seconds;
    private Gaps gaps = Gaps.NONE;
    private Map<String, Double> impossible = Map.of();

    void add(Figures figures) {
      add(figures.quantities, figures.seconds);
      impossible = farthest(impossible, figures.impossible);
      gaps = gaps.plus(figures.gaps);
    }

    void add(Draft draft, double length) {
      add(draft.quantities, length);
      impossible = farthest(impossible, draft.impossible);
    }

    private void add(double[] later, double length) {
      int first = Quantity.IN_FLIGHT_BEFORE.ordinal();
      double begun = seconds > 0 ? quantities[first] : later[first];
      for (int i = 0; i < quantities.length; i++) {
        quantities[i] += later[i];
      }
      quantities[first] = begun;
      int last = Quantity.IN_FLIGHT.ordinal();
      quantities[last] = later[last];
      seconds += length;
    }

    void gap(Gaps gap) {
      gaps = gaps.plus(gap);
    }

    Figures figures() {
      return new Figures(seconds, quantities.clone(), impossible, gaps);
    }
  }

  public double seconds() {
    return seconds;
  }

  /** NaN where it is not told. */
  public double get(Quantity quantity) {
    return quantities[quantity.ordinal()];
  }

  /** NaN where it is not told, or of nothing. */
  public double get(Metric metric) {
    return metric.of(this);
  }

  /** A second, in a unit that so many make up. */
  double per(Quantity quantity, double unit) {
    return get(quantity) / seconds / unit;
  }

  /** NaN of none. */
  double quotient(Quantity part, Quantity of) {
    double divisor = get(of);
    return divisor > 0 ? get(part) / divisor : Double.NaN;
  }

  /** Bytes of a read or write: what is discarded moves nothing. */
  double size() {
    double requests = get(Quantity.READS) + get(Quantity.WRITES);
    if (!Double.isNaN(requests)) {
      return requests > 0 ? get(Quantity.BYTES) / requests : Double.NaN;
    }
    double all = with(get(Quantity.BYTES), get(Quantity.DISCARD_BYTES));
    double transfers = get(Quantity.TRANSFERS);
    return transfers > 0 ? all / transfers : Double.NaN;
  }

  /** All requests' own times, those of flushes where they are counted. */
  double ownMs() {
    return with(get(Quantity.TRANSFER_MS), get(Quantity.FLUSH_MS));
  }

  /** How many reads and writes; of all requests where they are not told apart. */
  double data() {
    double apart = get(Quantity.READS) + get(Quantity.WRITES);
    return Double.isNaN(apart) ? get(Quantity.TRANSFERS) : apart;
  }

  /** Their own times, from when each was asked for. */
  double dataMs() {
    double apart = get(Quantity.READ_MS) + get(Quantity.WRITE_MS);
    return Double.isNaN(apart) ? get(Quantity.TRANSFER_MS) : apart;
  }

  /**
   * Without what they wait for flushes: a write with a flush lasts until that is done
   * (block/blk-flush.c: what asked for it ends last, and is counted from its beginning), so that
   * the flush is in both times.
   */
  private double dataAloneMs() {
    double flushes = get(Quantity.FLUSH_MS);
    return flushes <= get(Quantity.WRITE_MS) ? dataMs() - flushes : dataMs();
  }

  /** Of the requests' own times; 1 where no others are told. */
  double dataShare() {
    double others = with(told(Quantity.DISCARD_MS), get(Quantity.FLUSH_MS));
    double data = dataAloneMs();
    return others > 0 ? data / (data + others) : 1;
  }

  /** Of the requests' own times; 0 where none are told. */
  double discardShare() {
    double discards = told(Quantity.DISCARD_MS);
    return discards > 0
        ? discards / (with(dataAloneMs(), get(Quantity.FLUSH_MS)) + discards)
        : discards;
  }

  private double told(Quantity quantity) {
    return with(0, get(quantity));
  }

  /** Values as they become known; the others stay untold. */
  static final class Draft {
    private final double[] quantities = new double[Quantity.COUNT];
    private Map<String, Double> impossible = Map.of();

    Draft() {
      Arrays.fill(quantities, Double.NaN);
    }

    /** What a row printed, times the length of the report, instead of what it held. */
    Draft fill(Row row, double seconds) {
      Arrays.fill(quantities, Double.NaN);
      impossible = row.impossible();
      double reads = rate(Quantity.READS, row, Figure.READS_PER_SECOND, seconds);
      double writes = rate(Quantity.WRITES, row, Figure.WRITES_PER_SECOND, seconds);
      double discards = rate(Quantity.DISCARDS, row, Figure.DISCARDS_PER_SECOND, seconds);
      double flushes = rate(Quantity.FLUSHES, row, Figure.FLUSHES_PER_SECOND, seconds);
      double told = row.figure(Figure.TRANSFERS_PER_SECOND) * seconds;
      boolean lost =
          row.anyImpossible(Figure.DISCARDS_PER_SECOND)
              || (Double.isNaN(discards) && damaged(row, Figure.DISCARDS_PER_SECOND));
      double all = lost ? Double.NaN : with(reads + writes, discards);
      double transfers = Double.isNaN(told) ? all : told;
      put(Quantity.TRANSFERS, transfers);

      double kib = seconds * KIB;
      double read = rate(Quantity.READ_BYTES, row, Figure.READ_KIB_PER_SECOND, kib);
      double written = rate(Quantity.WRITE_BYTES, row, Figure.WRITE_KIB_PER_SECOND, kib);
      rate(Quantity.DISCARD_BYTES, row, Figure.DISCARD_KIB_PER_SECOND, kib);
      double both = read + written;
      put(Quantity.BYTES, Double.isNaN(both) ? row.figure(Figure.KIB_PER_SECOND) * kib : both);
      rate(Quantity.READ_MERGES, row, Figure.READ_MERGES_PER_SECOND, seconds);
      rate(Quantity.WRITE_MERGES, row, Figure.WRITE_MERGES_PER_SECOND, seconds);

      double readMs = time(Quantity.READ_MS, reads, row.figure(Figure.READ_WAIT_MS));
      double writeMs = time(Quantity.WRITE_MS, writes, row.figure(Figure.WRITE_WAIT_MS));
      double discardMs = time(Quantity.DISCARD_MS, discards, row.figure(Figure.DISCARD_WAIT_MS));
      time(Quantity.FLUSH_MS, flushes, row.figure(Figure.FLUSH_WAIT_MS));
      double wait = row.figure(Figure.WAIT_MS);
      boolean unknown =
          row.anyImpossible(WAITED)
              || (Double.isNaN(discardMs) && damaged(row, Figure.DISCARD_WAIT_MS));
      double parts = unknown ? Double.NaN : with(readMs + writeMs, discardMs);
      put(Quantity.TRANSFER_MS, Double.isNaN(wait) ? parts : ms(transfers, wait));
      rate(Quantity.BUSY_MS, row, Figure.UTIL_PERCENT, seconds * MS / 100);
      rate(Quantity.QUEUE_MS, row, Figure.QUEUE, seconds * MS);
      return this;
    }

    /** Whether what is not known of it was printed. */
    private static boolean damaged(Row row, Figure figure) {
      return !row.whole() && row.layout().mayHave(figure);
    }

    void count(Quantity quantity, long value) {
      put(quantity, (double) value);
    }

    void put(Quantity quantity, double value) {
      quantities[quantity.ordinal()] = value;
    }

    double rate(Quantity quantity, Row row, Figure figure, double times) {
      double value = row.figure(figure) * times;
      put(quantity, value);
      return value;
    }

    double time(Quantity quantity, double requests, double wait) {
      double value = ms(requests, wait);
      put(quantity, value);
      return value;
    }
  }
}
