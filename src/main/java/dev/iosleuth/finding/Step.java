package dev.iosleuth.finding;

import dev.iosleuth.ledger.Account;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One interval of several.
 *
 * @param time as the log printed it, or the wall time of its beginning; empty where nothing tells
 * @param start empty in a log
 * @param devices by name: of recordings the kernel's
 * @param cpu by iostat's headings: %iowait …; empty where nothing tells
 * @param accounts what each did at each device; empty where nothing tells
 * @param waits mean time of each account's own operations in ms, of those that did any
 * @param stalled seconds in which all tasks that were not idle waited for the same at once (PSI's
 *     full), by what for: io, memory; what is not told is not there
 */
public record Step(
    String time,
    Optional<Instant> start,
    double seconds,
    Map<String, Figures> devices,
    Map<String, Double> cpu,
    Map<Charge, Work> accounts,
    Map<Account, Double> waits,
    Map<String, Double> stalled) {

  /** Who at which device. */
  public record Charge(Account account, String device) {}

  /**
   * What a device did for somebody.
   *
   * @param ms of its busy time
   * @param ops asked of it, merged ones included: more of them whatever each takes
   */
  public record Work(double ms, double ops) {
    public static final Work NONE = new Work(0, 0);

    Work plus(Work other) {
      return new Work(ms + other.ms, ops + other.ops);
    }
  }

  public Step {
    devices = Map.copyOf(devices);
    cpu = Map.copyOf(cpu);
    accounts = Map.copyOf(accounts);
    waits = Map.copyOf(waits);
    stalled = Map.copyOf(stalled);
  }

  Step with(Map<String, Figures> others) {
    return new Step(time, start, seconds, others, cpu, accounts, waits, stalled);
  }

  /** Several that follow one another as one. */
  public static Step joined(List<Step> several) {
    if (several.size() == 1) {
      return several.getFirst();
    }
    var sum = new Sum(several.getFirst().time, several.getFirst().start);
    several.forEach(sum::add);
    return sum.step();
  }

  /** Several as one, under the time of the first. */
  static final class Sum {
    private final String time;
    private final Optional<Instant> start;
    private final Map<String, Figures.Sum> devices = new HashMap<>();
    private final Map<String, Double> cpu = new HashMap<>();
    private final Map<Charge, Work> accounts = new HashMap<>();
    private final Map<Account, Double> waits = new HashMap<>();
    private final Map<String, Double> stalled = new HashMap<>();
    private int joined;
    private double seconds;
    private double cpuSeconds;

    Sum(String time, Optional<Instant> start) {
      this.time = time;
      this.start = start;
    }

    Sum(Step first) {
      this(first.time, first.start);
      add(first);
    }

    /** What one device did within an interval that {@link #add(double, Map)} tells of. */
    void add(String device, Figures.Draft draft, double length) {
      devices.computeIfAbsent(device, _ -> new Figures.Sum()).add(draft, length);
    }

    /** A device of which a time is not listed, or was not understood. */
    void gap(String device, Figures.Gaps gap) {
      devices.computeIfAbsent(device, _ -> new Figures.Sum()).gap(gap);
    }

    void add(double length, Map<String, Double> processors) {
      seconds += length;
      if (!processors.isEmpty()) {
        cpuSeconds += length;
        processors.forEach((heading, share) -> cpu.merge(heading, share * length, Double::sum));
      }
    }

    void add(Step step) {
      add(step.seconds, step.cpu);
      step.devices.forEach(
          (name, figures) -> devices.computeIfAbsent(name, _ -> new Figures.Sum()).add(figures));
      step.accounts.forEach((charge, work) -> accounts.merge(charge, work, Work::plus));
      step.waits.forEach((account, ms) -> waits.merge(account, ms, (a, b) -> (a + b) / 2));
      stalled.keySet().retainAll(step.stalled.keySet());
      step.stalled.forEach((what, told) -> {
        if (joined == 0 || stalled.containsKey(what)) {
          stalled.merge(what, told, Double::sum);
        }
      });
      joined++;
    }

    Step step() {
      var all = new HashMap<String, Figures>();
      devices.forEach((name, sum) -> all.put(name, sum.figures()));
      var shares = new HashMap<>(cpu);
      shares.replaceAll((_, sum) -> sum / cpuSeconds);
      return new Step(time, start, seconds, all, shares, accounts, waits, stalled);
    }
  }
}
