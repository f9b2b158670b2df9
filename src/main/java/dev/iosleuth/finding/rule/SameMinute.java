package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Many jobs that start at the same minute. */
final class SameMinute implements Rule {
  private static final int LEAST = 60;
  private static final Threshold TOGETHER =
      new Threshold(
          "jobs that start in one minute",
          3,
          "",
          "two meet easily; three or more may be a timer (cron's minute 0, OnCalendar=hourly)");
  private static final Threshold RARE =
      new Threshold(
          "for the starts in a usual minute",
          3,
          "",
          "where something starts in every minute, that several do is no news");
  private static final Threshold CHANCE =
      new Threshold(
          "chance that one of the minutes has as many, if all begin whenever they like",
          1,
          "%",
          "the usual level: in a long recording some minute has many by chance (binomial, times"
              + " minutes)");
  private static final double ON = 0.5;
  private static final double OFF = 0.1;
  private static final double LEAST_SHARE = 0.02;
  private static final double LONGEST_STEP = 60;

  @Override
  public About about() {
    return new About(
        "same-minute",
        "many jobs in the same minute",
        "Backups, cron jobs and timers of many guests or units are set to the same minute, and wait"
            + " for each other at the disks, which are idle for the rest of the hour.",
        "Over at least "
            + LEAST
            + " intervals of at most a minute: at least "
            + Words.whole(TOGETHER.value())
            + " accounts begin to work within one minute (from below a tenth of their most to over"
            + " half of it), and "
            + Words.whole(RARE.value())
            + " times as many as in a usual minute, and more than chance brings together.",
        About.Sort.CAUSE,
        List.of(Need.SERIES, Need.BOOKS),
        List.of(TOGETHER, RARE, CHANCE));
  }

  @Override
  public Verdict examine(Case given) {
    if (given.ledger().whyNot().isPresent()) {
      return Verdict.couldNotTell(given.ledger().whyNot().get());
    }
    if (!(given.series(LEAST) instanceof Reading.Known<List<Step>>(List<Step> steps))) {
      return Verdict.couldNotTell(given.series(LEAST).whyNot().orElse("?"));
    }
    if (steps.stream().anyMatch(step -> step.start().isEmpty())) {
      return Verdict.couldNotTell("nothing tells when its intervals were");
    }
    if (steps.stream().anyMatch(step -> step.seconds() > LONGEST_STEP * 1.05)) {
      return Verdict.couldNotTell("its intervals are longer than a minute");
    }
    return Verdict.of(look(given, steps));
  }

  /** Who begins in which minute, the minutes in order. */
  private static Map<Instant, Set<String>> starts(List<Step> steps) {
    Map<String, double[]> courses = new HashMap<>();
    double all = 0;
    for (int i = 0; i < steps.size(); i++) {
      for (Map.Entry<Step.Charge, Step.Work> charge : steps.get(i).accounts().entrySet()) {
        double rate = charge.getValue().ms() / steps.get(i).seconds();
        courses.computeIfAbsent(job(charge.getKey()), _ -> new double[steps.size()])[i] += rate;
        all += rate;
      }
    }
    var starts = new TreeMap<Instant, Set<String>>();
    double least = LEAST_SHARE * all;
    courses.forEach((job, course) -> {
      if (Arrays.stream(course).sum() >= least) {
        for (Instant minute : starts(course, steps)) {
          starts.computeIfAbsent(minute, _ -> new LinkedHashSet<>()).add(job);
        }
      }
    });
    return starts;
  }

  /** Processes of one unit are one job. */
  private static String job(Step.Charge charge) {
    Account account = charge.account();
    return account.path().size() > 1 && account.kind() == Account.Kind.PROCESS
        ? account.path().get(account.path().size() - 2).name()
        : account.name();
  }

  private static List<Instant> starts(double[] course, List<Step> steps) {
    double most = Arrays.stream(course).max().orElse(0);
    var starts = new ArrayList<Instant>();
    boolean quiet = false;
    for (int i = 0; i < course.length; i++) {
      if (quiet && course[i] >= ON * most) {
        steps.get(i).start().ifPresent(at -> starts.add(at.truncatedTo(ChronoUnit.MINUTES)));
        quiet = false;
      }
      quiet = quiet || course[i] <= OFF * most;
    }
    return starts;
  }

  private Reading<Optional<Finding>> look(Case given, List<Step> steps) {
    Map<Instant, Set<String>> starts = starts(steps);
    Instant busiest = Instant.EPOCH;
    int most = 0;
    for (Map.Entry<Instant, Set<String>> minute : starts.entrySet()) {
      if (minute.getValue().size() > most) {
        most = minute.getValue().size();
        busiest = minute.getKey();
      }
    }
    if (most < TOGETHER.value()
        || most < RARE.value() * usual(steps)
        || chance(steps, most) > CHANCE.value()) {
      return Verdict.none();
    }
    return finding(given, busiest, starts.getOrDefault(busiest, Set.of())).map(Optional::of);
  }

  /** Starts in a minute, on average. */
  private static double usual(List<Step> steps) {
    return all(steps) / minutes(steps);
  }

  private static double minutes(List<Step> steps) {
    return steps.stream().mapToDouble(Step::seconds).sum() / 60;
  }

  private static int all(List<Step> steps) {
    return starts(steps).values().stream().mapToInt(Set::size).sum();
  }

  /** In percent, at most; also where many minutes could have been the one. */
  private static double chance(List<Step> steps, int together) {
    double minutes = Math.max(1, minutes(steps));
    return 100 * Math.min(1, minutes * atLeast(together, all(steps), 1 / minutes));
  }

  /** The binomial distribution from there on. */
  static double atLeast(int least, int all, double share) {
    double sum = 0;
    double choices = 0;
    for (int count = 1; count <= all; count++) {
      choices += Math.log((all - count + 1.0) / count);
      double none = all == count ? 0 : (all - count) * Math.log1p(-share);
      sum += count < least ? 0 : Math.exp(choices + count * Math.log(share) + none);
    }
    return Math.min(1, sum);
  }

  private Reading<Finding> finding(Case given, Instant minute, Set<String> jobs) {
    Source many =
        Source.amount(
            Sources.call("starts_in", minute.toString()),
            c ->
                c.steps()
                    .map(steps -> (double) starts(steps).getOrDefault(minute, Set.of()).size()));
    Source chance =
        Source.amount(
            Sources.call("starts_chance", minute.toString()),
            c -> c.steps().then(steps -> many.amount(c).map(m -> chance(steps, m.intValue()))));
    Source usual = Source.amount("starts_a_minute()", c -> c.steps().map(steps -> usual(steps)));
    String names = String.join(", ", jobs.stream().limit(4).toList());
    return Finding.of(this, Subject.host(given.last().map(Sample::host).orElse("")))
        .says(
            jobs.size()
                + " jobs begin in the same minute, "
                + minute
                + ": "
                + names
                + (jobs.size() > 4 ? " …" : ""))
        .evidence("begin in it", many, TOGETHER)
        .evidence("for a usual minute", many.over(usual), RARE)
        .evidence("chance of that", chance, CHANCE)
        .sure(Confidence.MEDIUM)
        .or("one thing that wakes them all: a restart, a failover, a network that came back")
        .act("spread them: RandomizedDelaySec= in timers, a random sleep before cron jobs")
        .check("iosleuth explain --rule same-minute")
        .in(given);
  }
}
