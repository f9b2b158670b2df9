package dev.iosleuth.view.text;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.ledger.iostat.Course;
import dev.iosleuth.ledger.iostat.DeviceLog;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** A log of iostat or its relatives: words, a table of its devices, their course over time. */
public final class LogText {
  private static final double KIB = 1024;
  private static final int TRIPLE = 17;
  private static final int RATE = 8;
  private static final int LEAST_NAME = 10;
  private static final int MOST_NAME = 40;
  private static final int MOST_ROWS = 20;
  private static final int MOST_COURSES = 3;

  /** Of fewer there is no course to see. */
  private static final int LEAST_REPORTS = 4;

  private final LogSummary log;
  private final Look look;
  private final int name;
  private final int triples;
  private final boolean rates;
  private final StringBuilder text = new StringBuilder();

  private LogText(LogSummary log, Look look) {
    this.log = log;
    this.look = look;
    int widest =
        log.devices().stream()
            .mapToInt(d -> Escape.width(Escape.terminal(d.name())))
            .max()
            .orElse(0);
    int wanted = Math.clamp(widest, LEAST_NAME, MOST_NAME);
    // BUSY, WAIT and MiB/s as far as there is room for them
    triples = Math.clamp((look.width() - LEAST_NAME) / TRIPLE, 1, 3);
    int rest = look.width() - triples * TRIPLE;
    rates = rest - 2 * RATE >= LEAST_NAME;
    name = Math.min(wanted, rest - (rates ? 2 * RATE : 0));
  }

  /**
   * What was read.
   *
   * @param title as it was typed
   * @param damaged rows that were not understood
   * @param notes what is to be known about it, not escaped
   */
  public record Read(String title, long damaged, List<String> notes) {
    public Read {
      notes = List.copyOf(notes);
    }
  }

  /**
   * @param explanation of a log of devices
   */
  public static String of(LogSummary log, Optional<Explanation> explanation, Read read, Look look) {
    var view = new LogText(log, look.table());
    return view.all(explanation, read);
  }

  private String all(Optional<Explanation> explanation, Read read) {
    line(
        look.bold(
            Columns.fit(
                "iosleuth · " + Escape.terminal(read.title()) + " · " + LogWords.what(log),
                look.width())));
    line("");
    Wrap.lines(LogWords.of(log, read.damaged()), look.width()).forEach(this::line);
    if (!log.devices().isEmpty()) {
      line("");
      table();
    }
    if (log.reports() >= LEAST_REPORTS) {
      log.devices().stream().filter(LogText::active).limit(MOST_COURSES).forEach(this::courses);
    }
    explanation.ifPresent(this::explanation);
    String basis =
        String.join(
                " ",
                LogWords.basis(log),
                LogWords.missing(log),
                LogWords.back(log),
                LogWords.skips(log))
            .strip();
    if (!basis.isEmpty() || !read.notes().isEmpty()) {
      line("");
    }
    Wrap.lines(basis, look.width()).stream().filter(one -> !one.isEmpty()).forEach(this::line);
    read.notes()
        .forEach(note ->
            Wrap.lines(Escape.terminal(note), look.width())
                .forEach(one -> line(look.warning(one))));
    return text.toString();
  }

  private void explanation(Explanation explanation) {
    line("");
    ExplanationText.belowLog(explanation, look).forEach(this::line);
  }

  private void table() {
    var first = new StringBuilder(Columns.left(log.processes() ? "PROCESS" : "DEVICE", name));
    var second = new StringBuilder(" ".repeat(name));
    for (String title : List.of("BUSY %", "WAIT ms", "MiB/s").subList(0, triples)) {
      first.append(Columns.right(title, TRIPLE));
      second.append(Columns.right("mean  p95 worst", TRIPLE));
    }
    if (rates) {
      first.append(Columns.right("r/s", RATE)).append(Columns.right("w/s", RATE));
      second.append(Columns.right("mean", RATE)).append(Columns.right("mean", RATE));
    }
    line(look.faint(first.toString().stripTrailing()));
    line(look.faint(second.toString().stripTrailing()));
    log.devices().stream().limit(MOST_ROWS).forEach(this::row);
    int more = log.devices().size() - MOST_ROWS;
    if (more > 0) {
      line(
          look.faint(
              "and " + Units.count(more, "other", "others") + ", less busy: --json has all"));
    }
  }

  private void row(DeviceLog device) {
    var row = new StringBuilder(Columns.name(device.name(), name));
    row.append(triple(device.busy(), value -> number(value)));
    if (triples > 1) {
      row.append(triple(device.waits(), value -> number(value)));
    }
    if (triples > 2) {
      row.append(triple(device.kib(), value -> number(value / KIB)));
    }
    if (rates) {
      row.append(rate(device.reads())).append(rate(device.writes()));
    }
    line(row.toString().stripTrailing());
  }

  private static String triple(Statistic figure, DoubleFunction<String> shown) {
    return figure.known()
        ? "  "
            + Columns.right(shown.apply(figure.mean()), 5)
            + Columns.right(shown.apply(figure.p95()), 5)
            + Columns.right(shown.apply(figure.worst()), 5)
        : Columns.right("-", TRIPLE);
  }

  private static String rate(Statistic figure) {
    return Columns.right(figure.known() ? Units.columnRate(figure.mean()) : "-", RATE);
  }

  /** In at most four columns. */
  private static String number(double value) {
    if (value < 9.95) {
      return value == 0 ? "0" : Units.plain(value);
    }
    return Units.columnWhole(value);
  }

  private static boolean active(DeviceLog device) {
    return device.busy().worst() >= 1 || device.kib().worst() >= 1;
  }

  /** A course each of what is known of the device. */
  private void courses(DeviceLog device) {
    line("");
    String name = Columns.fit(Escape.terminal(device.name()), look.width());
    String span = span();
    boolean beside = Width.of(name) + Width.of(span) <= look.width();
    line(name + look.faint(beside ? span : ""));
    course("busy", device.busy(), device.busyCourse(), Math.max(100, device.busy().worst()), "%");
    course("wait", device.waits(), device.waitCourse(), Double.NaN, "ms");
    course("moved", device.kib(), device.kibCourse(), Double.NaN, "MiB/s");
  }

  private String span() {
    // what goes back and forth is no span
    return log.first().isEmpty() || log.last().isEmpty() || log.back().times() > 0
        ? ""
        : "  " + Escape.terminal(log.first(), 28) + " … " + Escape.terminal(log.last(), 28);
  }

  private void course(String title, Statistic figure, Course course, double full, String unit) {
    if (!figure.known()) {
      return;
    }
    double[] steps = course.steps(look.width() - 8 - 14);
    double top = 0;
    for (double step : steps) {
      top = Double.isNaN(step) ? top : Math.max(top, step);
    }
    double scale = Double.isNaN(full) ? top : full;
    String most = number(unit.equals("MiB/s") ? scale / KIB : scale);
    line(
        "  "
            + Columns.left(title, 6)
            + look.bar(Sparkline.of(steps, scale))
            + "  "
            + look.faint("█ " + most + " " + unit));
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
