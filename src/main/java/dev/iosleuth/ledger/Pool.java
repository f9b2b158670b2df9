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
  private final Map<Claimant.Payer, Asked> asked = new HashMap<>();

  /**
   * What is known of the operations that a payer asked for.
   *
   * @param bytes that were moved by them; what he moved beside tells no operations
   */
  record Asked(double requests, double bytes) {
    static final Asked NOTHING = new Asked(0, 0);

    private Asked plus(Asked other) {
      return new Asked(requests + other.requests, bytes + other.bytes);
    }
  }

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

  Asked asked(Claimant.Payer payer) {
    return asked.getOrDefault(payer, Asked.NOTHING);
  }

  /** The part of what a payer took here of which nothing tells in how many operations. */
  double untold(Claimant.Payer payer) {
    double all = taken.getOrDefault(payer, 0.0);
    return all > 0 ? Math.max(0, 1 - asked(payer).bytes() / all) : 1;
  }

  void take(Claimant claimant, double amount) {
    Claimant.Payer payer = claimant.payer();
    if (amount > 0) {
      if (!Double.isNaN(claimant.requests())) {
        double its = claimant.requests() * amount / claimant.bytes();
        asked.merge(payer, new Asked(its, amount), Asked::plus);
      }
      taken.merge(payer, amount, Double::sum);
      left = Math.max(0, left - amount);
    }
  }
}
