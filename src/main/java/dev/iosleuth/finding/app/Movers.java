package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.statistics.Association;
import dev.iosleuth.finding.statistics.FalseDiscovery;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which devices and accounts an application's response times move with, and which not.
 *
 * @param movers strongest first, then those that do not
 * @param steps intervals in which the application answered
 */
public record Movers(List<Mover> movers, int steps) {
  /** Of those that are shown so many may be chance. */
  public static final double SHARE = 0.05;

  /** Intervals by which an effect may come later. */
  public static final int MOST_LAG = 3;

  private static final List<Metric> METRICS = List.of(Metric.WAIT_MS, Metric.UTIL_PERCENT);

  public Movers {
    movers = List.copyOf(movers);
  }

  /**
   * @param kind {@code device}, or an account's kind in lower case
   * @param figure wait_ms, util_percent, device_ms
   * @param shown whether it is more than chance; response times that fall when it rises are shown
   *     with a negative strength
   */
  public record Mover(
      String kind, String name, String figure, Association association, boolean shown) {}

  @SuppressWarnings("ArrayRecordComponent") // handed on within this class; never compared
  private record Candidate(String kind, String name, String figure, double[] values) {}

  /** Absent, with the reason, where the two do not overlap or are too short. */
  public static Reading<Movers> of(Case given, ResponseTimes times) {
    return given.series(Association.LEAST_PAIRS).then(steps -> of(steps, times));
  }

  private static Reading<Movers> of(List<Step> steps, ResponseTimes times) {
    double[] felt = felt(steps, times);
    int told = 0;
    for (double ms : felt) {
      told += Double.isNaN(ms) ? 0 : 1;
    }
    if (told < Association.LEAST_PAIRS) {
      return Reading.absent(
          "the application answered in "
              + told
              + " of the intervals, and it takes "
              + Association.LEAST_PAIRS
              + " to tell anything");
    }
    var candidates = new ArrayList<Candidate>();
    devices(steps, candidates);
    accounts(steps, candidates);
    List<Association> associations =
        candidates.stream().map(one -> Association.of(one.values, felt, MOST_LAG)).toList();
    List<List<FalseDiscovery.Answer>> answers =
        FalseDiscovery.answers(
            associations.stream().map(one -> new double[] {one.chance()}).toList(), SHARE);
    var movers = new ArrayList<Mover>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate one = candidates.get(i);
      boolean shown = answers.get(i).getFirst().yes();
      if (associations.get(i).known()) {
        movers.add(new Mover(one.kind, one.name, one.figure, associations.get(i), shown));
      }
    }
    movers.sort(
        Comparator.comparing((Mover mover) -> !mover.shown())
            .thenComparingDouble(mover -> -Math.abs(mover.association().strength())));
    return Reading.known(new Movers(movers, told));
  }

  /** The mean of what was answered in each interval; NaN where nothing was. */
  private static double[] felt(List<Step> steps, ResponseTimes times) {
    var felt = new double[steps.size()];
    for (int i = 0; i < felt.length; i++) {
      Optional<Instant> start = steps.get(i).start();
      long length = (long) (steps.get(i).seconds() * 1e9);
      felt[i] = start.map(from -> mean(times, from, from.plusNanos(length))).orElse(Double.NaN);
    }
    return felt;
  }

  private static double mean(ResponseTimes times, Instant from, Instant to) {
    return times.points().stream()
        .filter(point -> !point.time().isBefore(from) && point.time().isBefore(to))
        .mapToDouble(ResponseTimes.Point::ms)
        .average()
        .orElse(Double.NaN);
  }

  private static void devices(List<Step> steps, List<Candidate> candidates) {
    Set<String> names = new LinkedHashSet<>();
    steps.forEach(step -> names.addAll(step.devices().keySet()));
    for (String name : names) {
      for (Metric metric : METRICS) {
        var values = new double[steps.size()];
        for (int i = 0; i < values.length; i++) {
          Figures figures = steps.get(i).devices().get(name);
          values[i] = figures == null ? Double.NaN : figures.get(metric);
        }
        candidates.add(new Candidate("device", name, metric.word(), values));
      }
    }
  }

  /** Who is not there in an interval had no device time in it. */
  private static void accounts(List<Step> steps, List<Candidate> candidates) {
    Set<Account> accounts = new LinkedHashSet<>();
    steps.forEach(
        step -> step.accounts().keySet().forEach(charge -> accounts.add(charge.account())));
    for (Account account : accounts) {
      var values = new double[steps.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            steps.get(i).accounts().entrySet().stream()
                .filter(charge -> charge.getKey().account().equals(account))
                .mapToDouble(charge -> charge.getValue().ms())
                .sum();
      }
      String kind = account.kind().name().toLowerCase(Locale.ROOT);
      candidates.add(new Candidate(kind, account.name(), "device_ms", values));
    }
  }
}
