package dev.iosleuth.view.graph;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.view.text.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The graph as a picture: SVG with nothing from elsewhere and no script, in the reader's light or
 * dark colours. Pointing at a box or an arrow shows its whole name or the reason.
 */
public final class StackSvg {
  private static final double MARGIN = 24;
  private static final double LINE = 16;
  private static final double BETWEEN_ROWS = 64;
  private static final double COLUMN = 6.6;
  private static final double BOLD_COLUMN = 7.9;

  private StackSvg() {}

  public static String of(Stack stack, Optional<Ledger> ledger) {
    return of(stack, stack.nodes().keySet(), ledger);
  }

  /** Only the nodes given and the edges between them. */
  public static String of(Stack stack, Set<NodeId> shown, Optional<Ledger> ledger) {
    return draw(Picture.of(stack, shown, ledger));
  }

  private static String draw(Picture picture) {
    var index = new HashMap<NodeId, Integer>();
    picture.boxes().forEach(b -> index.put(b.node().id(), index.size()));
    List<int[]> arrows =
        picture.arrows().stream()
            .map(a -> new int[] {index.get(a.edge().upper()), index.get(a.edge().lower())})
            .toList();
    var layout = new Layout(picture.boxes().stream().map(StackSvg::place).toList(), arrows);
    double[] tops = tops(picture, layout);
    double width = layout.width() + 2 * MARGIN;
    double height = tops[layout.rowCount()] - BETWEEN_ROWS + MARGIN;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
                + " viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n",
            width,
            height,
            width,
            height));
    svg.append("<title>iosleuth: the stack</title>\n").append(style());
    svg.append("<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n");
    var labels = new StringBuilder();
    for (int i = 0; i < arrows.size(); i++) {
      arrow(picture, i, arrows.get(i)[0], layout, tops, svg, labels);
    }
    for (int i = 0; i < picture.boxes().size(); i++) {
      box(picture.boxes().get(i), layout.boxes().get(i), tops, svg);
    }
    return svg.append(labels).append("</svg>\n").toString();
  }

  private static Layout.Box place(Picture.Box box) {
    double name = Escape.width(box.lines().getFirst()) * BOLD_COLUMN;
    double rest = box.lines().stream().skip(1).mapToInt(Escape::width).max().orElse(0) * COLUMN;
    return new Layout.Box(Math.max(90, Math.max(name, rest) + 24), box.node().leaf().isEmpty());
  }

  private static double height(Picture.Box box) {
    return box.lines().size() * LINE + 16;
  }

  /** Where each row begins, and where one more would. */
  private static double[] tops(Picture picture, Layout layout) {
    double[] most = new double[layout.rowCount()];
    for (int i = 0; i < picture.boxes().size(); i++) {
      int row = layout.boxes().get(i).row;
      most[row] = Math.max(most[row], height(picture.boxes().get(i)));
    }
    double[] tops = new double[most.length + 1];
    tops[0] = MARGIN;
    for (int i = 0; i < most.length; i++) {
      tops[i + 1] = tops[i] + most[i] + BETWEEN_ROWS;
    }
    return tops;
  }

  private static void box(Picture.Box box, Layout.Slot slot, double[] tops, StringBuilder svg) {
    double x = MARGIN + slot.center - slot.width / 2;
    double y = tops[slot.row];
    String kind = Palette.of(box.node()).name().toLowerCase(Locale.ROOT);
    svg.append("<g class=\"box ").append(kind).append("\"><title>");
    svg.append(Escape.xml(box.node().name())).append(' ');
    svg.append(Escape.xml(box.node().id().value())).append("</title>");
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"8\"/>",
            x,
            y,
            slot.width,
            height(box)));
    double middle = MARGIN + slot.center;
    for (int i = 0; i < box.lines().size(); i++) {
      String look = i == 0 ? "name" : i == 1 ? "detail" : "rates";
      double base = y + 8 + LINE * (i + 0.75);
      svg.append(
          String.format(
              Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", look, middle, base));
      svg.append(Escape.xml(box.lines().get(i))).append("</text>");
    }
    svg.append("</g>\n");
  }

  private static void arrow(
      Picture picture,
      int number,
      int from,
      Layout layout,
      double[] tops,
      StringBuilder svg,
      StringBuilder labels) {
    Picture.Arrow arrow = picture.arrows().get(number);
    List<Layout.Slot> way = layout.ways().get(number);
    double bottom = tops[way.getFirst().row] + height(picture.boxes().get(from));
    var points = new ArrayList<double[]>();
    points.add(new double[] {MARGIN + way.getFirst().center, bottom});
    for (Layout.Slot slot : way.subList(1, way.size() - 1)) {
      points.add(new double[] {MARGIN + slot.center, tops[slot.row]});
      points.add(new double[] {MARGIN + slot.center, tops[slot.row + 1] - BETWEEN_ROWS});
    }
    points.add(new double[] {MARGIN + way.getLast().center, tops[way.getLast().row] - 5});
    svg.append("<path class=\"arrow ")
        .append(arrow.label().isEmpty() ? "" : "busy ")
        .append("\" d=\"");
    svg.append(path(points)).append("\">");
    String why = arrow.why().isEmpty() ? "" : "<title>" + Escape.xml(arrow.why()) + "</title>";
    svg.append(why).append("</path>\n").append(head(points.getLast()));
    if (!arrow.label().isEmpty()) {
      boolean fan = way.getFirst().below.size() >= way.getLast().above.size();
      labels.append(label(arrow, points, fan));
    }
  }

  private static String path(List<double[]> points) {
    double[] at = points.getFirst();
    var path = new StringBuilder(String.format(Locale.ROOT, "M%.1f %.1f", at[0], at[1]));
    for (int i = 1; i < points.size(); i++) {
      double[] to = points.get(i);
      double middle = (at[1] + to[1]) / 2;
      path.append(
          String.format(
              Locale.ROOT,
              " C%.1f %.1f %.1f %.1f %.1f %.1f",
              at[0],
              middle,
              to[0],
              middle,
              to[0],
              to[1]));
      at = to;
    }
    return path.toString();
  }

  private static String head(double[] tip) {
    return String.format(
        Locale.ROOT, "<path class=\"head\" d=\"M%.1f %.1f l-4 -7 l8 0 z\"/>\n", tip[0], tip[1] + 4);
  }

  /**
   * Where arrows spread from one box: near their other ends; where they meet: near their starts.
   */
  private static String label(Picture.Arrow arrow, List<double[]> points, boolean spread) {
    double[] from = spread ? points.get(points.size() - 2) : points.get(0);
    double[] to = spread ? points.getLast() : points.get(1);
    double t = spread ? 0.62 : 0.38;
    double bend = t * t * (3 - 2 * t);
    double x = from[0] + (to[0] - from[0]) * bend;
    double y = from[1] + (to[1] - from[1]) * t + 4;
    String why = arrow.why().isEmpty() ? "" : "<title>" + Escape.xml(arrow.why()) + "</title>";
    return String.format(Locale.ROOT, "<text class=\"label\" x=\"%.1f\" y=\"%.1f\">", x, y)
        + why
        + Escape.xml(arrow.label())
        + "</text>\n";
  }

  private static String style() {
    var style = new StringBuilder("<style>\n");
    style.append(
        """
        text { font: 12px system-ui, sans-serif; text-anchor: middle; fill: #0f172a }
        .back { fill: #ffffff }
        .name { font-weight: 600 }
        .detail { font-size: 11px; fill: #475569 }
        .rates { font-size: 11px }
        .box rect { stroke-width: 1.4 }
        .arrow { fill: none; stroke: #94a3b8; stroke-width: 1.4 }
        .busy { stroke: #475569; stroke-width: 2 }
        .head { fill: #64748b }
        .label { font-size: 11px; stroke: #ffffff; stroke-width: 5px; paint-order: stroke }
        """);
    for (Palette p : Palette.values()) {
      String kind = p.name().toLowerCase(Locale.ROOT);
      style.append(".%s rect { fill: %s; stroke: %s }\n".formatted(kind, p.fill, p.line));
    }
    style.append(
        """
        @media (prefers-color-scheme: dark) {
        text { fill: #e2e8f0 }
        .back { fill: #0f172a }
        .detail { fill: #a8b5c7 }
        .arrow { stroke: #64748b }
        .busy { stroke: #cbd5e1 }
        .head { fill: #cbd5e1 }
        .label { stroke: #0f172a }
        """);
    for (Palette p : Palette.values()) {
      String kind = p.name().toLowerCase(Locale.ROOT);
      style.append(".%s rect { fill: %s; stroke: %s }\n".formatted(kind, p.darkFill, p.darkLine));
    }
    return style.append("}\n</style>\n").toString();
  }
}
