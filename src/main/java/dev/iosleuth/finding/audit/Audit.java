package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the configuration of a host comes to, each finding with whose value it is.
 *
 * @param explanation of the configuration rules
 * @param origins of the settings of each finding, in the same order
 * @param rules that were asked
 */
public record Audit(Explanation explanation, List<List<Origin>> origins, List<Rule> rules) {
  /** Rules that need no load to see what they look for. */
  private static final Set<String> CONFIGURATION =
      Set.of(
          "degraded",
          "kernel-settings",
          "link-speed",
          "misaligned",
          "mount-options",
          "qemu-disk-settings",
          "queue-settings",
          "vhost-net-off");

  public Audit {
    origins = origins.stream().map(List::copyOf).toList();
    rules = List.copyOf(rules);
  }

  /** Those of the rules that look at configuration. */
  public static List<Rule> configuration(List<Rule> all) {
    return all.stream().filter(rule -> CONFIGURATION.contains(rule.about().id())).toList();
  }

  /**
   * @param tree of the same host
   */
  public static Audit of(Case given, List<Rule> rules, Tree tree) {
    Explanation explanation = Explanation.of(given, rules);
    var origins = new Origins(tree, given.last());
    var of = new ArrayList<List<Origin>>();
    explanation.findings().forEach(finding -> of.add(origins.of(finding)));
    return new Audit(explanation, of, rules);
  }

  /** Of the worst finding; empty where nothing is the matter. */
  public Optional<Severity> worst() {
    return explanation.findings().stream()
        .map(Finding::severity)
        .filter(severity -> severity != Severity.NOTE)
        .max(Severity::compareTo);
  }
}
