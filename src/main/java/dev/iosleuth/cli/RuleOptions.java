package dev.iosleuth.cli;

import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Which rules are asked. */
final class RuleOptions {
  private static final String NAME = "--rule";

  private RuleOptions() {}

  static OptionSpec option() {
    return OptionSpec.builder(NAME)
        .type(String[].class)
        .arity("1")
        .paramLabel("ID")
        .completionCandidates(ids())
        .description("ask this rule alone (several: one --rule each); iosleuth rules lists them")
        .build();
  }

  static List<Rule> chosen(ParseResult options) {
    var chosen = new ArrayList<Rule>();
    for (String id : options.matchedOptionValue(NAME, new String[0])) {
      Rule rule = named(id);
      if (!chosen.contains(rule)) {
        chosen.add(rule);
      }
    }
    return chosen.isEmpty() ? Rules.all() : chosen;
  }

  static Rule named(String id) {
    return Rules.named(id).orElseThrow(() -> new Failure(Usage.unknownRule(id, ids())));
  }

  static List<String> ids() {
    return Rules.all().stream().map(rule -> rule.about().id()).toList();
  }
}
