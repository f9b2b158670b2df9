package dev.iosleuth.lab;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.view.json.TestingJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code iosleuth explain --json} said of a recording: rule and severity of each finding. */
record Told(List<Line> lines) {
  /** A finding. */
  record Line(String rule, String severity, String summary) {
    boolean alarm() {
      return !severity.equals("note");
    }
  }

  static Told of(Path recording) {
    var console = new TestingConsole();
    console.run("explain", "--json", "--from", recording.toString());
    return new Told(TestingJson.list(console.out(), "findings").stream().map(Told::line).toList());
  }

  private static Line line(Map<String, Object> finding) {
    return new Line(text(finding, "rule"), text(finding, "severity"), text(finding, "summary"));
  }

  private static String text(Map<String, Object> finding, String field) {
    return String.valueOf(finding.get(field));
  }

  Optional<String> first() {
    return lines.stream().map(Line::rule).findFirst();
  }

  List<Line> alarms() {
    return lines.stream().filter(Line::alarm).toList();
  }
}
