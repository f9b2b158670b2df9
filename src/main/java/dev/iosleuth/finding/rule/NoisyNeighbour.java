package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.finding.statistics.Association;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Whose latency rises with whose load. */
final class NoisyNeighbour implements Rule {
  private static final int LEAST = 60;
  private static final Threshold TOGETHER =
      new Threshold(
          "rank correlation of its load with the other's latency",
          0.6,
          "",
          "Spearman's rho: with 60 intervals without memory chance reaches 0.46 in 1 of 4,000 pairs"
              + " (z = rho x sqrt(n - 1)); for memory see the next");
  private static final Threshold CHANCE =
      new Threshold(
          "chance of such a correlation of series that change as slowly",
          1,
          "%",
          "Bartlett, with as many pairs as tell independently; measured: of pairs that wander apart"
              + " less than 1 in 100 passes");
  private static final Threshold WORSE =
      new Threshold(
          "latency in the third of the intervals with its highest load, for that in the third with"
              + " its lowest",
          1.5,
          "",
          "this program's own: half as long again is felt");
  private static final Threshold SHARE =
      new Threshold(
          "share of the device's busy time", 10, "%", "who takes less cannot delay others much");

  @Override
  public About about() {
    return new About(
        "noisy-neighbour",
        "whose latency rises with whose load",
        "Two who share a disk: whenever one works, the other waits longer. The other's own load"
            + " does not explain it.",
        "Over at least "
            + LEAST
            + " intervals: the load of one (at least "
            + Words.percent(SHARE.value())
            + " of a disk's busy time) and the time of the other's own operations rise and fall"
            + " together (rank correlation of "
            + TOGETHER.value()
            + " or more, and more than with its own load), and are "
            + WORSE.value()
            + " times as long in its busiest third as in its quietest. No more than a note where"
            + " series that change as slowly do that by chance in more than 1 of 100 cases.",
        About.Sort.CAUSE,
        List.of(Need.SERIES, Need.BOOKS),
        List.of(TOGETHER, CHANCE, WORSE, SHARE));
  }

  /** One who works and one who waits, at a disk. */
  private record Pair(Account loud, Account victim, Device disk) {
    Source source(String name, Function<List<double[]>, Double> figure) {
      return Source.amount(
          Sources.call(
              name,
              Accounts.kind(loud),
              loud.name(),
              Accounts.kind(victim),
              victim.name(),
              disk.name()),
          c -> c.steps().map(steps -> figure.apply(points(steps))));
    }

    /** Its load and the other's wait, of the intervals in which the other did something. */
    List<double[]> points(List<Step> steps) {
      return steps.stream()
          .filter(step -> step.waits().containsKey(victim))
          .map(step ->
              new double[] {
                load(step, loud), step.waits().getOrDefault(victim, 0.0), load(step, victim)
              })
          .toList();
    }

    private double load(Step step, Account account) {
      // operations, not time: with a longer latency the same operations take more time
      return step.accounts()
              .getOrDefault(new Step.Charge(account, disk.name()), Step.Work.NONE)
              .ops()
          / step.seconds();
    }
  }

  @Override
  public Verdict examine(Case given) {
    if (given.ledger().whyNot().isPresent()) {
      return Verdict.couldNotTell(given.ledger().whyNot().get());
    }
    if (!(given.series(LEAST) instanceof Reading.Known<List<Step>>(List<Step> steps))) {
      return Verdict.couldNotTell(given.series(LEAST).whyNot().orElse("?"));
    }
    return given.each(given.disks(), disk -> look(given, disk, steps));
  }

  private Reading<Optional<Finding>> look(Case given, Device disk, List<Step> steps) {
    Map<Account, Double> shares = Accounts.shares(given, disk);
    Optional<Pair> worst = Optional.empty();
    double most = 0;
    for (Map.Entry<Account, Double> loud : shares.entrySet()) {
      if (loud.getValue() < SHARE.value()) {
        continue;
      }
      for (Account victim : shares.keySet()) {
        var pair = new Pair(loud.getKey(), victim, disk);
        double together = victim.equals(loud.getKey()) ? 0 : weight(pair.points(steps));
        if (together > most) {
          most = together;
          worst = Optional.of(pair);
        }
      }
    }
    if (worst.isEmpty()) {
      return Verdict.none();
    }
    return finding(given, worst.get(), steps).map(Optional::of);
  }

