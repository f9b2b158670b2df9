package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.statistics.Association;
import dev.iosleuth.finding.statistics.FalseDiscovery;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which devices and accounts an application's response times move with, and which not.
 *
 * @param movers strongest first, then those that do not
 * @param steps intervals in which the application answered
 * @param intervals all there are
 * @param seconds of an interval
 * @param mean ms, over the intervals
 * @param worst ms, of an interval
 */
public record Movers(
    List<Mover> movers, int steps, int intervals, double seconds, double mean, double worst) {
  /** Of those that are shown so many may be chance. */
  public static final double SHARE = 0.05;

  /** Intervals by which an effect may come later. */
  public static final int MOST_LAG = 3;

  /** So unlikely is chance alone where it is surely more. */
  private static final double SURE = 0.001;

  private static final double FAIRLY_SURE = 0.01;

  public Movers {
    movers = List.copyOf(movers);
  }

  /**
   * Absent, with the reason, where the two do not overlap or are too short.
   *
   * @param kind of what the case calls devices: {@code device}, {@code process}
   */
  public static Reading<Movers> of(Case given, ResponseTimes.Series series, String kind) {
    return given
        .series(Association.LEAST_PAIRS)
        .then(steps ->
            Spans.apart(steps, series)
                .<Reading<Movers>>map(Reading::absent)
                .orElseGet(() -> of(Bins.of(steps, series), kind, given.ceiling())));
  }

  private static Reading<Movers> of(Bins bins, String kind, Confidence ceiling) {
    double[] felt = bins.felt();
    double[] told = Arrays.stream(felt).filter(ms -> !Double.isNaN(ms)).toArray();
    if (told.length < Association.LEAST_PAIRS) {
      return Reading.absent(
          "only "
              + told.length
              + " of the "
              + felt.length
              + " intervals have a response time, and it takes at least "
              + Association.LEAST_PAIRS);
    }
    if (Arrays.stream(told).distinct().count() == 1) {
      return Reading.absent("they were the same in all intervals, so that nothing moves with them");
    }
    List<Candidate> candidates = Candidate.of(bins.steps(), kind);
    List<Association> associations =
        candidates.stream().map(one -> Association.of(one.values(), felt, MOST_LAG)).toList();
    List<List<FalseDiscovery.Answer>> answers =
        FalseDiscovery.answers(
            associations.stream().map(one -> new double[] {one.chance()}).toList(), SHARE);
    var movers = new ArrayList<Mover>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate one = candidates.get(i);
      Association association = associations.get(i);
      FalseDiscovery.Answer answer = answers.get(i).getFirst();
      if (association.known()) {
        movers.add(
            new Mover(
                one.kind(),
                one.name(),
                one.figure(),
                association,
                association.lag() * bins.seconds(),
                association.visible(answer.level()),
                answer.yes() ? Optional.of(sure(association, ceiling)) : Optional.empty()));
      }
    }
    movers.sort(
        Comparator.comparing((Mover mover) -> !mover.shown())
            .thenComparingDouble(mover -> -Math.abs(mover.association().strength())));
    return Reading.known(
        new Movers(
            movers,
            told.length,
            felt.length,
            bins.seconds(),
            Arrays.stream(told).average().orElse(Double.NaN),
            Arrays.stream(told).max().orElse(Double.NaN)));
  }

  private static Confidence sure(Association association, Confidence ceiling) {
    Confidence sure =
        association.chance() < SURE
            ? Confidence.HIGH
            : association.chance() < FAIRLY_SURE ? Confidence.MEDIUM : Confidence.LOW;
    return sure.atMost(ceiling);
  }
}
