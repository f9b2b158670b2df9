package dev.iosleuth.finding;

import dev.iosleuth.ledger.Account;
import java.util.HashMap;
import java.util.Map;

/**
 * One interval of several.
 *
 * @param time as the log printed it, or the wall time of its beginning; empty where nothing tells
 * @param devices by name: of recordings the kernel's
 * @param cpu by iostat's headings: %iowait …; empty where nothing tells
 * @param accounts what each did at each device; empty where nothing tells
 */
public record Step(
    String time,
    double seconds,
    Map<String, Figures> devices,
    Map<String, Double> cpu,
    Map<Charge, Double> accounts) {

  /** Whose share of which device's busy time, in ms. */
  public record Charge(Account account, String device) {}

  public Step {
    devices = Map.copyOf(devices);
    cpu = Map.copyOf(cpu);
    accounts = Map.copyOf(accounts);
  }

  /** Both as one, under the time of the first. */
  Step plus(Step later) {
    var all = new HashMap<>(devices);
    later.devices.forEach((name, figures) -> all.merge(name, figures, Figures::plus));
    var charges = new HashMap<>(accounts);
    later.accounts.forEach((charge, ms) -> charges.merge(charge, ms, Double::sum));
    double both = seconds + later.seconds;
    var shares = new HashMap<String, Double>();
    cpu.forEach((heading, share) -> {
      Double then = later.cpu.get(heading);
      if (then != null) {
        shares.put(heading, (share * seconds + then * later.seconds) / both);
      }
    });
    return new Step(time, both, all, shares, charges);
  }
}
