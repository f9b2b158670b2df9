package dev.iosleuth.view.text;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Changed;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.Figure;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.finding.compare.Subject;
import dev.iosleuth.finding.compare.SubjectChange;
import dev.iosleuth.finding.statistics.Estimate;
import dev.iosleuth.sample.Note;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Two recordings or logs: what changed in words, then figure by figure, then what else did. */
public final class CompareText {
  private static final int FIGURE = 10;
  private static final int VALUE = 9;
  private static final int RANGE = 20;
  private static final int LEAST_WIDE = 72;
  private static final List<Figure> WIDE =
      List.of(Figure.OPERATIONS, Figure.BYTES, Figure.DEVICE_TIME, Figure.WAIT);
  private static final List<Figure> NARROW =
      List.of(Figure.OPERATIONS, Figure.DEVICE_TIME, Figure.WAIT);
  private static final int MOST_SUBJECTS = 12;
  private static final int MOST_CHANGED = 20;
  private static final int VALUE_COLUMNS = 36;

  private final Comparison comparison;
  private final Look look;
  private final StringBuilder text = new StringBuilder();

  private CompareText(Comparison comparison, Look look) {
    this.comparison = comparison;
    this.look = look;
  }

  public static String of(Comparison comparison, List<Note> notes, Look look) {
    return new CompareText(comparison, look.table()).all(notes);
  }

  private String all(List<Note> notes) {
    line(look.bold(Columns.fit("iosleuth compare", look.width())));
    side("A", comparison.before());
    side("B", comparison.after());
    line("");
    Wrap.lines(CompareWords.of(comparison), look.width()).forEach(this::line);
    shown();
    notShown();
    List<String> alone = CompareWords.notCompared(comparison);
    if (!alone.isEmpty()) {
      line("");
      alone.forEach(one -> Wrap.lines(one, look.width()).forEach(this::line));
    }
    changed();
    List<String> told = NotesText.lines(notes, true, look.width());
    if (!told.isEmpty()) {
      line("");
      told.forEach(this::line);
    }
    return text.toString();
  }

  private void side(String letter, Side side) {
    String host = side.host().isEmpty() ? "" : " · " + Escape.terminal(side.host(), 40);
    String when = side.start().map(start -> " · " + Clock.minutes(start, look.zone())).orElse("");
    String length = side.timed() ? " · " + Units.span(side.observations().seconds() * 1000) : "";
    String rest =
        host
            + when
            + length
            + " · "
            + Units.count(side.observations().intervals(), "interval", "intervals");
    int room = Math.max(12, look.width() - 3 - Escape.width(rest));
    line(Columns.fit(letter + "  " + Escape.terminal(side.file(), room) + rest, look.width()));
  }

  private void shown() {
    List<SubjectChange> shown =
        comparison.subjects().stream().filter(SubjectChange::shown).toList();
    if (shown.isEmpty()) {
      return;
    }
    line("");
    line(
        look.faint(
            row(Columns.left("WHAT CHANGED", name()), "", List.of("A", "B", "CHANGE"), "BETWEEN")));
    for (SubjectChange subject : shown.stream().limit(MOST_SUBJECTS).toList()) {
      String title = CompareWords.name(subject.subject());
      for (Change change : subject.figures()) {
        if (change.shown()) {
          line(row(title, subject.subject(), change));
          title = "";
        }
      }
    }
    more(shown.size() - MOST_SUBJECTS);
  }

  private String row(String title, Subject subject, Change change) {
    Figure figure = change.figure();
    return row(
        Columns.left(Columns.fit(title, name() - 1), name()),
        CompareFigures.title(figure, subject),
        List.of(
            CompareFigures.value(figure, change.before().mean()),
            CompareFigures.value(figure, change.after().mean()),
            CompareFigures.share(change, change.change())),
        CompareFigures.range(change));
  }

  /** On narrow screens without what was before, and without how sure the change is. */
  private String row(String name, String figure, List<String> values, String range) {
    var row = new StringBuilder(name).append(Columns.left(figure, FIGURE));
    for (String value : wide() ? values : values.subList(1, values.size())) {
      row.append(Columns.right(value, VALUE));
    }
    return wide() ? row.append(Columns.right(range, RANGE)).toString() : row.toString();
  }

  private boolean wide() {
    return look.width() >= LEAST_WIDE;
  }

