package dev.iosleuth.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Evidence;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Fact;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.audit.Audit;
import dev.iosleuth.finding.audit.Origin;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.view.text.AuditText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditJsonTest {
  private static final String ID = Rules.all().getFirst().about().id();
  private static final String OTHER = Rules.all().getLast().about().id();

  private static Audit audit(Severity severity) {
    var finding =
        new Finding(
            ID,
            new Subject("device", "sd<a>"),
            "its scheduler is \"bfq\" & slow",
            List.of(
                new Evidence(
                    "scheduler",
                    Fact.of("bfq"),
                    "",
                    Optional.empty(),
                    "last(\"sys/block/sda/queue/scheduler\")")),
            Cost.NONE,
            severity,
            Confidence.HIGH,
            List.of(),
            List.of("echo none > /sys/block/sda/queue/scheduler"),
            List.of("iosleuth audit"));
    var explanation =
        new Explanation(
            List.of(finding), List.of(new Explanation.Untold(OTHER, "no root")), List.of());
    var origin =
        new Origin(
            "sys/block/sda/queue/scheduler",
            Origin.Whose.SET_HERE,
            "/etc/udev/rules.d/60 io.rules:3",
            "ATTR{queue/scheduler}=\"bfq\"");
    return new Audit(
        explanation,
        List.of(List.of(origin)),
        List.of(Rules.all().getFirst(), Rules.all().getLast()));
  }

  /** What sarif-schema-2.1.0 requires: version, runs, tool.driver.name, results[].message. */
  @Test
  void sarifHasWhatItsSchemaRequires() {
    String sarif = AuditJson.sarif(audit(Severity.CRITICAL), "0.1.0");

    assertThat(sarif)
        .startsWith("{\"$schema\":\"https://docs.oasis-open.org/sarif/")
        .contains(
            "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"iosleuth\"",
            "\"rules\":[{\"id\":\"" + ID + "\",\"shortDescription\":{\"text\":",
            "\"results\":[{\"ruleId\":\"" + ID + "\",\"level\":\"error\",\"message\":{\"text\":",
            "\"artifactLocation\":{\"uri\":\"file:///etc/udev/rules.d/60%20io.rules\"}",
            "\"region\":{\"startLine\":3}",
            "\"logicalLocations\":[{\"name\":\"sd\\u003Ca\\u003E\",\"kind\":\"device\"}]",
            "\"invocations\":[{\"executionSuccessful\":true",
            "could not tell: no root");
    assertThat(AuditJson.sarif(audit(Severity.NOTE), "0.1.0")).contains("\"level\":\"note\"");
  }

  @Test
  void json() {
    assertThat(AuditJson.of(audit(Severity.WARNING)))
        .contains(
            "\"origins\":[{\"rule\":\"" + ID + "\",\"subject\":",
            "\"whose\":\"set_here\",\"file\":\"/etc/udev/rules.d/60 io.rules:3\"");
  }

  @Test
  void junitHasATestCaseARule() {
    assertThat(AuditText.junit(audit(Severity.WARNING)))
        .startsWith(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"iosleuth audit\"")
        .contains(
            "tests=\"2\" failures=\"1\" skipped=\"1\"",
            "name=\"" + ID + "\"",
            "message=\"sd&lt;a&gt;: its scheduler is &quot;bfq&quot; &amp; slow\"",
            "<skipped message=\"no root\"/>")
        .doesNotContain("<a>");
    assertThat(AuditText.junit(audit(Severity.NOTE))).contains("failures=\"0\"");
  }

  @Test
  void theWorstDecides() {
    assertThat(audit(Severity.CRITICAL).worst()).contains(Severity.CRITICAL);
    assertThat(audit(Severity.NOTE).worst()).isEmpty();
  }

  @Test
  void sarifIsWhatItsSchemaWants() {
    for (Severity severity : Severity.values()) {
      assertThat(TestingSarif.wrong(AuditJson.sarif(audit(severity), "1"))).isEmpty();
    }
    // the schema is asked, and says no
    assertThat(TestingSarif.wrong("{\"version\":\"2.1.0\",\"runs\":[{\"results\":[{}]}]}"))
        .hasSize(2);
  }
}
