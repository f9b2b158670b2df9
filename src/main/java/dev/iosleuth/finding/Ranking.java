package dev.iosleuth.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Most costly first: what puts data at risk or stands still, then by device time, then by latency;
 * what is only worth knowing comes last. A symptom stands behind the costliest cause at the same
 * device, whatever it costs itself: a saturated disk is no news where a scrub saturates it.
 */
final class Ranking {
  /** A cause of less explains no symptom. */
  private static final double LEAST_CAUSE = 0.05;

  private record Placed(Finding finding, double share, boolean behind) {}

  private Ranking() {}

  static List<Finding> of(List<Finding> findings, Collection<? extends Rule> rules) {
    Map<String, About.Sort> sorts = new HashMap<>();
    rules.forEach(rule -> sorts.put(rule.about().id(), rule.about().sort()));
    Map<String, Double> causes = new HashMap<>();
    for (Finding finding : findings) {
      if (sorts.get(finding.rule()) == About.Sort.CAUSE
          && finding.severity() != Severity.NOTE
          && share(finding) >= LEAST_CAUSE) {
        causes.merge(finding.cost().device(), share(finding), Math::max);
      }
    }
    var placed = new ArrayList<Placed>();
    for (Finding finding : findings) {
      String device = finding.cost().device();
      boolean behind =
          sorts.get(finding.rule()) == About.Sort.SYMPTOM && causes.containsKey(device);
      double most = behind ? causes.getOrDefault(device, 1.0) : 1;
      placed.add(new Placed(finding, Math.min(share(finding), most), behind));
    }
    return placed.stream()
        .sorted(
            Comparator.comparing((Placed p) -> p.finding().severity())
                .reversed()
                .thenComparing(Comparator.comparingDouble(Placed::share).reversed())
                .thenComparing(Placed::behind)
                .thenComparing(Comparator.comparingDouble(Ranking::latency).reversed()))
        .map(Placed::finding)
        .toList();
  }

  private static double share(Finding finding) {
    return finding.cost().share().orElse(0);
  }

  private static double latency(Placed placed) {
    return placed.finding().cost().latencyMs().orElse(0);
  }
}
