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
 * device, whatever it costs itself: a saturated disk is no news where a scrub saturates it. A
 * pattern is in between: it explains symptoms, and stands behind a cause of at least half its cost,
 * as it tells how a disk is used, and not by what. A cause stands so behind a defect: what one leg
 * of a mirror does in no time costs the other one much because of that leg.
 */
final class Ranking {
  /** A cause of less explains no symptom. */
  private static final double LEAST_CAUSE = 0.05;

  /**
   * A cause of less than that part of a pattern's cost does not explain it; nor a defect a cause.
   */
  private static final double LEAST_PART = 0.5;

  private record Placed(Finding finding, double share, boolean behind) {}

  private Ranking() {}

  static List<Finding> of(List<Finding> findings, Collection<? extends Rule> rules) {
    Map<String, About.Sort> sorts = new HashMap<>();
    rules.forEach(rule -> sorts.put(rule.about().id(), rule.about().sort()));
    Map<String, Double> defects = costliest(findings, sorts, About.Sort.DEFECT);
    Map<String, Double> causes = costliest(findings, sorts, About.Sort.CAUSE);
    defects.forEach((device, share) -> causes.merge(device, share, Math::max));
    Map<String, Double> reasons = costliest(findings, sorts, About.Sort.PATTERN);
    reasons.putAll(causes);
    var placed = new ArrayList<Placed>();
    for (Finding finding : findings) {
      String device = finding.cost().device();
      double explained =
          switch (sorts.getOrDefault(finding.rule(), About.Sort.CAUSE)) {
            case DEFECT -> 0;
            case CAUSE -> explaining(defects.getOrDefault(device, 0.0), finding);
            case PATTERN -> explaining(causes.getOrDefault(device, 0.0), finding);
            case SYMPTOM -> reasons.getOrDefault(device, 0.0);
          };
      boolean behind = explained > 0;
      double share = behind ? Math.min(share(finding), explained) : share(finding);
      placed.add(new Placed(finding, share, behind));
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

  private static double explaining(double share, Finding finding) {
    return share >= LEAST_PART * share(finding) ? share : 0;
  }

  /** By device, of the findings of one sort. */
  private static Map<String, Double> costliest(
      List<Finding> findings, Map<String, About.Sort> sorts, About.Sort sort) {
    Map<String, Double> costliest = new HashMap<>();
    for (Finding finding : findings) {
      if (sorts.get(finding.rule()) == sort
          && finding.severity() != Severity.NOTE
          && share(finding) >= LEAST_CAUSE) {
        costliest.merge(finding.cost().device(), share(finding), Math::max);
      }
    }
    return costliest;
  }

  private static double share(Finding finding) {
    return finding.cost().share().orElse(0);
  }

  private static double latency(Placed placed) {
    return placed.finding().cost().latencyMs().orElse(0);
  }
}