  /** What more than chance brings together goes before all that chance may. */
  static double weight(List<double[]> points) {
    double together = together(points);
    return together > 0 && shown(points) ? 1 + together : together;
  }

  private static boolean shown(List<double[]> points) {
    return chance(points) <= CHANCE.value();
  }

  /** In percent. */
  private static double chance(List<double[]> points) {
    return 100 * Association.of(column(points, 0), column(points, 1), 0).chance();
  }

  /** The correlation, where all conditions hold; else 0. */
  private static double together(List<double[]> points) {
    if (points.size() < LEAST) {
      return 0;
    }
    double with = correlation(points, 0);
    double own = correlation(points, 2);
    boolean counts =
        with >= TOGETHER.value() && !(own >= with) && high(points) >= WORSE.value() * low(points);
    return counts ? with : 0;
  }

  private static double correlation(List<double[]> points, int of) {
    return Ranks.correlation(column(points, of), column(points, 1));
  }

  private static double[] column(List<double[]> points, int of) {
    return points.stream().mapToDouble(p -> p[of]).toArray();
  }

  private static double low(List<double[]> points) {
    return third(points, 0);
  }

  private static double high(List<double[]> points) {
    return third(points, points.size() - points.size() / 3);
  }

  private static double third(List<double[]> points, int from) {
    return points.stream()
        .sorted(Comparator.comparingDouble(p -> p[0]))
        .skip(from)
        .limit(points.size() / 3)
        .mapToDouble(p -> p[1])
        .average()
        .orElse(Double.NaN);
  }

  private Reading<Finding> finding(Case given, Pair pair, List<Step> steps) {
    List<double[]> points = pair.points(steps);
    String loud = pair.loud().name();
    String victim = pair.victim().name();
    Source high = pair.source("latency_when_busiest", NoisyNeighbour::high);
    Source low = pair.source("latency_when_quietest", NoisyNeighbour::low);
    Source charged = Sources.charged(pair.loud(), pair.disk());
    Source chance = pair.source("correlation_chance", NoisyNeighbour::chance);
    boolean shown = shown(points);
    Finding.Draft draft =
        Finding.of(this, Subject.of(pair.loud()))
            .says(
                victim
                    + " waits "
                    + Words.ms(high(points))
                    + " instead of "
                    + Words.ms(low(points))
                    + " whenever "
                    + loud
                    + " works on "
                    + pair.disk().label())
            .evidence(
                "rank correlation", pair.source("correlation", p -> correlation(p, 0)), TOGETHER);
    if (shown) {
      draft.evidence("chance of that", chance, CHANCE);
    } else {
      draft
          .evidence("chance of that", chance, CHANCE.unit())
          .severity(Severity.NOTE)
          .or("chance: both change slowly, and series that do are often alike");
    }
    return draft
        .evidence("latency for latency", high.over(low), WORSE)
        .evidence("latency when it works most", high, "ms")
        .evidence("latency when it works least", low, "ms")
        .evidence("its share of " + pair.disk().name(), charged, SHARE)
        .costs(
            Cost.time(
                    pair.disk().name(),
                    charged.amount(given).orElse(0.0) / 100 * Busy.percent(pair.disk()) / 100)
                .andLatency(high(points) - low(points), victim))
        .sure(sure(points.size(), shown))
        .or("both follow a third that loads the disk at the same times: see who else does then")
        .act("limit " + loud + ": io.max, io.latency or io.weight of its cgroup, iotune of a guest")
        .act("or give one of them a disk of its own; move the job to another hour")
        .check("iosleuth explain --rule noisy-neighbour")
        .in(given);
  }

  private static Confidence sure(int intervals, boolean shown) {
    if (!shown) {
      return Confidence.LOW;
    }
    return intervals >= 2 * LEAST ? Confidence.HIGH : Confidence.MEDIUM;
  }
}
