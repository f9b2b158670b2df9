package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is the matter, why it is believed, what it costs, what else it could be, what to do.
 *
 * <p>Texts hold names as they are: views escape them.
 *
 * @param rule its id
 * @param summary one sentence, without a full stop
 * @param alternatives what else it could be
 * @param actions the command to type, or what to do
 * @param verify how to check afterwards that it helped
 */
public record Finding(
    String rule,
    Subject subject,
    String summary,
    List<Evidence> evidence,
    Cost cost,
    Severity severity,
    Confidence confidence,
    List<String> alternatives,
    List<String> actions,
    List<String> verify) {

  public Finding {
    evidence = List.copyOf(evidence);
    alternatives = List.copyOf(alternatives);
    actions = List.copyOf(actions);
    verify = List.copyOf(verify);
  }

  Finding withConfidence(Confidence other) {
    return new Finding(
        rule, subject, summary, evidence, cost, severity, other, alternatives, actions, verify);
  }

  /** A finding of a rule about something. */
  public static Draft of(Rule rule, Subject subject) {
    return new Draft(rule.about().id(), subject);
  }

  /** A finding in the making. */
  public static final class Draft {
    private record Wanted(String what, Source source, String unit, Optional<Threshold> threshold) {}

    private final String rule;
    private final Subject subject;
    private final List<Wanted> evidence = new ArrayList<>();
    private final List<String> alternatives = new ArrayList<>();
    private final List<String> actions = new ArrayList<>();
    private final List<String> verify = new ArrayList<>();
    private String summary = "";
    private Cost cost = Cost.NONE;
    private Severity severity = Severity.WARNING;
    private Confidence confidence = Confidence.MEDIUM;

    private Draft(String rule, Subject subject) {
      this.rule = rule;
      this.subject = subject;
    }

    public Draft says(String sentence) {
      summary = sentence;
      return this;
    }

    public Draft evidence(String what, Source source, String unit) {
      evidence.add(new Wanted(what, source, unit, Optional.empty()));
      return this;
    }

    /** With the limit that it crossed; its unit is the evidence's, too. */
    public Draft evidence(String what, Source source, Threshold threshold) {
      evidence.add(new Wanted(what, source, threshold.unit(), Optional.of(threshold)));
      return this;
    }

    public Draft costs(Cost what) {
      cost = what;
      return this;
    }

    public Draft severity(Severity how) {
      severity = how;
      return this;
    }

    public Draft sure(Confidence how) {
      confidence = how;
      return this;
    }

    public Draft or(String alternative) {
      alternatives.add(alternative);
      return this;
    }

    public Draft act(String action) {
      actions.add(action);
      return this;
    }

    public Draft check(String way) {
      verify.add(way);
      return this;
    }

    /** With every figure computed by its source: without one of them there is no finding. */
    public Reading<Finding> in(Case given) {
      var proofs = new ArrayList<Evidence>();
      for (Wanted wanted : evidence) {
        Reading<Fact> fact = wanted.source.of(given);
        if (!(fact instanceof Reading.Known<Fact>(Fact value))) {
          return Reading.absent(
              wanted.what + " of " + subject.name() + ": " + fact.whyNot().orElse("?"));
        }
        proofs.add(
            new Evidence(wanted.what, value, wanted.unit, wanted.threshold, wanted.source.text()));
      }
      return Reading.known(
          new Finding(
              rule,
              subject,
              summary,
              proofs,
              cost,
              severity,
              confidence,
              alternatives,
              actions,
              verify));
    }
  }
}
