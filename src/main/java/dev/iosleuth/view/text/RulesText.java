package dev.iosleuth.view.text;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Threshold;
import java.util.ArrayList;
import java.util.List;

/** What rules there are, and what each means and decides by. */
public final class RulesText {
  private RulesText() {}

  /** A line each. */
  public static String list(List<About> rules, Look terminal) {
    Look look = terminal.table();
    int widest = rules.stream().mapToInt(rule -> rule.id().length()).max().orElse(0);
    var lines = new ArrayList<String>();
    for (About rule : rules) {
      String id = Columns.left(rule.id(), widest) + "  ";
      lines.addAll(Wrap.hanging(id, rule.title(), look.width()));
    }
    return String.join("\n", lines) + "\n";
  }

  /** All about one. */
  public static String of(About rule, Look terminal) {
    Look look = terminal.table();
    var lines = new ArrayList<String>();
    Wrap.lines(rule.id() + ": " + rule.title(), look.width())
        .forEach(line -> lines.add(look.bold(line)));
    lines.add("");
    lines.addAll(Wrap.lines(rule.explains(), look.width()));
    lines.add("");
    lines.addAll(Wrap.hanging("Decides: ", rule.decides(), look.width()));
    for (Need need : rule.needs()) {
      lines.addAll(Wrap.hanging("Needs:   ", need.words(), look.width()));
    }
    for (Threshold threshold : rule.thresholds()) {
      String limit = ExplanationText.number(threshold.value()) + " " + threshold.unit();
      lines.addAll(
          Wrap.hanging(
              "Limit:   ",
              threshold.name() + " " + limit.strip() + ": " + threshold.source(),
              look.width()));
    }
    return String.join("\n", lines) + "\n";
  }
}
