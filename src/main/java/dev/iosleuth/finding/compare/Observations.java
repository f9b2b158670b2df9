package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.statistics.Estimate;
import dev.iosleuth.stack.Node;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each subject did, interval by interval, in bounded memory: when there is no room for more,
 * two intervals become one, which leaves sums and means as they are.
 */
public final class Observations {
  private static final int MOST_STEPS = 512;
  private static final double KIB = 1024;

  /** Milliseconds of a second in a percent of it. */
  private static final double MS_OF_PERCENT = 10;

  /** More names than a host has devices and services: one-shot processes, say. */
  private static final int MOST_SUBJECTS = 2_000;

  private final Map<Subject, Map<Figure, Track>> subjects = new LinkedHashMap<>();
  private final Set<Subject> aside = new HashSet<>();
  private final Map<Subject, Node.LeafKind> leftOut = new TreeMap<>();
  private final Map<Subject, Track> listed = new HashMap<>();
  private Payers payers = Payers.NONE;
  private boolean there;
  private double[] seconds = {};
  private int steps;
  private long intervals;
  private long each = 1;
  private long inLast;
  private boolean full;

  /**
   * Who is told of beside devices. Who is not there did nothing, if others of the kind are told.
   */
  enum Payers {
    NONE,
    /** As a tool lists them. */
    PROCESSES,
    /** As the books have them. */
    ACCOUNTS
  }

  /** Sums of a figure by step. */
  private static final class Track {
    private double[] values = {};

    /** Of a wait the operations that waited; of a rate the seconds in which it is not known. */
    private double[] others = {};

    void add(int step, double value, double other) {
      values = holding(values, step);
      others = holding(others, step);
      values[step] += value;
      others[step] += other;
    }

    void halve() {
      values = halved(values);
      others = halved(others);
    }

    double[] values(int steps) {
      return Arrays.copyOf(values, steps);
    }

    double[] others(int steps) {
      return Arrays.copyOf(others, steps);
    }
  }

  /** The next interval; what is added from now on is of it. */
  void begin(double length) {
    intervals++;
    if (steps == 0 || inLast == each) {
      if (steps == MOST_STEPS) {
        halve();
      }
      if (steps == 0 || inLast == each) {
        steps++;
        inLast = 0;
      }
    }
    inLast++;
    seconds = holding(seconds, steps - 1);
    seconds[steps - 1] += length;
  }

  /** So much of a figure that is told a second. */
  void rate(Subject subject, Figure figure, double amount) {
    add(subject, figure, amount, 0);
  }

  /** A log lists it in this interval, whatever it says of it. */
  void lists(Subject subject, double length) {
    if (tracks(subject) != null) {
      listed.computeIfAbsent(subject, _ -> new Track()).add(steps - 1, length, 0);
    }
  }

  /** Where a device is not listed it was not there: else it did nothing. */
  void countsListedOnly() {
    there = true;
  }

  /** What a device did in this interval, of which its figures may be a part. */
  void device(Subject subject, Figures figures, double length) {
    double operations = figures.get(Metric.TRANSFERS_PER_SECOND) * length;
    rate(subject, Figure.OPERATIONS, operations, length);
    rate(subject, Figure.FLUSHES, figures.get(Metric.FLUSHES_PER_SECOND) * length, length);
    rate(subject, Figure.BYTES, figures.get(Metric.KIB_PER_SECOND) * KIB * length, length);
    rate(subject, Figure.DEVICE_TIME, busy(figures) * MS_OF_PERCENT * length, length);
    double wait = figures.get(Metric.WAIT_MS);
    if (operations > 0 && !Double.isNaN(wait)) {
      wait(subject, wait * operations, operations);
    }
  }

  /** As every screen tells it: a tick of the kernel's clock may be longer than a request. */
  private static double busy(Figures figures) {
    double ticks = figures.get(Metric.UTIL_PERCENT);
    double own = figures.get(Metric.OWN_TIME_PERCENT);
    boolean none = figures.get(Metric.TRANSFERS_PER_SECOND) == 0 && own == 0;
    boolean stuck = none && figures.get(Metric.IN_FLIGHT) != 0;
    return own < ticks && !stuck ? own : ticks;
  }

  private void rate(Subject subject, Figure figure, double amount, double length) {
    boolean known = !Double.isNaN(amount);
    add(subject, figure, known ? amount : 0, known ? 0 : length);
  }

