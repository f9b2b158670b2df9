package dev.iosleuth.view.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places boxes in rows so that every arrow goes down: leaves in the lowest row, everything just
 * above what it stands on. An arrow over several rows gets a slot in each, so that it passes
 * between boxes. Rows are ordered by the mean place of their neighbours (Sugiyama's method), then
 * pulled under each other without overlap. The same graph always gives the same picture.
 */
final class Layout {
  private static final int ORDERINGS = 12;
  private static final int PULLS = 40;
  private static final double GAP = 22;

  /** A box, or the slot of an arrow that passes. */
  static final class Slot {
    final double width;
    final int row;
    final List<Slot> above = new ArrayList<>();
    final List<Slot> below = new ArrayList<>();
    double center;

    Slot(double width, int row) {
      this.width = width;
      this.row = row;
    }
  }

  private final List<List<Slot>> rows = new ArrayList<>();
  private final List<Slot> boxes = new ArrayList<>();

  /** The slots that an arrow passes, its ends included. */
  private final List<List<Slot>> ways = new ArrayList<>();

  /**
   * @param floats whether a box that points to nothing stands just below what points to it, not in
   *     the lowest row
   */
  record Box(double width, boolean floats) {}

  /**
   * @param given every box before those that it points to
   * @param arrows pairs of indices: from, to
   */
  Layout(List<Box> given, List<int[]> arrows) {
    int[] heights = heights(given, arrows);
    int highest = 0;
    for (int height : heights) {
      highest = Math.max(highest, height);
    }
    for (int i = 0; i <= highest; i++) {
      rows.add(new ArrayList<>());
    }
    for (int i = 0; i < given.size(); i++) {
      boxes.add(add(given.get(i).width(), highest - heights[i]));
    }
    arrows.forEach(a -> ways.add(way(boxes.get(a[0]), boxes.get(a[1]))));
    firstOrder();
    for (int i = 0; i < ORDERINGS; i++) {
      order(i % 2 == 0);
    }
    pack();
    for (int i = 0; i < PULLS; i++) {
      pull(i % 2 == 0);
    }
    shift();
  }

  List<Slot> boxes() {
    return boxes;
  }

  List<List<Slot>> ways() {
    return ways;
  }

  int rowCount() {
    return rows.size();
  }

  double width() {
    return rows.stream()
        .flatMap(List::stream)
        .mapToDouble(s -> s.center + s.width / 2)
        .max()
        .orElse(0);
  }

  /** Steps to the farthest leaf below. */
  private static int[] heights(List<Box> given, List<int[]> arrows) {
    var below = new ArrayList<List<Integer>>();
    given.forEach(_ -> below.add(new ArrayList<>()));
    arrows.forEach(a -> below.get(a[0]).add(a[1]));
    int[] heights = new int[given.size()];
    int highest = 0;
    for (int i = given.size() - 1; i >= 0; i--) {
      for (int lower : below.get(i)) {
        heights[i] = Math.max(heights[i], heights[lower] + 1);
      }
      highest = Math.max(highest, heights[i]);
    }
    int[] room = new int[given.size()];
    java.util.Arrays.fill(room, highest);
    arrows.forEach(a -> room[a[1]] = Math.min(room[a[1]], heights[a[0]] - 1));
    for (int i = 0; i < heights.length; i++) {
      heights[i] = given.get(i).floats() && below.get(i).isEmpty() ? room[i] : heights[i];
    }
    return heights;
  }

  private Slot add(double width, int row) {
    var slot = new Slot(width, row);
    rows.get(row).add(slot);
    return slot;
  }

  private List<Slot> way(Slot from, Slot to) {
    var way = new ArrayList<Slot>(List.of(from));
    for (int row = from.row + 1; row < to.row; row++) {
      way.add(add(6, row));
    }
    way.add(to);
    for (int i = 0; i + 1 < way.size(); i++) {
      way.get(i).below.add(way.get(i + 1));
      way.get(i + 1).above.add(way.get(i));
    }
    return way;
  }

  /** Depth first, so that what belongs together starts together. */
  private void firstOrder() {
    var order = new ArrayList<Slot>();
    var seen = new java.util.HashSet<Slot>();
    rows.forEach(
        row -> row.stream().filter(s -> s.above.isEmpty()).forEach(s -> visit(s, order, seen)));
    for (int i = 0; i < order.size(); i++) {
      order.get(i).center = i;
    }
    rows.forEach(row -> row.sort(Comparator.comparingDouble(s -> s.center)));
  }

  private static void visit(Slot top, List<Slot> order, java.util.Set<Slot> seen) {
    var open = new ArrayList<>(List.of(top));
    while (!open.isEmpty()) {
      Slot slot = open.removeLast();
      if (seen.add(slot)) {
        order.add(slot);
        open.addAll(slot.below.reversed());
      }
    }
  }

  private void order(boolean down) {
    number();
    for (List<Slot> row : down ? rows : rows.reversed()) {
      for (Slot slot : row) {
        List<Slot> beside = down ? slot.above : slot.below;
        slot.center = beside.stream().mapToDouble(s -> s.center).average().orElse(slot.center);
      }
      row.sort(Comparator.comparingDouble(s -> s.center));
      number(row);
    }
  }

  private void number() {
    rows.forEach(Layout::number);
  }

  private static void number(List<Slot> row) {
    for (int i = 0; i < row.size(); i++) {
      row.get(i).center = (i + 0.5) / row.size();
    }
  }

  private void pack() {
    for (List<Slot> row : rows) {
      double right = 0;
      for (Slot slot : row) {
        slot.center = right + slot.width / 2;
        right += slot.width + GAP;
      }
    }
  }

  /** Each towards the mean of its neighbours, as far as the others of its row let it. */
  private void pull(boolean down) {
    for (List<Slot> row : down ? rows : rows.reversed()) {
      double[] wanted = new double[row.size()];
      for (int i = 0; i < wanted.length; i++) {
        Slot slot = row.get(i);
        double fallback = slot.center;
        List<Slot> first = down ? slot.above : slot.below;
        List<Slot> beside = first.isEmpty() ? (down ? slot.below : slot.above) : first;
        wanted[i] = beside.stream().mapToDouble(s -> s.center).average().orElse(fallback);
      }
      separate(row, wanted);
    }
  }

  /** The mean of pushing all to the right and all to the left: both keep the gaps, so it does. */
  private static void separate(List<Slot> row, double[] wanted) {
    double[] rightwards = wanted.clone();
    double[] leftwards = wanted.clone();
    for (int i = 1; i < wanted.length; i++) {
      rightwards[i] = Math.max(wanted[i], rightwards[i - 1] + apart(row, i));
    }
    for (int i = wanted.length - 2; i >= 0; i--) {
      leftwards[i] = Math.min(wanted[i], leftwards[i + 1] - apart(row, i + 1));
    }
    for (int i = 0; i < wanted.length; i++) {
      row.get(i).center = (rightwards[i] + leftwards[i]) / 2;
    }
  }

  private static double apart(List<Slot> row, int i) {
    return (row.get(i - 1).width + row.get(i).width) / 2 + GAP;
  }

  private void shift() {
    double left =
        rows.stream()
            .flatMap(List::stream)
            .mapToDouble(s -> s.center - s.width / 2)
            .min()
            .orElse(0);
    rows.forEach(row -> row.forEach(s -> s.center -= left));
  }
}
