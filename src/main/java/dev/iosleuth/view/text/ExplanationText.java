package dev.iosleuth.view.text;

import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Evidence;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Fact;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Findings in words, most costly first: what is the matter, by what, at what cost, what to do. */
public final class ExplanationText {
  /** Texts may hold names of any length. */
  private static final int LONGEST = 400;

  /** Bytes, requests, pages: no unit such as ms or KiB/s. */
  private static final Pattern PLURAL = Pattern.compile("[a-z]{3,}s");

  private static final String INDENT = "   ";

  private final Look look;
  private final boolean why;
  private final List<String> lines = new ArrayList<>();

  private ExplanationText(Look look, boolean why) {
    this.look = look;
    this.why = why;
  }

  /** Above the explanation of one interval of several. */
  public static String interval(Ledger ledger, Look look) {
    return look.bold(Columns.fit(Clock.between(ledger, look.zone()), look.width())) + "\n";
  }

  /**
   * All of it, and who could not tell.
   *
   * @param why whether to say where each figure comes from
   */
  public static String of(Explanation explanation, boolean why, Look terminal) {
    var text = new ExplanationText(terminal.table(), why);
    text.findings(explanation);
    text.untold(explanation.untold());
    return String.join("\n", text.lines) + "\n";
  }

  /** As it stands below a log: who could not tell is named where that is all there is to say. */
  static List<String> belowLog(Explanation explanation, Look terminal) {
    var text = new ExplanationText(terminal.table(), false);
    text.findings(explanation);
    long untold = untold(explanation);
    if (explanation.findings().isEmpty()) {
      text.untold(explanation.untold());
    } else if (untold > 0) {
      Wrap.lines(
              Units.count(untold, "rule", "rules")
                  + " could not tell from this log: --json says why",
              text.look.width())
          .forEach(line -> text.lines.add(text.look.faint(line)));
    }
    return text.lines;
  }

  /** Rules that could not tell, of one subject or of all. */
  private static long untold(Explanation explanation) {
    return explanation.untold().stream().map(Explanation.Untold::rule).distinct().count();
  }

  /** Only where all could tell it says that all is well. */
  private static String nothing(Explanation explanation) {
    if (explanation.clear().isEmpty()) {
      return "Nothing could be told.";
    }
    long untold = untold(explanation);
    int clear = explanation.clear().size();
    return untold == 0
        ? "Nothing is the matter, as far as " + Units.count(clear, "rule", "rules") + " can tell."
        : "No rule found anything the matter: "
            + clear
            + " could tell, and "
            + untold
            + " of "
            + Units.count(clear + untold, "rule", "rules")
            + " could not.";
  }

  /** The first so many that something is wrong in, a line each, and one of each rule. */
  public static List<String> first(List<Finding> findings, int most, Look look) {
    var lines = new ArrayList<String>();
    var rules = new HashSet<String>();
    for (Finding finding : findings) {
      boolean wrong = finding.severity() != Severity.NOTE;
      if (lines.size() < most && wrong && rules.add(finding.rule())) {
        lines.add(heading(lines.size() + 1, finding, look));
      }
    }
    return lines;
  }

  private static String heading(int number, Finding finding, Look look) {
    String first = Columns.left(Integer.toString(number), INDENT.length() - 1) + " ";
    int room = look.width() - first.length() - 1;
    String rule = Columns.fit(finding.rule(), Math.min(finding.rule().length(), room / 3));
    String sentence = Columns.left(Escape.terminal(finding.summary()), room - rule.length());
    return look.bold(first + sentence) + " " + look.faint(rule);
  }

  private void findings(Explanation explanation) {
    if (explanation.findings().isEmpty()) {
      lines.addAll(Wrap.lines(nothing(explanation), look.width()));
    }
    int number = 0;
    for (Finding finding : explanation.findings()) {
      number++;
      if (number > 1) {
        lines.add("");
      }
      finding(number, finding);
    }
  }

  private void finding(int number, Finding finding) {
    String first = Columns.left(Integer.toString(number), INDENT.length() - 1) + " ";
    String sentence = Escape.terminal(finding.summary(), LONGEST);
    int room = look.width() - finding.rule().length() - INDENT.length() - 1;
    if (Width.of(sentence) <= room) {
      lines.add(look.bold(first + Columns.left(sentence, room)) + " " + look.faint(finding.rule()));
    } else {
      Wrap.hanging(first, sentence, look.width()).forEach(line -> lines.add(look.bold(line)));
      lines.add(look.faint(Columns.right(finding.rule(), look.width())));
    }
    evidence(finding);
    section("Costs: ", cost(finding));
    finding.alternatives().forEach(other -> section("Or:    ", other));
    finding.actions().forEach(action -> section("Do:    ", action));
    finding.verify().forEach(way -> section("Check: ", way));
  }

  private void section(String title, String words) {
    lines.addAll(Wrap.hanging(INDENT + title, Escape.terminal(words, LONGEST), look.width()));
  }

  private void evidence(Finding finding) {
    if (why) {
      finding.evidence().forEach(e -> section("", evidence(e) + " = " + e.source()));
      return;
    }
    section(
        "", String.join("; ", finding.evidence().stream().map(ExplanationText::evidence).toList()));
  }

  private static String evidence(Evidence evidence) {
    String limit =
        evidence
            .threshold()
            .map(t -> " (limit " + with(number(t.value()), t.unit()) + ")")
            .orElse("");
    String value =
        switch (evidence.value()) {
          case Fact.Amount(double amount) -> with(number(amount), evidence.unit());
          case Fact.Word(String word) -> with(word, evidence.unit());
        };
    return evidence.what() + " " + value + limit;
  }

  private static String with(String value, String unit) {
    if (unit.isEmpty()) {
      return value;
    }
    boolean one = value.equals("1") && PLURAL.matcher(unit).matches();
    String word = one ? unit.substring(0, unit.length() - 1) : unit;
    return word.startsWith("/") ? value + word : value + " " + word;
  }

  /** {@code 0.97}, {@code 12.2}, {@code 1,204}. */
  static String number(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 999.5) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 9.995 ? "%.2f" : "%.1f", value);
  }

  private static String cost(Finding finding) {
    Cost cost = finding.cost();
    var parts = new ArrayList<String>();
    cost.share()
        .ifPresent(share -> parts.add(Units.percent(share) + " of the time of " + cost.device()));
    cost.latencyMs()
        .ifPresent(ms ->
            parts.add(
                Units.span(ms)
                    + " an operation"
                    + (cost.whose().isEmpty() ? "" : " of " + cost.whose())));
    String all = parts.isEmpty() ? "nothing that can be told in time" : String.join(", ", parts);
    return all + ". Sure: " + word(finding.confidence()) + ".";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Rules that lack the same stand together. */
  private void untold(List<Explanation.Untold> untold) {
    if (untold.isEmpty()) {
      return;
    }
    Map<String, List<String>> rules = new LinkedHashMap<>();
    untold.forEach(one -> rules.computeIfAbsent(one.why(), _ -> new ArrayList<>()).add(one.rule()));
    lines.add("");
    lines.add("Could not tell:");
    rules.forEach((why, ids) ->
        Wrap.hanging(
                "  ", String.join(", ", ids) + ": " + Escape.terminal(why, LONGEST), look.width())
            .forEach(line -> lines.add(look.faint(line))));
  }
}
