package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.statistics.Estimate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What each subject did, interval by interval, in bounded memory: when there is no room for more,
 * two intervals become one, which leaves sums and means as they are.
 */
public final class Observations {
  private static final int MOST_STEPS = 512;

  /** More names than a host has devices and services: one-shot processes, say. */
  private static final int MOST_SUBJECTS = 2_000;

  private final Map<Subject, Map<Figure, Track>> subjects = new LinkedHashMap<>();
  private double[] seconds = {};
  private int steps;
  private long intervals;
  private long each = 1;
  private long inLast;
  private boolean full;

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

  /** A figure that is told a second, and is not known of this interval. */
  void unknown(Subject subject, Figure figure, double length) {
    add(subject, figure, 0, length);
  }

  /** Milliseconds that so many operations took together. */
  void wait(Subject subject, double ms, double operations) {
    add(subject, Figure.WAIT, ms, operations);
  }

  private void add(Subject subject, Figure figure, double value, double other) {
    Map<Figure, Track> tracks = subjects.get(subject);
    if (tracks == null) {
      if (subjects.size() == MOST_SUBJECTS) {
        full = true;
        return;
      }
      tracks = new EnumMap<>(Figure.class);
      subjects.put(subject, tracks);
    }
    tracks.computeIfAbsent(figure, _ -> new Track()).add(steps - 1, value, other);
  }

  private void halve() {
    seconds = halved(seconds);
    for (Map<Figure, Track> tracks : subjects.values()) {
      for (Track track : tracks.values()) {
        track.values = halved(track.values);
        track.others = halved(track.others);
      }
    }
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

  /** Who is not there in an interval did nothing in it. */
  Estimate estimate(Subject subject, Figure figure) {
    Track track = subjects.getOrDefault(subject, Map.of()).get(figure);
    if (figure == Figure.WAIT) {
      return track == null
          ? Estimate.UNKNOWN
          : Estimate.of(track.values(steps), track.others(steps), sum(track.others));
    }
    double[] weights = Arrays.copyOf(seconds, steps);
    if (track == null) {
      return Estimate.of(new double[steps], weights, 0);
    }
    for (int i = 0; i < Math.min(steps, track.others.length); i++) {
      weights[i] -= track.others[i];
    }
    Track operations = subjects.getOrDefault(subject, Map.of()).get(Figure.OPERATIONS);
    double events = operations == null ? 0 : sum(operations.values);
    return Estimate.of(track.values(steps), weights, events);
  }

  private static double sum(double[] sums) {
    return Arrays.stream(sums).sum();
  }
}
