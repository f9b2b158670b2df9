package dev.iosleuth.lab;

import dev.iosleuth.lab.Answers.Answer;
import dev.iosleuth.lab.Answers.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what comes first is right, and how often there is an alarm where nothing is wrong. */
final class FaultsTable {
  private static final double RIGHT = 0.9;
  private static final double ALARMED = 0.05;

  private final Map<Answer, Row> rows = new LinkedHashMap<>();

  /** All recordings of one phase. */
  private static final class Row {
    private int recordings;
    private int fitting;
    private final Map<String, Integer> instead = new TreeMap<>();

    String others() {
      return instead.entrySet().stream()
          .map(
              entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : ""))
          .collect(Collectors.joining(", "));
    }
  }

  FaultsTable(Answers answers) {
    answers.all().forEach(answer -> rows.put(answer, new Row()));
  }

  void add(Answer answer, Told told) {
    Row row = rows.computeIfAbsent(answer, _ -> new Row());
    row.recordings++;
    if (answer.fits(told)) {
      row.fitting++;
    } else if (answer.kind() == Kind.FAULT) {
      row.instead.merge(told.first().orElse("nothing"), 1, Integer::sum);
    } else {
      told.alarms().stream()
          .map(Told.Line::rule)
          .distinct()
          .forEach(rule -> row.instead.merge(rule, 1, Integer::sum));
    }
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("| fault | accepted | right one first | instead |");
    lines.add("|---|---|---:|---|");
    for (Map.Entry<Answer, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      if (row.recordings > 0 && entry.getKey().kind() == Kind.FAULT) {
        lines.add(
            "| %s | %s | %d of %d | %s |"
                .formatted(
                    entry.getKey().phase(),
                    String.join(", ", entry.getKey().accepted()),
                    row.fitting,
                    row.recordings,
                    row.others()));
      }
    }
    int faults = recordings(true);
    lines.add("| **all** | | **%s** | |".formatted(share(fitting(true), faults)));
    lines.add("");
    lines.add("| nothing is the matter | | false alarms | which |");
    lines.add("|---|---|---:|---|");
    for (Map.Entry<Answer, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      Kind kind = entry.getKey().kind();
      if (row.recordings > 0 && kind != Kind.FAULT) {
        lines.add(
            "| %s | %s | %d of %d | %s |"
                .formatted(
                    entry.getKey().phase(),
                    kind.name().toLowerCase(Locale.ROOT),
                    row.recordings - row.fitting,
                    row.recordings,
                    row.others()));
      }
    }
    int sound = recordings(false);
    lines.add("| **all** | | **%s** | |".formatted(share(sound - fitting(false), sound)));
    return lines;
  }

  private static String share(int part, int of) {
    return String.format(
        Locale.ROOT, "%d of %d, %.1f %%", part, of, of == 0 ? 0 : 100.0 * part / of);
  }

  boolean reached() {
    int faults = recordings(true);
    int sound = recordings(false);
    return fitting(true) >= RIGHT * faults && sound - fitting(false) <= ALARMED * sound;
  }

  private int recordings(boolean faults) {
    return sum(faults, true);
  }

  private int fitting(boolean faults) {
    return sum(faults, false);
  }

  private int sum(boolean faults, boolean all) {
    return rows.entrySet().stream()
        .filter(entry -> (entry.getKey().kind() == Kind.FAULT) == faults)
        .mapToInt(entry -> all ? entry.getValue().recordings : entry.getValue().fitting)
        .sum();
  }
}
