package dev.iosleuth.view.json;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Changed;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.LeftOut;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.finding.compare.Subject;
import dev.iosleuth.finding.compare.SubjectChange;
import dev.iosleuth.finding.statistics.Estimate;
import dev.iosleuth.sample.Note;
import java.util.List;

/** A comparison as JSON. */
public final class CompareJson {
  private final JsonText json;

  private CompareJson(JsonText json) {
    this.json = json;
  }

  public static String of(Comparison comparison, List<Note> notes) {
    return JsonText.object(json -> new CompareJson(json).all(comparison, notes));
  }

  private void all(Comparison comparison, List<Note> notes) {
    json.word("verdict", comparison.verdict());
    json.number("false_discovery_share", Comparison.SHARE);
    json.object("before", () -> side(comparison.before()));
    json.object("after", () -> side(comparison.after()));
    json.objects("subjects", comparison.subjects(), this::subject);
    json.objects("only_before", comparison.onlyBefore(), this::name);
    json.objects("only_after", comparison.onlyAfter(), this::name);
    json.objects("left_out", comparison.leftOut(), this::leftOut);
    if (comparison.tellsChanged()) {
      json.objects("changed", comparison.changed(), this::changed);
    } else {
      json.nothing("changed");
    }
    LedgerJson.notes(json, notes);
  }

  private void side(Side side) {
    json.string("file", side.file());
    if (side.host().isEmpty()) {
      json.nothing("host");
    } else {
      json.string("host", side.host());
    }
    side.start()
        .ifPresentOrElse(t -> json.string("start", t.toString()), () -> json.nothing("start"));
    side.end().ifPresentOrElse(t -> json.string("end", t.toString()), () -> json.nothing("end"));
    json.number("intervals", side.observations().intervals());
    json.number("seconds", side.timed() ? side.observations().seconds() : Double.NaN);
  }

  private void subject(SubjectChange subject) {
    name(subject.subject());
    json.objects("figures", subject.figures(), this::figure);
  }

  private void name(Subject subject) {
    json.string("kind", subject.kind());
    json.string("name", subject.name());
    json.string("within", subject.within());
  }

  private void leftOut(LeftOut device) {
    json.string("kind", device.subject().kind());
    json.string("name", device.subject().name());
    json.string("why", device.why());
  }

  private void figure(Change change) {
    json.string("figure", change.figure().field());
    json.word("verdict", change.verdict());
    json.object("before", () -> estimate(change.before()));
    json.object("after", () -> estimate(change.after()));
    json.number("change", change.change());
    json.number("low", change.low());
    json.number("high", change.high());
    json.number("change_percent", percent(change, change.change()));
    json.number("low_percent", percent(change, change.low()));
    json.number("high_percent", percent(change, change.high()));
    json.number("visible_percent", percent(change, change.visible()));
  }

  private static double percent(Change change, double amount) {
    return 100 * change.share(amount);
  }

  private void estimate(Estimate estimate) {
    json.number("mean", estimate.mean());
    json.number("error", estimate.error());
    json.number("intervals", estimate.steps());
    json.number("independent", estimate.independent());
  }

  private void changed(Changed changed) {
    json.word("kind", changed.kind());
    json.string("subject", changed.subject());
    json.string("what", changed.what());
    value("before", changed.before());
    value("after", changed.after());
  }

  private void value(String field, String value) {
    if (value.isEmpty()) {
      json.nothing(field);
    } else {
      json.string(field, value);
    }
  }
}
