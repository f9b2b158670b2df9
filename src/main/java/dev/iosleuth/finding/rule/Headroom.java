package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.finding.statistics.Trend;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How near a device is to its limit, when it gets there, and with a planned load on top. */
final class Headroom implements Rule {
  private static final int LEAST = 60;
  private static final Threshold LIMIT =
      new Threshold(
          "busy", 90, "%", "as of saturated-device: there requests wait ten times as long");
  private static final Threshold NEAR =
      new Threshold(
          "busy in 5 of 100 intervals",
          75,
          "%",
          "M/M/1: at 75 % busy a request takes four times as long as alone");
  private static final Threshold SIGNIFICANT =
      new Threshold(
          "rise for its standard error",
          5,
          "",
          "measured (bench/trends): of made loads that wander, however slowly, or stepped up once,"
              + " less than 1 in 100 passes this and the next; less than 2 of those that stepped up"
              + " twice, or whose wander noise hides");
  private static final Threshold GOES_ON =
      new Threshold(
          "what the line leaves for what a course leaves that is level at its end",
          1,
          "",
          "more fits a step, or a rise that has ended, better than a line");
  private static final Threshold FAR =
      new Threshold(
          "time to the limit for the time that was watched",
          10,
          "",
          "this program's own: a line is not drawn further than ten times its length");

  /** Points of percent: a smaller rise is none to plan by, however straight it is. */
  private static final double LEAST_RISE = 1;

  /** From here on it says no more of a rise than that it is one. */
  private static final double STRAIGHT = 1000;

  private static final double HOUR = 3600;

  private static final String UNTIMED = "and nothing tells how long the intervals are";

  @Override
  public About about() {
    return new About(
        "headroom",
        "how much is left, and until when",
        "How near a disk is to its limit in its busiest intervals, whether it gets busier, and when"
            + " it is full if that goes on. With --plus a planned event comes on top: scrub or"
            + " rebuild take all the time that is left; failover-of NODE brings the guests that are"
            + " replicated here to run here.",
        "Over at least "
            + LEAST
            + " intervals: busy "
            + Words.percent(NEAR.value())
            + " or more in 5 of 100 of them; or a rise (straight line) that chance does not"
            + " make, also where the load wanders slowly, that still goes on at the end (no step, no"
            + " rise that ended, fits better), and that has reached "
            + Words.percent(LIMIT.value())
            + ", or does so within "
            + Words.whole(FAR.value())
            + " times the time that was watched.",
        About.Sort.SYMPTOM,
        List.of(Need.SERIES),
        List.of(LIMIT, NEAR, SIGNIFICANT, GOES_ON, FAR));
  }

  /** A straight line through a device's busy intervals, in hours and points of percent. */
  private record Line(Trend trend, int count, double hours) {
    static Line through(Device device, List<Step> steps) {
      var times = new ArrayList<Double>();
      var values = new ArrayList<Double>();
      double at = 0;
      for (Step step : steps) {
        Figures figures = step.devices().get(device.name());
        double value = figures == null ? Double.NaN : figures.get(Metric.UTIL_PERCENT);
        if (!Double.isNaN(value)) {
          times.add((at + step.seconds() / 2) / HOUR);
          values.add(Math.min(100, value));
        }
        at += step.seconds();
      }
      return new Line(new Trend(array(times), array(values)), values.size(), at / HOUR);
    }

    private static double[] array(List<Double> values) {
      return values.stream().mapToDouble(value -> value).toArray();
    }

    /** Of few that tell nothing follows, however many intervals there are. */
    boolean rises() {
      return count >= LEAST && Headroom.rises(trend, hours);
    }

    double hoursToLimit() {
      return Headroom.hoursToLimit(trend, hours);
    }

    /** Whether chance makes no such line. Its error may be next to nothing, and this anything. */
    double significance() {
      return Math.min(trend.significance(), STRAIGHT);
    }

    boolean straight() {
      return trend.significance() >= STRAIGHT;
    }

    boolean reached() {
      return trend.end() >= LIMIT.value();
    }
  }

  /** Whether there is a rise to tell of; the costliest question is the last. */
  static boolean rises(Trend trend, double hours) {
    return trend.slope() * hours >= LEAST_RISE
        && hoursToLimit(trend, hours) <= FAR.value() * hours
        && trend.significance() >= SIGNIFICANT.value()
        && trend.left() <= GOES_ON.value();
  }

