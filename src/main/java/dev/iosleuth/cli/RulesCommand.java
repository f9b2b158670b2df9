package dev.iosleuth.cli;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.view.json.ExplanationJson;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.RulesText;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth rules}: what {@code explain} looks for, and how it decides. */
final class RulesCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth rules",
            "What iosleuth explain looks for: each rule with what it means, how it decides, what it"
                + " needs, and who says where its limits are.",
            List.of(
                Specs.example("iosleuth rules", "all, a line each"),
                Specs.example("iosleuth rules saturated-device", "all about one"),
                Specs.example("iosleuth rules --json", "all about all, as JSON")))
        .addPositional(Specs.optional("ID", "a rule"))
        .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
        .addOption(Looks.option());
  }

  @Override
  public int run(ParseResult options, Console console) {
    boolean one = options.hasMatchedPositional(0);
    List<About> rules =
        one
            ? List.of(RuleOptions.named(options.matchedPositionalValue(0, "")).about())
            : Rules.all().stream().map(Rule::about).toList();
    Look look = Looks.of(options, console);
    if (options.hasMatchedOption("--json")) {
      console.print(ExplanationJson.rules(rules) + "\n");
    } else {
      console.print(one ? RulesText.of(rules.getFirst(), look) : RulesText.list(rules, look));
    }
    return Status.ANSWERED;
  }
}
