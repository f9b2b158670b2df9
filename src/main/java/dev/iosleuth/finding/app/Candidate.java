package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Step;
import dev.iosleuth.ledger.Account;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What response times may move with: a figure of a device, or the device time of a guest, a job, a
 * unit, a program (all of one name together: each request may have a process of its own).
 *
 * @param values an interval each; NaN where nothing is known
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within this package; never compared
record Candidate(String kind, String name, String figure, double[] values) {
  /** Of more names those that did least are left out. */
  static final int MOST = 100;

  private static final List<Metric> FELT = List.of(Metric.WAIT_MS, Metric.UTIL_PERCENT);
  private static final List<Metric> MOVED =
      List.of(Metric.KIB_PER_SECOND, Metric.TRANSFERS_PER_SECOND);

  /**
   * @param kind of what the steps call devices
   */
  static List<Candidate> of(List<Optional<Step>> steps, String kind) {
    var all = new ArrayList<Candidate>();
    devices(steps, kind, all);
    accounts(steps, all);
    return all;
  }

  double most() {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).sum();
  }

  private static void devices(List<Optional<Step>> steps, String kind, List<Candidate> all) {
    Set<String> names = new LinkedHashSet<>();
    steps.forEach(step -> step.ifPresent(known -> names.addAll(known.devices().keySet())));
    var found = new ArrayList<List<Candidate>>();
    for (String name : names) {
      List<Candidate> felt = figures(steps, kind, name, FELT);
      List<Candidate> one = felt.isEmpty() ? figures(steps, kind, name, MOVED) : felt;
      if (!one.isEmpty()) {
        found.add(one);
      }
    }
    found.stream()
        .sorted(Comparator.comparingDouble(one -> -one.getLast().most()))
        .limit(MOST)
        .forEach(all::addAll);
  }

  private static List<Candidate> figures(
      List<Optional<Step>> steps, String kind, String name, List<Metric> metrics) {
    var told = new ArrayList<Candidate>();
    for (Metric metric : metrics) {
      var values = new double[steps.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(steps.get(i), kind, name, metric);
      }
      if (Arrays.stream(values).anyMatch(value -> value > 0)) {
        told.add(new Candidate(kind, name, metric.word(), values));
      }
    }
    return told;
  }

  /** A process that a tool does not list did nothing. */
  private static double value(Optional<Step> step, String kind, String name, Metric metric) {
    if (step.isEmpty()) {
      return Double.NaN;
    }
    Figures figures = step.get().devices().get(name);
    if (figures != null) {
      return figures.get(metric);
    }
    return kind.equals("device") ? Double.NaN : 0;
  }

  /** Who is not there in an interval had no device time in it. */
  private static void accounts(List<Optional<Step>> steps, List<Candidate> all) {
    Map<Account.Element, double[]> times = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (var one : elements(steps.get(i)).entrySet()) {
        times.computeIfAbsent(one.getKey(), _ -> new double[steps.size()])[i] = one.getValue();
      }
    }
    var found = new ArrayList<Candidate>();
    times.forEach((element, values) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = steps.get(i).isEmpty() ? Double.NaN : values[i];
      }
      found.add(
          new Candidate(
              element.kind().name().toLowerCase(Locale.ROOT), element.name(), "device_ms", values));
    });
    found.stream()
        .sorted(Comparator.comparingDouble(one -> -one.most()))
        .limit(MOST)
        .forEach(all::add);
  }

  private static Map<Account.Element, Double> elements(Optional<Step> step) {
    var times = new HashMap<Account.Element, Double>();
    step.ifPresent(known ->
        known
            .accounts()
            .forEach((charge, work) -> {
              for (Account.Element element : names(charge.account())) {
                times.merge(element, work.ms(), Double::sum);
              }
            }));
    return times;
  }

  /** A group within a unit, a container or a guest says the same again. */
  private static Set<Account.Element> names(Account account) {
    boolean named =
        account.path().stream().anyMatch(one -> one.kind().compareTo(Account.Kind.UNIT) <= 0);
    Set<Account.Element> names = new LinkedHashSet<>();
    for (Account.Element element : account.path()) {
      if (!named || element.kind() != Account.Kind.CGROUP) {
        names.add(element);
      }
    }
    if (names.isEmpty()) {
      names.add(new Account.Element(account.kind(), account.name()));
    }
    return names;
  }
}
