package dev.iosleuth.finding;

import dev.iosleuth.ledger.Account;
import java.time.Instant;
import java.util.HashMap;
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
 */
public record Step(
    String time,
    Optional<Instant> start,
    double seconds,
    Map<String, Figures> devices,
    Map<String, Double> cpu,
    Map<Charge, Work> accounts,
    Map<Account, Double> waits) {

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
  }

  /** Both as one, under the time of the first. */
  Step plus(Step later) {
    var all = new HashMap<>(devices);
    later.devices.forEach((name, figures) -> all.merge(name, figures, Figures::plus));
    var charges = new HashMap<>(accounts);
    later.accounts.forEach((charge, work) -> charges.merge(charge, work, Work::plus));
    var times = new HashMap<>(waits);
    later.waits.forEach((account, ms) -> times.merge(account, ms, (a, b) -> (a + b) / 2));
    double both = seconds + later.seconds;
    var shares = new HashMap<String, Double>();
    cpu.forEach((heading, share) -> {
      Double then = later.cpu.get(heading);
      if (then != null) {
        shares.put(heading, (share * seconds + then * later.seconds) / both);
      }
    });
    return new Step(time, start, both, all, shares, charges, times);
  }
}
