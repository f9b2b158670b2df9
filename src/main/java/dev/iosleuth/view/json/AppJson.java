package dev.iosleuth.view.json;

import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.finding.app.Applications.Application;
import dev.iosleuth.finding.app.Mover;
import dev.iosleuth.finding.app.Movers;
import dev.iosleuth.reading.Reading;

/** What response times move with, as JSON; docs/json.md says what each field is. */
final class AppJson {
  private AppJson() {}

  /** As a field of an object that holds more. */
  static void put(JsonText json, Applications all) {
    json.objects("app", all.applications(), one -> application(json, one));
  }

  private static void application(JsonText json, Application one) {
    json.string("series", one.name());
    json.word("unit", one.unit());
    json.truth("unit_told", !one.guessed());
    if (!(one.movers() instanceof Reading.Known<Movers>(Movers movers))) {
      json.string("could_not_tell", one.movers().whyNot().orElse("?"));
      return;
    }
    json.number("intervals", movers.steps());
    json.number("interval_seconds", movers.seconds());
    json.number("mean_ms", movers.mean());
    json.number("worst_ms", movers.worst());
    json.objects("movers", movers.movers(), mover -> mover(json, mover));
  }

  private static void mover(JsonText json, Mover mover) {
    json.string("kind", mover.kind());
    json.string("name", mover.name());
    json.string("figure", mover.figure());
    json.truth("shown", mover.shown());
    json.number("strength", mover.association().strength());
    json.number("lag_seconds", mover.lagSeconds());
    json.number("chance", mover.association().chance());
    mover
        .sure()
        .ifPresentOrElse(sure -> json.word("confidence", sure), () -> json.nothing("confidence"));
    json.number("visible_strength", mover.visible());
    json.number("intervals", mover.association().pairs());
  }
}
