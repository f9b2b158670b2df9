package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a planned event adds to the load. */
final class Plans {
  private static final String FAILOVER = "failover-of ";
  private static final double KIB_A_SECTOR = 0.5;
  private static final double HOUR = 3600;

  private Plans() {}

  static boolean isKnown(String plan) {
    return List.of("scrub", "rebuild", "osd-restart").contains(plan)
        || (plan.startsWith(FAILOVER) && plan.length() > FAILOVER.length());
  }

  static void add(Rule rule, Case given, String plan, Verdict.Collected collected) {
    if (plan.equals("scrub") || plan.equals("rebuild")) {
      arrays(rule, given, plan, collected);
    } else if (plan.startsWith(FAILOVER)) {
      failover(rule, given, plan.substring(FAILOVER.length()).strip(), collected);
    } else if (plan.equals("osd-restart")) {
      collected.add(
          Verdict.untold("osd-restart: nothing that is read here tells what Ceph will recover"));
    } else {
      collected.add(Verdict.untold("no planned load '" + plan + "': " + Rules.PLANS));
    }
  }

  private static void arrays(Rule rule, Case given, String plan, Verdict.Collected collected) {
    Optional<Stack> stack = given.stack().optional();
    if (stack.isEmpty()) {
      collected.add(Verdict.untold(plan + ": " + given.stack().whyNot().orElse("?")));
      return;
    }
    boolean any = false;
    for (Node array : stack.get().nodes().values()) {
      List<Device> members =
          stack.get().lowers(array.id()).stream()
              .filter(e -> e.role() == Edge.Role.COPY || e.role() == Edge.Role.PARITY)
              .flatMap(e -> given.device(stack.get().node(e.lower())).stream())
              .toList();
      if (array.kind() == Node.Kind.ARRAY && members.size() > 1) {
        any = true;
        collected.add(array(rule, given, plan, array, members).map(Optional::of));
      }
    }
    if (!any) {
      collected.add(Verdict.untold(plan + ": there is no array with copies or parity"));
    }
  }

  /** It takes what is left, and no less than the busiest member leaves. */
  private static Reading<Finding> array(
      Rule rule, Case given, String plan, Node array, List<Device> members) {
    Device busiest =
        members.stream()
            .max(Comparator.comparingDouble(m -> m.get(Metric.UTIL_PERCENT)))
            .orElseThrow();
    Source left = Source.constant(100).minus(Sources.device(busiest, Metric.UTIL_PERCENT));
    Source speed = Sources.worst(busiest, Metric.KIB_PER_SECOND);
    Source size =
        Source.amount(
                Sources.call("last", "sys/class/block/" + busiest.name() + "/size"),
                c ->
                    Limits.device(c, busiest)
                        .then(device -> device.sizeSectors())
                        .map(sectors -> (double) sectors))
            .times(KIB_A_SECTOR);
    Source hours = size.over(speed.times(left).over(100)).over(HOUR);
    double most = hours.amount(given).orElse(Double.NaN);
    double room = left.amount(given).orElse(Double.NaN);
    return Finding.of(rule, new Subject("device", array.kernelName()))
        .says(
            "a "
                + plan
                + " of "
                + array.kernelName()
                + " takes the "
                + Words.percent(room)
                + " that "
                + busiest.label()
                + " has left, for at most "
                + Words.figure(most)
                + " hours")
        .evidence("left", left, "%")
        .evidence("fastest that was seen", speed, "KiB/s")
        .evidence("to be read of each member", size, "KiB")
        .evidence("hours", hours, "h")
        .costs(Cost.time(busiest.name(), room / 100))
        .severity(Severity.NOTE)
        .sure(Confidence.LOW)
        .or("the disk moves more in order than was seen here: then it ends earlier")
        .act("bound it: echo 20000 > /proc/sys/dev/raid/speed_limit_max (KiB/s)")
        .check("iosleuth explain --rule scrub-running, while it runs")
        .in(given);
  }

  private static void failover(Rule rule, Case given, String node, Verdict.Collected collected) {
    if (given.ledger().whyNot().isPresent()) {
      collected.add(Verdict.untold("failover-of " + node + ": " + given.ledger().whyNot().get()));
      return;
    }
    boolean any = false;
    for (Device disk : given.disks().orElse(List.of())) {
      List<Account> replicas =
          Accounts.shares(given, disk).keySet().stream()
              .filter(a -> a.kind() == Account.Kind.REPLICA && a.host().equals(node))
              .toList();
      if (!replicas.isEmpty()) {
        any = true;
        collected.add(moved(rule, given, node, disk, replicas).map(Optional::of));
      }
    }
    if (!any) {
      collected.add(
          Verdict.untold(
              "failover-of "
                  + node
                  + ": nothing of it is replicated here, or none was"
                  + " written"));
    }
  }

  private static Reading<Finding> moved(
      Rule rule, Case given, String node, Device disk, List<Account> replicas) {
    Source writes =
        replicas.stream()
            .map(replica -> Sources.charged(replica, disk))
            .reduce(Source::plus)
            .orElseThrow();
    return Finding.of(rule, Subject.of(disk))
        .says(
            "with "
                + node
                + " away its "
                + replicas.size()
                + " replicated guests run here: their writes are on "
                + disk.label()
                + " already, their reads come on top")
        .evidence("share of their writes", writes, "%")
        .evidence("busy", Sources.device(disk, Metric.UTIL_PERCENT), "%")
        .severity(Severity.NOTE)
        .sure(Confidence.LOW)
        .or("how much they read, only a recording of " + node + " tells")
        .act("iosleuth ledger --from here.rec --from " + Shell.quote(node) + ".rec")
        .check("iosleuth explain --rule headroom, after it")
        .in(given);
  }
}
