package dev.iosleuth.view.json;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Evidence;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Fact;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import java.util.List;
import java.util.Optional;

/** Findings, and what rules could not tell, as JSON; docs/json.md says what each field is. */
public final class ExplanationJson {
  private final JsonText json;

  private ExplanationJson(JsonText json) {
    this.json = json;
  }

  /** One object, without a line's end. */
  public static String of(
      Explanation explanation,
      Optional<Applications> applications,
      Ledger ledger,
      List<Note> notes) {
    return JsonText.object(json -> {
      put(json, explanation);
      LedgerJson.interval(json, ledger);
      applications.ifPresent(all -> AppJson.put(json, all));
      LedgerJson.notes(json, notes);
    });
  }

  /** All rules. */
  public static String rules(List<About> rules) {
    return JsonText.object(
        json -> json.objects("rules", rules, rule -> new ExplanationJson(json).rule(rule)));
  }

  /** As fields of an object that holds more. */
  static void put(JsonText json, Explanation explanation) {
    var writer = new ExplanationJson(json);
    json.objects("findings", explanation.findings(), writer::finding);
    json.objects(
        "could_not_tell",
        explanation.untold(),
        untold -> {
          json.string("rule", untold.rule());
          json.string("why", untold.why());
        });
    json.strings("nothing_found", explanation.clear());
  }

  private void finding(Finding finding) {
    json.string("rule", finding.rule());
    json.object(
        "subject",
        () -> {
          json.string("kind", finding.subject().kind());
          json.string("name", finding.subject().name());
        });
    json.string("summary", finding.summary());
    json.objects("evidence", finding.evidence(), this::evidence);
    json.object("cost", () -> cost(finding.cost()));
    json.word("severity", finding.severity());
    json.word("confidence", finding.confidence());
    json.strings("alternatives", finding.alternatives());
    json.strings("actions", finding.actions());
    json.strings("verify", finding.verify());
  }

  private void evidence(Evidence evidence) {
    json.string("what", evidence.what());
    switch (evidence.value()) {
      case Fact.Amount(double value) -> json.number("value", value);
      case Fact.Word(String value) -> json.string("value", value);
    }
    json.string("unit", evidence.unit());
    evidence
        .threshold()
        .ifPresentOrElse(t -> json.number("threshold", t.value()), () -> json.nothing("threshold"));
    json.string("source", evidence.source());
  }

  private void cost(Cost cost) {
    text("device", cost.device());
    json.number("share_of_device_time", cost.share().orElse(Double.NaN));
    json.number("latency_ms", cost.latencyMs().orElse(Double.NaN));
    text("of", cost.whose());
  }

  private void text(String field, String value) {
    if (value.isEmpty()) {
      json.nothing(field);
    } else {
      json.string(field, value);
    }
  }

  private void rule(About rule) {
    json.string("id", rule.id());
    json.string("title", rule.title());
    json.string("explains", rule.explains());
    json.string("decides", rule.decides());
    json.word("sort", rule.sort());
    json.strings("needs", rule.needs().stream().map(need -> need.words()).toList());
    json.objects("thresholds", rule.thresholds(), this::threshold);
  }

  private void threshold(Threshold threshold) {
    json.string("name", threshold.name());
    json.number("value", threshold.value());
    json.string("unit", threshold.unit());
    json.string("source", threshold.source());
  }
}
