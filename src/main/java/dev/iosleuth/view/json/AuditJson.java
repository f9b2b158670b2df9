package dev.iosleuth.view.json;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.audit.Audit;
import dev.iosleuth.finding.audit.Origin;
import java.util.List;
import java.util.Locale;

/** An audit as JSON, and as SARIF 2.1.0 (OASIS), which code scanners and editors show. */
public final class AuditJson {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private final JsonText json;

  private AuditJson(JsonText json) {
    this.json = json;
  }

  public static String of(Audit audit) {
    return JsonText.object(json -> {
      ExplanationJson.put(json, audit.explanation());
      json.list(
          "origins",
          () -> {
            for (int i = 0; i < audit.origins().size(); i++) {
              Finding finding = audit.explanation().findings().get(i);
              audit.origins().get(i).forEach(origin -> origin(json, finding, origin));
            }
          });
    });
  }

  private static void origin(JsonText json, Finding finding, Origin origin) {
    json.item(() -> {
      json.string("rule", finding.rule());
      json.string("subject", finding.subject().name());
      json.string("setting", origin.setting());
      json.word("whose", origin.whose());
      if (origin.file().isEmpty()) {
        json.nothing("file");
      } else {
        json.string("file", origin.file());
      }
      json.string("text", origin.text());
    });
  }

  /**
   * @param version of the program
   */
  public static String sarif(Audit audit, String version) {
    return JsonText.object(json -> new AuditJson(json).run(audit, version));
  }

  private void run(Audit audit, String version) {
    json.string("$schema", SCHEMA);
    json.string("version", "2.1.0");
    json.list(
        "runs",
        () ->
            json.item(() -> {
              json.object(
                  "tool",
                  () ->
                      json.object(
                          "driver",
                          () -> {
                            json.string("name", "iosleuth");
                            json.string("version", version);
                            json.objects(
                                "rules",
                                audit.rules().stream().map(Rule::about).toList(),
                                this::rule);
                          }));
              json.list(
                  "results",
                  () -> {
                    for (int i = 0; i < audit.origins().size(); i++) {
                      Finding finding = audit.explanation().findings().get(i);
                      List<Origin> origins = audit.origins().get(i);
                      json.item(() -> result(finding, origins));
                    }
                  });
              json.list("invocations", () -> json.item(() -> invocation(audit)));
            }));
  }

  private void rule(About about) {
    json.string("id", about.id());
    json.object("shortDescription", () -> json.string("text", about.title()));
    json.object("fullDescription", () -> json.string("text", about.explains()));
    json.object("help", () -> json.string("text", about.decides()));
  }

  private void result(Finding finding, List<Origin> origins) {
    json.string("ruleId", finding.rule());
    json.string("level", level(finding.severity()));
    json.object("message", () -> json.string("text", message(finding)));
    json.list(
        "locations",
        () -> {
          boolean any = false;
          for (Origin origin : origins) {
            if (!origin.file().isEmpty()) {
              json.item(() -> location(finding, origin.file()));
              any = true;
            }
          }
          if (!any) {
            json.item(() -> logical(finding));
          }
        });
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case NOTE -> "note";
      case WARNING -> "warning";
      case CRITICAL -> "error";
    };
  }

  private static String message(Finding finding) {
    return finding.summary() + ". " + String.join("; ", finding.actions());
  }

  /** {@code /etc/fstab:3}. */
  private void location(Finding finding, String place) {
    int colon = place.lastIndexOf(':');
    json.object(
        "physicalLocation",
        () -> {
          String file = colon < 0 ? place : place.substring(0, colon);
          json.object("artifactLocation", () -> json.string("uri", "file://" + uri(file)));
          if (colon > 0) {
            json.object(
                "region",
                () ->
                    json.number(
                        "startLine",
                        dev.iosleuth.reading.Fields.parse(place.substring(colon + 1)).orElse(1)));
          }
        });
    logical(finding);
  }

  /** What a URI may not hold stands as %XX. */
  private static String uri(String file) {
    var uri = new StringBuilder();
    for (byte b : dev.iosleuth.reading.Utf8.encode(file)) {
      boolean plain = b > ' ' && b < 0x7f && "%\"<>\\^`{|}#?[]".indexOf(b) < 0;
      uri.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return uri.toString();
  }

  private void logical(Finding finding) {
    json.list(
        "logicalLocations",
        () ->
            json.item(() -> {
              json.string("name", finding.subject().name());
              json.string("kind", finding.subject().kind());
            }));
  }

  /** A rule that could not tell is told: a scanner must not take its silence for a pass. */
  private void invocation(Audit audit) {
    json.truth("executionSuccessful", true);
    json.objects(
        "toolExecutionNotifications",
        audit.explanation().untold(),
        untold -> {
          json.string("level", "note");
          json.object("message", () -> json.string("text", "could not tell: " + untold.why()));
          json.object("associatedRule", () -> json.string("id", untold.rule()));
        });
  }
}
