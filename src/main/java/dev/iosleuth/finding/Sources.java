package dev.iosleuth.finding;

import dev.iosleuth.finding.Step.Charge;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  /** {@code steps()}: how many intervals there are. */
  public static Source steps() {
    return Source.amount("steps()", c -> c.steps().map(steps -> (double) steps.size()));
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

  /** An account's share of a device's time in each interval. */
  static List<Double> charges(List<Step> steps, Account account, Device device) {
    return steps.stream()
        .map(step -> step.accounts().getOrDefault(new Charge(account, device.name()), 0.0))
        .toList();
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