  /** What a device did in this interval is not known. */
  void unknown(Subject subject, double length) {
    Figure.OF_TIME.forEach(figure -> add(subject, figure, 0, length));
  }

  /** Milliseconds that so many operations took together. */
  void wait(Subject subject, double ms, double operations) {
    add(subject, Figure.WAIT, ms, operations);
  }

  void tells(Payers kind) {
    payers = kind;
  }

  /** A device that is there, whatever it does. */
  void knows(Subject device) {
    tracks(device);
  }

  /** A device as {@link #knows}, which is of no interest but to who tells of it, too. */
  void knowsAside(Subject device) {
    if (tracks(device) != null) {
      aside.add(device);
    }
  }

  /** A device that did something, and is none of those that are compared. */
  void leaveOut(Subject device, Node.LeafKind kind) {
    if (leftOut.size() < MOST_SUBJECTS) {
      leftOut.put(device, kind);
    }
  }

  Map<Subject, Node.LeafKind> leftOut() {
    return leftOut;
  }

  private void add(Subject subject, Figure figure, double value, double other) {
    Map<Figure, Track> tracks = tracks(subject);
    if (tracks != null) {
      tracks.computeIfAbsent(figure, _ -> new Track()).add(steps - 1, value, other);
    }
  }

  private @Nullable Map<Figure, Track> tracks(Subject subject) {
    Map<Figure, Track> tracks = subjects.get(subject);
    if (tracks == null) {
      if (subjects.size() == MOST_SUBJECTS) {
        full = true;
        return null;
      }
      tracks = new EnumMap<>(Figure.class);
      subjects.put(subject, tracks);
    }
    return tracks;
  }

  private void halve() {
    seconds = halved(seconds);
    subjects.values().forEach(tracks -> tracks.values().forEach(Track::halve));
    listed.values().forEach(Track::halve);
    steps = MOST_STEPS / 2;
    each *= 2;
    inLast = each;
  }

  private static double[] halved(double[] sums) {
    var half = new double[(sums.length + 1) / 2];
    for (int i = 0; i < sums.length; i++) {
      half[i / 2] += sums[i];
    }
    return half;
  }

  private static double[] holding(double[] sums, int step) {
    return step < sums.length
        ? sums
        : Arrays.copyOf(sums, Math.min(MOST_STEPS, Math.max(step + 1, 2 * sums.length)));
  }

  Set<Subject> subjects() {
    return subjects.keySet();
  }

  /** Whether it is told what the subject did, if it was nothing. */
  boolean tells(Subject subject, Observations other) {
    return subject.isDevice() ? subjects.containsKey(subject) : payers == other.payers;
  }

  /** Whether it did anything, and is of interest. */
  boolean matters(Subject subject) {
    return !aside.contains(subject)
        && subjects.getOrDefault(subject, Map.of()).values().stream()
            .anyMatch(track -> sum(track.values) > 0);
  }

  public long intervals() {
    return intervals;
  }

  public double seconds() {
    return Arrays.stream(seconds).sum();
  }

  /** Whether there were more names than are kept. */
  public boolean full() {
    return full;
  }

  boolean has(Subject subject, Figure figure) {
    return subjects.getOrDefault(subject, Map.of()).containsKey(figure);
  }

  /** Who is not there in an interval did nothing in it; what is never told of one is not known. */
  Estimate estimate(Subject subject, Figure figure) {
    Map<Figure, Track> tracks = subjects.getOrDefault(subject, Map.of());
    Track track = tracks.get(figure);
    if (track == null && (figure == Figure.WAIT || !tracks.isEmpty())) {
      return Estimate.UNKNOWN;
    }
    if (figure == Figure.WAIT && track != null) {
      return Estimate.of(track.values(steps), track.others(steps), sum(track.others));
    }
    Track known = there ? listed.get(subject) : null;
    double[] weights = known == null ? Arrays.copyOf(seconds, steps) : known.values(steps);
    if (track == null) {
      return Estimate.of(new double[steps], weights, 0);
    }
    for (int i = 0; i < Math.min(steps, track.others.length); i++) {
      weights[i] -= track.others[i];
    }
    Track operations = tracks.get(Figure.OPERATIONS);
    double events = operations == null ? 0 : sum(operations.values);
    return Estimate.of(track.values(steps), weights, events);
  }

  private static double sum(double[] sums) {
    return Arrays.stream(sums).sum();
  }
}
