package dev.iosleuth.view.graph;

import dev.iosleuth.ledger.iostat.Course;
import dev.iosleuth.ledger.iostat.DeviceLog;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Statistic;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A log over time as a picture: of each device how busy it was, how long requests took, what was
 * read and written. SVG with nothing from elsewhere and no script, in the reader's light or dark
 * colours; lines differ by their strokes, too.
 */
public final class LogSvg {
  private static final int MOST_DEVICES = 12;
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_TIME = 34;
  private static final int STEPS = 128;
  private static final double KIB = 1024;

  private static final double WIDTH = 920;
  private static final double LEFT = 96;
  private static final double RIGHT = 150;
  private static final double PLOT = WIDTH - LEFT - RIGHT;
  private static final double HIGH = 54;
  private static final double BETWEEN = 14;
  private static final double TITLE = 48;
  private static final double NAME = 30;
  private static final double FOOT = 34;

  private final StringBuilder svg = new StringBuilder();
  private double y;

  private LogSvg() {}

  /** One line of a chart. */
  @SuppressWarnings("ArrayRecordComponent") // handed on within this class; never compared
  private record Line(String kind, double[] steps) {}

  /**
   * @param title what was read, not escaped
   */
  public static String of(LogSummary log, String title) {
    List<DeviceLog> shown =
        log.devices().stream().filter(LogSvg::active).limit(MOST_DEVICES).toList();
    var picture = new LogSvg();
    picture.y = TITLE;
    shown.forEach(device -> picture.device(device, log));
    if (shown.isEmpty()) {
      picture.text("detail", LEFT, picture.y, "Nothing was read or written.");
      picture.y += NAME;
    }
    int more = (int) log.devices().stream().filter(LogSvg::active).count() - shown.size();
    String rest = more > 0 ? "; " + more + " more devices that did something are not shown" : "";
    return picture.whole(
        title, Units.count(log.reports(), "report", "reports") + ", busiest device first" + rest);
  }

  private static boolean active(DeviceLog device) {
    return device.busy().worst() > 0 || device.kib().worst() > 0 || device.waits().worst() > 0;
  }

  private void device(DeviceLog device, LogSummary log) {
    text("name", 16, y + 18, Escape.terminal(device.name(), LONGEST_NAME));
    y += NAME;
    if (device.busy().known()) {
      double top = Math.max(100, highest(List.of(steps(device.busyCourse()))));
      chart("busy", List.of(new Line("area", steps(device.busyCourse()))), top, LogSvg::percent);
      figures(device.busy(), LogSvg::percent);
    }
    if (device.waits().known()) {
      chart("wait", List.of(new Line("wait", steps(device.waitCourse()))), 0, Units::span);
      figures(device.waits(), Units::span);
    }
    List<Line> moved = moved(device);
    if (!moved.isEmpty()) {
      chart("moved", moved, 0, LogSvg::rate);
      legend(moved, device);
    }
    if (!log.first().isEmpty()) {
      text("detail", LEFT, y + 2, Escape.terminal(log.first(), LONGEST_TIME));
      text("detail end", LEFT + PLOT, y + 2, Escape.terminal(log.last(), LONGEST_TIME));
    }
    y += FOOT;
  }

  /** Reads and writes apart where the log has them apart. */
  private static List<Line> moved(DeviceLog device) {
    var lines = new ArrayList<Line>();
    double[] read = steps(device.readCourse());
    double[] written = steps(device.writeCourse());
    if (told(read)) {
      lines.add(new Line("read", read));
    }
    if (told(written)) {
      lines.add(new Line("written", written));
    }
    if (lines.isEmpty() && device.kib().known()) {
      lines.add(new Line("read", steps(device.kibCourse())));
    }
    return lines;
  }

  private static double[] steps(Course course) {
    return course.steps(STEPS);
  }

  private static boolean told(double[] steps) {
    return Arrays.stream(steps).anyMatch(step -> !Double.isNaN(step));
  }

  private static double highest(List<Line> lines, double least) {
    return Math.max(
        least, lines.stream().mapToDouble(line -> highest(List.of(line.steps))).max().orElse(0));
  }

  private static double highest(List<double[]> all) {
    return all.stream()
        .flatMapToDouble(Arrays::stream)
        .filter(step -> !Double.isNaN(step))
        .max()
        .orElse(0);
  }

