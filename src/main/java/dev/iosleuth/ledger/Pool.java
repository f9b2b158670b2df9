package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What entered at one device on behalf of one cgroup, while claimants take their parts of it. */
final class Pool {
  private final NodeId node;
  private final String cgroup;
  private final double bytes;
  private final double arrivals;
  private double left;
  private final Map<Claimant.Payer, Double> taken = new LinkedHashMap<>();
  private final Map<Claimant.Payer, Double> requests = new HashMap<>();

  /**
   * @param cgroup path, or "/" for what no group has on its figures
   */
  Pool(NodeId node, String cgroup, double bytes, double arrivals) {
    this.node = node;
    this.cgroup = cgroup;
    this.bytes = bytes;
    this.arrivals = arrivals;
    this.left = bytes;
  }

  NodeId node() {
    return node;
  }

  String cgroup() {
    return cgroup;
  }

  double bytes() {
    return bytes;
  }

  double arrivals() {
    return arrivals;
  }

  double left() {
    return left;
  }

  Map<Claimant.Payer, Double> taken() {
    return taken;
  }

  /** The operations that a payer asked for here; NaN where that is not known. */
  double requests(Claimant.Payer payer) {
    return requests.getOrDefault(payer, Double.NaN);
  }

  void take(Claimant claimant, double amount) {
    Claimant.Payer payer = claimant.payer();
    if (amount > 0) {
      requests.merge(payer, claimant.requests() * amount / claimant.bytes(), Double::sum);
      taken.merge(payer, amount, Double::sum);
      left = Math.max(0, left - amount);
    }
  }
}
