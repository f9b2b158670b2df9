package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Step;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.kernel.tool.ResponseTimes.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The intervals by which response times and disks are held against each other: as long as those of
 * the disks, or as far apart as the response times if that is longer. What was measured once a
 * minute tells of the minute, not of the second that it was written in.
 *
 * @param seconds of each
 * @param steps what the disks did; empty where nothing is known of them
 * @param felt the mean of what was answered; NaN where nothing was
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within this package; never compared
record Bins(double seconds, List<Optional<Step>> steps, double[] felt) {
  /** More of them tell hardly more, and take long to compare. */
  private static final int MOST = 1_000;

  /** A series is coarser than the steps from here on. */
  private static final double COARSER = 1.5;

  /** Of a bin: times that lie on its edge by all but rounding. */
  private static final double EDGE = 1e-6;

  static Bins of(List<Step> steps, ResponseTimes.Series series) {
    List<Step> dated = steps.stream().filter(step -> step.start().isPresent()).toList();
    List<Point> points =
        series.points().stream().sorted(Comparator.comparing(Point::time)).toList();
    if (dated.isEmpty() || points.isEmpty()) {
      return new Bins(Double.NaN, List.of(), new double[0]);
    }
    double length = median(dated.stream().mapToDouble(Step::seconds));
    double apart = apart(points);
    double total = seconds(start(dated.getFirst()), middle(dated.getLast()));
    if (apart <= COARSER * length && dated.size() <= MOST) {
      return each(dated, points, length);
    }
    double wide = Math.max(Math.max(length, apart), total / MOST);
    return wide(dated, points, wide, series.ends());
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /** Seconds from one point to the next, most often; 0 of one alone. */
  private static double apart(List<Point> points) {
    var gaps = DoubleStream.builder();
    for (int i = 1; i < points.size(); i++) {
      double gap = seconds(points.get(i - 1).time(), points.get(i).time());
      if (gap > 0) {
        gaps.add(gap);
      }
    }
    return median(gaps.build());
  }

  private static Bins each(List<Step> steps, List<Point> points, double length) {
    var felt = new double[steps.size()];
    int at = 0;
    for (int i = 0; i < felt.length; i++) {
      Instant from = start(steps.get(i));
      Instant to = from.plusNanos((long) (steps.get(i).seconds() * 1e9));
      double sum = 0;
      int count = 0;
      // what is stamped as the report is in it: an interval ends with the moment it was printed at
      while (at < points.size() && !points.get(at).time().isAfter(to)) {
        if (points.get(at).time().isAfter(from)) {
          sum += points.get(at).ms();
          count++;
        }
        at++;
      }
      felt[i] = count == 0 ? Double.NaN : sum / count;
    }
    return new Bins(length, steps.stream().map(Optional::of).toList(), felt);
  }

  /** Counted from the first response time. */
  private static Bins wide(List<Step> steps, List<Point> points, double wide, boolean ends) {
    Instant first = points.getFirst().time();
    var sums = new TreeMap<Long, double[]>();
    for (Point point : points) {
      double[] sum = sums.computeIfAbsent(bin(first, point.time(), wide, ends), _ -> new double[2]);
      sum[0] += point.ms();
      sum[1]++;
    }
    var groups = new TreeMap<Long, List<Step>>();
    for (Step step : steps) {
      groups
          .computeIfAbsent(bin(first, middle(step), wide, ends), _ -> new ArrayList<>())
          .add(step);
    }
    long from = groups.firstKey();
    int count = (int) Math.min(2 * MOST, groups.lastKey() - from + 1);
    var all = new ArrayList<Optional<Step>>(count);
    var felt = new double[count];
    for (int i = 0; i < count; i++) {
      double[] sum = sums.get(from + i);
      felt[i] = sum == null ? Double.NaN : sum[0] / sum[1];
      all.add(Optional.ofNullable(groups.get(from + i)).map(Step::joined));
    }
    return new Bins(wide, all, felt);
  }

  private static long bin(Instant first, Instant time, double wide, boolean ends) {
    double at = seconds(first, time) / wide;
    return (long) (ends ? Math.ceil(at - EDGE) : Math.floor(at + EDGE));
  }

  private static Instant start(Step step) {
    return step.start().orElseThrow();
  }

  private static Instant middle(Step step) {
    return start(step).plusNanos((long) (step.seconds() * 5e8));
  }

  private static double seconds(Instant from, Instant to) {
    Duration gone = Duration.between(from, to);
    return gone.getSeconds() + gone.getNano() / 1e9;
  }
}