  private int name() {
    int rest = look.width() - FIGURE - 2 * VALUE;
    return wide() ? rest - VALUE - RANGE : rest;
  }

  /** What shows no difference, and what would have been seen. */
  private void notShown() {
    List<SubjectChange> others =
        comparison.subjects().stream()
            .filter(one ->
                one.figures().stream()
                    .anyMatch(change -> change.verdict() == Change.Verdict.NOT_SHOWN))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    line("");
    List<Figure> figures = wide() ? WIDE : NARROW;
    int name = look.width() - figures.size() * VALUE;
    line(look.faint(Columns.left("NO DIFFERENCE", name) + "  a rise is seen from"));
    var titles = new StringBuilder(Columns.left("SHOWN", name));
    figures.forEach(figure -> titles.append(Columns.right(title(figure), VALUE)));
    line(look.faint(titles.toString()));
    for (SubjectChange subject : others.stream().limit(MOST_SUBJECTS).toList()) {
      var row =
          new StringBuilder(
              Columns.left(Columns.fit(CompareWords.name(subject.subject()), name - 1), name));
      figures.forEach(figure -> row.append(Columns.right(visible(subject, figure), VALUE)));
      line(row.toString());
      if (subject.figures().stream().anyMatch(CompareFigures::isVague)) {
        line(means("  in A", name, figures, subject, Change::before));
        line(means("  in B", name, figures, subject, Change::after));
      }
    }
    more(others.size() - MOST_SUBJECTS);
  }

  private static String means(
      String title,
      int name,
      List<Figure> figures,
      SubjectChange subject,
      Function<Change, Estimate> side) {
    var row = new StringBuilder(Columns.left(title, name));
    figures.forEach(figure ->
        row.append(
            Columns.right(
                subject
                    .figure(figure)
                    .map(change -> CompareFigures.value(figure, side.apply(change).mean()))
                    .orElse("-"),
                VALUE)));
    return row.toString();
  }

  private static String title(Figure figure) {
    return switch (figure) {
      case OPERATIONS -> "io/s";
      case FLUSHES -> "flush/s";
      case BYTES -> "MiB/s";
      case DEVICE_TIME -> "time";
      case WAIT -> "wait";
    };
  }

  private static String visible(SubjectChange subject, Figure figure) {
    return subject
        .figure(figure)
        .map(change ->
            switch (change.verdict()) {
              case SHOWN -> "changed";
              case NOT_SHOWN ->
                  Double.isNaN(change.share(1))
                      ? "?"
                      : CompareFigures.share(change, change.visible());
              case CANNOT_TELL -> "?";
            })
        .orElse("-");
  }

  private void more(int count) {
    if (count > 0) {
      line(look.faint("and " + Units.count(count, "other", "others") + ": --json has all"));
    }
  }

  private void changed() {
    if (!comparison.tellsChanged()) {
      line("");
      Wrap.lines(
              "What else changed is not known: a log tells no settings, jobs, guests or mounts.",
              look.width())
          .forEach(this::line);
    }
    if (comparison.changed().isEmpty()) {
      return;
    }
    line("");
    line(look.faint("WHAT ELSE CHANGED"));
    for (Changed one : comparison.changed().stream().limit(MOST_CHANGED).toList()) {
      String subject = one.subject().isEmpty() ? "" : Escape.terminal(one.subject(), VALUE_COLUMNS);
      String what = Escape.terminal(one.what(), VALUE_COLUMNS);
      String thing = (subject + " " + what).strip();
      Wrap.hanging("  ", kind(one) + thing + ": " + how(one), look.width()).forEach(this::line);
    }
    more(comparison.changed().size() - MOST_CHANGED);
  }

  private static String kind(Changed one) {
    return switch (one.kind()) {
      case HOST, JOB, SETTING -> "";
      case GUEST, DEVICE, MOUNT ->
          one.what().isEmpty() ? one.kind().name().toLowerCase(Locale.ROOT) + " " : "";
    };
  }

  private static String how(Changed one) {
    if (one.before().isEmpty()) {
      return "only in B" + value(one.after());
    }
    if (one.after().isEmpty()) {
      return "only in A" + value(one.before());
    }
    return Escape.terminal(one.before(), VALUE_COLUMNS)
        + " → "
        + Escape.terminal(one.after(), VALUE_COLUMNS);
  }

  private static String value(String value) {
    return value.equals("there") ? "" : " (" + Escape.terminal(value, VALUE_COLUMNS) + ")";
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
