package dev.iosleuth.view.text;

import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.finding.app.Applications.Application;
import dev.iosleuth.finding.app.Mover;
import dev.iosleuth.finding.app.Movers;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** What response times move with, in words: who, how strongly, how much later, and who not. */
public final class AppText {
  private static final int FIGURE = 13;
  private static final int STRENGTH = 10;
  private static final int LAG = 8;
  private static final int SURE = 8;

  /** Below it the column of figures has no room. */
  private static final int WIDE = 64;

  private static final int LONGEST_NAME = 60;
  private static final int MOST_SHOWN = 20;
  private static final int MOST_NOT_SHOWN = 8;

  private final Look look;
  private final List<String> lines = new ArrayList<>();

  private AppText(Look look) {
    this.look = look;
  }

  /** Lines, each series with a blank one before it. */
  public static String of(Applications all, Look terminal) {
    var text = new AppText(terminal.table());
    all.applications().forEach(text::application);
    return String.join("\n", text.lines) + "\n";
  }

  private void application(Application one) {
    lines.add("");
    String whose = "Response times " + whose(one) + ": ";
    switch (one.movers()) {
      case Reading.Known<Movers>(Movers movers) -> {
        words(
            whose
                + Units.span(movers.mean())
                + " on average, "
                + Units.span(movers.worst())
                + " in the worst interval; "
                + intervals(movers)
                + "."
                + unit(one));
        movers(movers);
      }
      case Reading.Absent<Movers> _, Reading.Malformed<Movers> _ ->
          words(
              whose
                  + "what they move with cannot be told: "
                  + Escape.terminal(one.movers().whyNot().orElse("?"))
                  + ".");
    }
  }

  /** A heading may be a unit alone, so that the file stands beside it. */
  private static String whose(Application one) {
    String name = Escape.terminal(one.name(), LONGEST_NAME);
    return one.name().equals(one.file())
        ? "in " + name
        : "\"" + name + "\" in " + Escape.terminal(one.file(), LONGEST_NAME);
  }

  private static String intervals(Movers movers) {
    String length = " of " + Units.seconds(movers.seconds());
    return movers.steps() == movers.intervals()
        ? Units.count(movers.steps(), "interval", "intervals") + length
        : Units.whole(movers.steps())
            + " of "
            + Units.count(movers.intervals(), "interval", "intervals")
            + length
            + " have one";
  }

  private static String unit(Application one) {
    if (!one.guessed()) {
      return "";
    }
    boolean seconds = one.unit() == ResponseTimes.Unit.SECONDS;
    return seconds
        ? " The file does not say their unit: taken as seconds (--app-unit ms if they are"
            + " milliseconds)."
        : " The file does not say their unit: taken as milliseconds (--app-unit s if they are"
            + " seconds).";
  }

  private void movers(Movers movers) {
    List<Mover> names = strongest(movers.movers());
    List<Mover> shown = names.stream().filter(Mover::shown).toList();
    if (shown.isEmpty()) {
      words(
          names.isEmpty()
              ? "No figure of a disk changed meanwhile, so that nothing can move with one."
              : "Nothing shows that they move with a disk, or with whoever uses one.");
    } else {
      lines.add(look.faint(row("MOVE WITH", "BY ITS", "STRENGTH", "LATER", "SURE")));
      shown.stream().limit(MOST_SHOWN).forEach(one -> lines.add(row(one)));
      if (shown.size() > MOST_SHOWN) {
        lines.add(look.faint("and " + (shown.size() - MOST_SHOWN) + " more: --json has all"));
      }
      words("What moves together need not be cause and effect: a third thing may move both.");
    }
    notShown(names.stream().filter(one -> !one.shown()).toList());
    if (!names.isEmpty()) {
      words(
          "Strength: 1 is rising and falling together, 0 is no connection, -1 is one rising while"
              + " the other falls (Spearman's rank correlation, docs/json.md). Later: by how much"
              + " the response times follow.");
    }
  }

  /** Of several figures of one name that which moves most. */
  private static List<Mover> strongest(List<Mover> movers) {
    var seen = new HashSet<String>();
    return movers.stream().filter(one -> seen.add(one.kind() + " " + one.name())).toList();
  }

  private void notShown(List<Mover> names) {
    if (names.isEmpty()) {
      return;
    }
    List<String> first =
        names.stream()
            .limit(MOST_NOT_SHOWN)
            .map(one -> one.kind() + " " + Escape.terminal(one.name(), LONGEST_NAME))
            .toList();
    int more = names.size() - first.size();
    double visible = names.stream().mapToDouble(Mover::visible).max().orElse(1);
    words(
        "Not shown to move with them: "
            + String.join(", ", first)
            + (more > 0 ? " and " + more + " more" : "")
            + ". A strength of "
            + strength(Math.min(1, visible))
            + " or more would have shown.");
  }

  private String row(Mover one) {
    return row(
        one.kind() + " " + Escape.terminal(one.name(), look.width()),
        figure(one.figure()),
        strength(one.association().strength()),
        lag(one.lagSeconds()),
        one.sure().map(sure -> sure.name().toLowerCase(Locale.ROOT)).orElse(""));
  }

  private String row(String name, String figure, String strength, String lag, String sure) {
    boolean wide = look.width() >= WIDE;
    int room = look.width() - STRENGTH - LAG - SURE - (wide ? FIGURE : 0);
    return (Columns.left(name, Math.max(8, room))
            + (wide ? Columns.left(" " + figure, FIGURE) : "")
            + Columns.right(strength, STRENGTH)
            + Columns.right(lag, LAG)
            + Columns.right(sure, SURE))
        .stripTrailing();
  }

  private static String figure(String word) {
    return switch (word) {
      case "wait_ms" -> "wait";
      case "util_percent" -> "busy time";
      case "device_ms" -> "device time";
      case "kib_per_second" -> "KiB/s";
      default -> "requests/s";
    };
  }

  private static String strength(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String lag(double seconds) {
    return seconds == 0 ? "0 s" : Units.plain(seconds) + " s";
  }

  private void words(String text) {
    lines.addAll(Wrap.lines(text, look.width()));
  }
}
