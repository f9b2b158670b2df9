package dev.iosleuth.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

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
      var unseen = new ArrayList<String>();
      boolean looked =
          switch (rule.examine(given)) {
            case Verdict.Found(List<Finding> found, List<String> beside) -> {
              found.stream().map(given::temper).forEach(findings::add);
              yield unseen.addAll(beside) || !found.isEmpty();
            }
            case Verdict.CouldNotTell(String why) -> unseen.add(why);
            case Verdict.Nothing _ -> false;
          };
      lacking(given, rule, String.join("; ", unseen)).forEach(unseen::add);
      unseen.forEach(why -> untold.add(new Untold(id, why)));
      if (!looked && unseen.isEmpty()) {
        clear.add(id);
      }
    }
    return new Explanation(Ranking.of(findings, rules), untold, clear);
  }

  /** What the rule did not say itself, each file once. */
  private static List<String> lacking(Case given, Rule rule, String said) {
    var first = new LinkedHashMap<String, String>();
    Stream.concat(rule.about().needs().stream().flatMap(Need::inputs), rule.inputs().stream())
        .flatMap(input -> input.of(given))
        .filter(lack -> !said.contains(lack.path()))
        .forEach(lack -> first.putIfAbsent(lack.path(), lack.toString()));
    return List.copyOf(first.values());
  }
}