  private void chart(String title, List<Line> lines, double least, DoubleFunction<String> words) {
    double top = highest(lines, least);
    double bottom = y + HIGH;
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"axis\" d=\"M%.1f %.1f V%.1f H%.1f M%.1f %.1f H%.1f\"/>%n",
            LEFT,
            y,
            bottom,
            LEFT + PLOT,
            LEFT,
            y,
            LEFT + PLOT));
    text("title end", LEFT - 8, y + HIGH / 2 + 4, title);
    text("detail end", LEFT - 8, y + 8, words.apply(top));
    for (Line line : lines) {
      path(line, top, bottom);
    }
    y = bottom + BETWEEN;
  }

  private void path(Line line, double top, double bottom) {
    boolean area = line.kind.equals("area");
    String close = " V" + place(bottom) + " Z";
    var path = new StringBuilder();
    double wide = PLOT / line.steps.length;
    boolean open = false;
    for (int i = 0; i < line.steps.length; i++) {
      double x = LEFT + i * wide;
      if (Double.isNaN(line.steps[i])) {
        path.append(open && area ? close : "");
        open = false;
        continue;
      }
      double height = top > 0 ? HIGH * Math.min(1, line.steps[i] / top) : 0;
      String level = place(bottom - height);
      if (!open) {
        path.append(" M").append(place(x)).append(' ').append(area ? place(bottom) : level);
      }
      path.append(open || area ? " V" + level : "").append(" H").append(place(x + wide));
      open = true;
    }
    path.append(open && area ? close : "");
    svg.append("<path class=\"").append(line.kind).append("\" d=\"");
    svg.append(path.toString().strip()).append("\"/>\n");
  }

  private static String place(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Beside the chart that was drawn last. */
  private void figures(Statistic figure, DoubleFunction<String> words) {
    double above = y - BETWEEN - HIGH;
    double x = LEFT + PLOT + 10;
    text("detail", x, above + 12, "mean " + words.apply(figure.mean()));
    text("detail", x, above + 28, "95 % below " + words.apply(figure.p95()));
    text("detail", x, above + 44, "worst " + words.apply(figure.worst()));
  }

  private void legend(List<Line> lines, DeviceLog device) {
    double above = y - BETWEEN - HIGH;
    double x = LEFT + PLOT + 10;
    boolean apart = lines.size() > 1 || !device.kib().known();
    for (int i = 0; i < lines.size(); i++) {
      double at = above + 12 + 16 * i;
      svg.append("<path class=\"").append(lines.get(i).kind).append("\" d=\"M");
      svg.append(place(x)).append(' ').append(place(at - 4)).append(" h22\"/>\n");
      text("detail", x + 28, at, apart ? lines.get(i).kind : "read and written");
    }
    text("detail", x, above + 46, "mean " + rate(device.kib().mean()));
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, value > 0 && value < 9.95 ? "%.1f %%" : "%.0f %%", value);
  }

  private static String rate(double kib) {
    return Double.isNaN(kib) ? "?" : Units.size(kib * KIB) + "/s";
  }

  /**
   * @param words harmless on a terminal
   */
  private void text(String look, double x, double at, String words) {
    svg.append("<text class=\"").append(look).append("\" x=\"").append(place(x));
    svg.append("\" y=\"").append(place(at)).append("\">");
    svg.append(Escape.xml(words)).append("</text>\n");
  }

  private String whole(String title, String words) {
    String body = svg.toString();
    svg.setLength(0);
    text("name", 16, 24, Escape.terminal(title, LONGEST_NAME));
    text("detail", 16, 42, words);
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
                + " viewBox=\"0 0 %.0f %.0f\" role=\"img\">%n",
            WIDTH,
            y,
            WIDTH,
            y)
        + "<title>iosleuth: a log over time</title>\n"
        + STYLE
        + "<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n"
        + svg
        + body
        + "</svg>\n";
  }

  private static final String STYLE =
      """
      <style>
      text { font-family: system-ui, sans-serif; font-size: 12px; fill: #0f172a }
      .back { fill: #ffffff }
      .name { font-weight: bold; font-size: 14px }
      .detail { font-size: 11px; fill: #475569 }
      .end { text-anchor: end }
      .axis { fill: none; stroke: #cbd5e1 }
      .area { fill: #93c5fd; stroke: #1d4ed8; stroke-width: 1 }
      .wait { fill: none; stroke: #7e22ce; stroke-width: 1.6 }
      .read { fill: none; stroke: #15803d; stroke-width: 1.6 }
      .written { fill: none; stroke: #b45309; stroke-width: 1.6; stroke-dasharray: 4 2 }
      @media (prefers-color-scheme: dark) {
      text { fill: #e2e8f0 }
      .back { fill: #0f172a }
      .detail { fill: #a8b5c7 }
      .axis { stroke: #475569 }
      .area { fill: #1e3a8a; stroke: #93c5fd }
      .wait { stroke: #d8b4fe }
      .read { stroke: #86efac }
      .written { stroke: #fdba74 }
      }
      </style>
      """;
}