  /** From the end on, at the line's slope and from the level that was measured last. */
  private static double hoursToLimit(Trend trend, double hours) {
    double since = hours - trend.endTime();
    return Math.max(0, (LIMIT.value() - trend.end()) / trend.slope() - since);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.series(LEAST) instanceof Reading.Known<List<Step>>(List<Step> steps))) {
      return Verdict.couldNotTell(given.series(LEAST).whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    for (Device disk : given.disks().orElse(List.of())) {
      collected.add(look(given, disk, steps));
    }
    given.planned().ifPresent(plan -> Plans.add(this, given, plan, collected));
    return collected.verdict();
  }

  private Reading<Optional<Finding>> look(Case given, Device disk, List<Step> steps) {
    if (!disk.active()) {
      return Verdict.none();
    }
    Optional<String> missing = disk.missing(Metric.UTIL_PERCENT);
    if (missing.isPresent()) {
      return Verdict.untold(disk.name() + ": " + missing.get());
    }
    Line line = Line.through(disk, steps);
    boolean rises = line.rises();
    if (rises && Double.isNaN(given.seconds())) {
      return Verdict.untold(disk.name() + " gets busier, " + UNTIMED);
    }
    if (rises) {
      return rising(given, disk, line).map(Optional::of);
    }
    double p95 = Sources.p95(disk, Metric.UTIL_PERCENT).amount(given).orElse(0.0);
    return p95 >= NEAR.value() ? near(given, disk, p95).map(Optional::of) : Verdict.none();
  }

  private static Source line(String name, Device disk, Function<Line, Double> figure) {
    return Source.amount(
        Sources.call(name, disk.name()),
        c -> c.steps().map(steps -> figure.apply(Line.through(disk, steps))));
  }

  private Reading<Finding> rising(Case given, Device disk, Line line) {
    Source hours = line("hours_to_limit", disk, Line::hoursToLimit);
    Finding.Draft draft =
        Finding.of(this, Subject.of(disk))
            .says(
                disk.label()
                    + (line.reached() ? " got busier by " : " gets busier by ")
                    + Words.figure(line.trend().slope())
                    + " points an hour"
                    + (line.straight() ? ", in an almost perfect line" : "")
                    + (line.reached()
                        ? ", and is at its limit now"
                        : ": at its limit in about " + span(line.hoursToLimit())))
            .evidence(
                line.straight() ? "rise for its error, at least" : "rise for its error",
                line("trend_t", disk, Line::significance),
                SIGNIFICANT)
            .evidence(
                "left for a level end", line("trend_left", disk, l -> l.trend().left()), GOES_ON)
            .evidence("rise an hour", line("trend_per_hour", disk, l -> l.trend().slope()), "%");
    Source end = line("trend_end", disk, l -> l.trend().end());
    if (line.reached()) {
      draft.evidence("busy at the end", end, LIMIT);
    } else {
      draft
          .evidence("busy at the end", end, "%")
          .evidence("hours to the limit", hours, "h")
          .evidence("for the time watched", hours.over(line("hours", disk, Line::hours)), FAR);
    }
    return draft
        .sure(Confidence.LOW)
        .or("a day's rise that ends with the day")
        .act("iosleuth ledger --each (of the recording): whose share grows")
        .check("a longer recording: iosleuth explain --rule headroom --from …")
        .in(given);
  }

  private static String span(double hours) {
    return hours < 1.5 / 60
        ? "a minute"
        : hours < 2
            ? Words.whole(hours * 60) + " minutes"
            : hours < 72 ? Words.whole(hours) + " hours" : Words.whole(hours / 24) + " days";
  }

  private Reading<Finding> near(Case given, Device disk, double p95) {
    return Finding.of(this, Subject.of(disk))
        .says(
            disk.label()
                + " has little left: "
                + Words.percent(p95)
                + " busy in its busiest intervals, "
                + Words.percent(disk.get(Metric.UTIL_PERCENT))
                + " on average")
        .evidence("busy in 5 of 100", Sources.p95(disk, Metric.UTIL_PERCENT), NEAR)
        .evidence("busy on average", Sources.device(disk, Metric.UTIL_PERCENT), "%")
        .costs(Cost.time(disk.name(), disk.get(Metric.UTIL_PERCENT) / 100))
        .sure(disk.kind().serial() ? Confidence.HIGH : Confidence.LOW)
        .or("it does several requests at once: then busy time says little about what is left")
        .act("plan before adding load: iosleuth explain --rule headroom --plus scrub")
        .check("iosleuth explain --rule headroom")
        .in(given);
  }
}
