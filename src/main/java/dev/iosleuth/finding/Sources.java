package dev.iosleuth.finding;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The sources that rules on devices share; docs/json.md says how each is computed again. */
public final class Sources {
  private Sources() {}

  /** {@code name("argument", …)} of strings. */
  public static String call(String name, String... strings) {
    return name
        + "("
        + String.join(", ", Arrays.stream(strings).map(Source::quoted).toList())
        + ")";
  }

  /** A figure of a device over the whole time: {@code device("sda", util_percent)}. */
  public static Source device(Device device, Metric metric) {
    return Source.amount(
        text(device, metric),
        c ->
            c.device(device.name())
                .map(Device::whole)
                .orElse(Reading.absent("there is no such device"))
                .map(figures -> figures.get(metric)));
  }

  /** The highest of all intervals: {@code worst("sda", wait_ms)}. */
  public static Source worst(Device device, Metric metric) {
    return of("worst", device, metric, values -> values.getLast());
  }

  /** Of 100 intervals 95 are no higher: {@code p95("sda", util_percent)}. */
  public static Source p95(Device device, Metric metric) {
    return of(
        "p95", device, metric, values -> values.get((int) Math.ceil(values.size() * 0.95) - 1));
  }

  /** Half of all intervals are no higher: {@code median("sda", util_percent)}. */
  public static Source median(Device device, Metric metric) {
    return of(
        "median", device, metric, values -> values.get((int) Math.ceil(values.size() * 0.5) - 1));
  }

  /** Intervals in which it was at least so much: {@code steps_from("sda", util_percent, 90)}. */
  public static Source stepsFrom(Device device, Metric metric, double least) {
    return Source.amount(
        "steps_from("
            + Source.quoted(device.name())
            + ", "
            + metric.word()
            + ", "
            + Source.constant(least).text()
            + ")",
        c ->
            c.steps()
                .map(steps ->
                    (double)
                        values(steps, device, metric).stream().filter(v -> v >= least).count()));
  }

  /**
   * Intervals in which a figure of one device is more than another's: {@code steps_more("sdb",
   * "sda", write_wait_ms)}.
   */
  public static Source stepsMore(Device one, Device other, Metric metric) {
    return pairs("steps_more", one, other, metric, pair -> pair[0] > pair[1]);
  }

  /** Intervals that tell a figure of both: {@code steps_both("sdb", "sda", write_wait_ms)}. */
  public static Source stepsBoth(Device one, Device other, Metric metric) {
    return pairs("steps_both", one, other, metric, _ -> true);
  }

  private static Source pairs(
      String name, Device one, Device other, Metric metric, Predicate<double[]> counts) {
    return Source.amount(
        name
            + "("
            + Source.quoted(one.name())
            + ", "
            + Source.quoted(other.name())
            + ", "
            + metric.word()
            + ")",
        c ->
            c.steps()
                .map(steps ->
                    (double)
                        steps.stream()
                            .map(step -> pair(step, one, other, metric))
                            .filter(pair -> !Double.isNaN(pair[0] + pair[1]) && counts.test(pair))
                            .count()));
  }

  private static double[] pair(Step step, Device one, Device other, Metric metric) {
    Figures first = step.devices().get(one.name());
    Figures second = step.devices().get(other.name());
    return new double[] {
      first == null ? Double.NaN : first.get(metric),
      second == null ? Double.NaN : second.get(metric)
    };
  }

  /** {@code steps()}: how many intervals there are. */
  public static Source steps() {
    return Source.amount("steps()", c -> c.steps().map(steps -> (double) steps.size()));
  }

  /** {@code seconds("sda")}: between the two readings of a device's counters. */
  public static Source seconds(Device device) {
    return Source.amount(
        call("seconds", device.name()),
        c ->
            c.device(device.name())
                .map(Device::whole)
                .orElse(Reading.absent("there is no such device"))
                .map(Figures::seconds));
  }

  /**
   * {@code empty_writes("sda")}: zero-sector writes, which are flushes that this layer counts as
   * writes; as the ledger's JSON has it in {@code writes.empty}.
   */
  public static Source emptyWrites(Device device) {
    return Source.amount(
        call("empty_writes", device.name()),
        c ->
            c.books(device)
                .map(DeviceLedger::emptyWrites)
                .orElse(Reading.absent("there are no books"))
                .map(count -> (double) count));
  }

  /**
   * What a log printed under a heading that cannot be: the least where it is below zero, {@code
   * least_printed("sda", "w/s")}, else the most, {@code most_printed("sda", "%util")}.
   */
  public static Source impossible(Device device, String heading, double printed) {
    return Source.amount(
        call(printed < 0 ? "least_printed" : "most_printed", device.name(), heading),
        c ->
            c.device(device.name())
                .map(Device::whole)
                .orElse(Reading.absent("there is no such device"))
                .then(figures -> {
                  Double found = figures.impossible().get(heading);
                  return found == null
                      ? Reading.absent("every " + heading + " can be")
                      : Reading.known(found);
                }));
  }

  /** What the processors did: {@code cpu("%iowait")}. */
  public static Source cpu(String heading) {
    return Source.amount(
        call("cpu", heading),
        c ->
            c.cpu()
                .then(shares -> {
                  Double share = shares.get(heading);
                  return share == null
                      ? Reading.absent("nothing tells " + heading)
                      : Reading.known(share);
                }));
  }

  /**
   * The share of a device's busy time on an account, in percent: {@code charged_percent("guest",
   * "web1", "sda")}.
   */
  public static Source charged(Account account, Device device) {
    return Source.amount(
        call(
            "charged_percent",
            account.kind().name().toLowerCase(Locale.ROOT),
            account.name(),
            device.name()),
        c ->
            c.ledger()
                .then(_ ->
                    c.books(device)
                        .map(books -> Reading.known(100 * share(books, account)))
                        .orElse(Reading.absent("nobody is charged for it"))));
  }

  private static double share(DeviceLedger books, Account account) {
    double all = books.postings().stream().mapToDouble(Posting::deviceMs).sum();
    double own =
        books.postings().stream()
            .filter(p -> same(p.account(), account))
            .mapToDouble(Posting::deviceMs)
            .sum();
    return own / all;
  }

  /** By what the text names. */
  private static boolean same(Account one, Account other) {
    return one.kind() == other.kind() && one.name().equals(other.name());
  }

  private static String text(Device device, Metric metric) {
    return "device(" + Source.quoted(device.name()) + ", " + metric.word() + ")";
  }

  private static Source of(
      String name, Device device, Metric metric, ToDoubleFunction<List<Double>> choice) {
    return Source.amount(
        name + "(" + Source.quoted(device.name()) + ", " + metric.word() + ")",
        c ->
            c.steps()
                .then(steps -> {
                  List<Double> values = values(steps, device, metric);
                  return values.isEmpty()
                      ? Reading.absent("no interval tells its " + metric.word())
                      : Reading.known(choice.applyAsDouble(values));
                }));
  }

  /** Of the intervals that tell, the least first. */
  private static List<Double> values(List<Step> steps, Device device, Metric metric) {
    var values = new ArrayList<Double>();
    for (Step step : steps) {
      Figures figures = step.devices().get(device.name());
      double value = figures == null ? Double.NaN : figures.get(metric);
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    values.sort(null);
    return values;
  }
}
