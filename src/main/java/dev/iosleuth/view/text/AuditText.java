package dev.iosleuth.view.text;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.audit.Audit;
import dev.iosleuth.finding.audit.Origin;
import java.util.LinkedHashSet;
import java.util.List;

/** An audit for people, and as JUnit's XML, which build servers show. */
public final class AuditText {
  private AuditText() {}

  public static String of(Audit audit, Look look) {
    var text = new StringBuilder(ExplanationText.of(audit.explanation(), false, look));
    boolean any = audit.origins().stream().anyMatch(of -> !of.isEmpty());
    if (!any) {
      return text.toString();
    }
    text.append('\n').append(look.faint("WHOSE VALUE IT IS")).append('\n');
    var lines = new LinkedHashSet<String>();
    for (int i = 0; i < audit.origins().size(); i++) {
      Finding finding = audit.explanation().findings().get(i);
      audit.origins().get(i).forEach(origin -> lines.add(line(finding, origin)));
    }
    for (String line : lines) {
      Wrap.hanging("  ", line, look.width())
          .forEach(part -> text.append(part.stripTrailing()).append('\n'));
    }
    return text.toString();
  }

  private static String line(Finding finding, Origin origin) {
    String setting = Escape.terminal(origin.setting(), 60);
    // a bare tree may not tell the host's name
    String subject = Escape.terminal(finding.subject().name(), 32);
    return (subject.isEmpty() ? "" : subject + ", ") + setting + ": " + whose(origin);
  }

  private static String whose(Origin origin) {
    String file = Escape.terminal(origin.file(), 60);
    String text = Escape.terminal(origin.text(), 120);
    String said = text.isEmpty() ? "" : " (" + text + ")";
    return switch (origin.whose()) {
      case KERNEL_DEFAULT -> "the kernel's default, " + text;
      case PROGRAM_DEFAULT -> "qemu's default, " + text;
      case PACKAGE_DEFAULT -> "the distribution's, " + file + said;
      case SET_HERE -> "set here" + (file.isEmpty() ? "" : ", " + file) + said;
      case CANNOT_TELL -> "cannot tell: " + text;
    };
  }

  /**
   * A test case a rule: failed with findings, skipped where it could not tell; notes are output.
   */
  public static String junit(Audit audit) {
    Explanation explanation = audit.explanation();
    var cases = new StringBuilder();
    int failures = 0;
    int skipped = 0;
    for (Rule rule : audit.rules()) {
      String id = rule.about().id();
      List<Finding> all =
          explanation.findings().stream().filter(finding -> finding.rule().equals(id)).toList();
      List<Finding> found =
          all.stream().filter(finding -> finding.severity() != Severity.NOTE).toList();
      List<Finding> notes =
          all.stream().filter(finding -> finding.severity() == Severity.NOTE).toList();
      List<String> untold =
          explanation.untold().stream()
              .filter(one -> one.rule().equals(id))
              .map(Explanation.Untold::why)
              .toList();
      cases.append("  <testcase classname=\"iosleuth.audit\" name=\"").append(id).append("\">\n");
      if (!found.isEmpty()) {
        failures++;
        cases.append(failure(found));
      } else if (!untold.isEmpty()) {
        skipped++;
        cases
            .append("    <skipped message=\"")
            .append(Escape.xml(String.join("; ", untold)))
            .append("\"/>\n");
      }
      if (!notes.isEmpty()) {
        cases
            .append("    <system-out>")
            .append(Escape.xml("note: " + sentences(notes)))
            .append("</system-out>\n");
      }
      cases.append("  </testcase>\n");
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<testsuite name=\"iosleuth audit\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n"
            .formatted(audit.rules().size(), failures, skipped)
        + cases
        + "</testsuite>\n";
  }

  private static String sentences(List<Finding> findings) {
    return String.join(
        "; ",
        findings.stream()
            .map(finding -> finding.subject().name() + ": " + finding.summary())
            .toList());
  }

  /** One for all that a rule found: of several readers take the first only. */
  private static String failure(List<Finding> found) {
    Severity worst = found.stream().map(Finding::severity).max(Severity::compareTo).orElseThrow();
    List<String> actions =
        found.stream().flatMap(finding -> finding.actions().stream()).distinct().toList();
    return "    <failure type=\""
        + worst
        + "\" message=\""
        + Escape.xml(sentences(found))
        + "\">"
        + Escape.xml(String.join("; ", actions))
        + "</failure>\n";
  }
}
