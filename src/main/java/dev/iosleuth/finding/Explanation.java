package dev.iosleuth.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What all rules say of a case.
 *
 * @param findings most costly first
 * @param untold by rules that lack something
 * @param clear ids of rules that found nothing the matter
 */
public record Explanation(List<Finding> findings, List<Untold> untold, List<String> clear) {
  /** A rule that could not tell. */
  public record Untold(String rule, String why) {}

  public Explanation {
    findings = List.copyOf(findings);
    untold = List.copyOf(untold);
    clear = List.copyOf(clear);
  }

  /** Whether any rule could. */
  public boolean told() {
    return !findings.isEmpty() || !clear.isEmpty();
  }

  public static Explanation of(Case given, Collection<? extends Rule> rules) {
    var findings = new ArrayList<Finding>();
    var untold = new ArrayList<Untold>();
    var clear = new ArrayList<String>();
    for (Rule rule : rules) {
      String id = rule.about().id();
      switch (rule.examine(given)) {
        case Verdict.Found(List<Finding> found, List<String> unseen) -> {
          found.stream().map(given::temper).forEach(findings::add);
          unseen.forEach(why -> untold.add(new Untold(id, why)));
        }
        case Verdict.CouldNotTell(String why) -> untold.add(new Untold(id, why));
        case Verdict.Nothing _ -> clear.add(id);
      }
    }
    return new Explanation(Ranking.of(findings, rules), untold, clear);
  }
}
