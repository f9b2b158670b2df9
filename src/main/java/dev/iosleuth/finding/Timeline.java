package dev.iosleuth.finding;

import java.util.ArrayList;
import java.util.List;

/**
 * Intervals one after the other, in bounded memory: where there are too many, two neighbours become
 * one.
 */
final class Timeline {
  /** Of devices and accounts in all steps: some ten megabytes. */
  private static final int MOST_ROWS = 40_000;

  private final List<Step> steps = new ArrayList<>();
  private int rows;
  private int each = 1;
  private int inLast;

  void add(Step step) {
    if (steps.isEmpty() || inLast == each) {
      steps.add(step);
      inLast = 1;
    } else {
      rows -= size(steps.getLast());
      steps.set(steps.size() - 1, steps.getLast().plus(step));
      inLast++;
    }
    rows += size(steps.getLast());
    if (rows > MOST_ROWS && steps.size() > 2) {
      halve();
    }
  }

  private void halve() {
    var fewer = new ArrayList<Step>(steps.size() / 2 + 1);
    for (int i = 0; i + 1 < steps.size(); i += 2) {
      fewer.add(steps.get(i).plus(steps.get(i + 1)));
    }
    boolean odd = steps.size() % 2 == 1;
    if (odd) {
      fewer.add(steps.getLast());
    }
    inLast = odd ? inLast : inLast + each;
    each *= 2;
    steps.clear();
    steps.addAll(fewer);
    rows = steps.stream().mapToInt(Timeline::size).sum();
  }

  private static int size(Step step) {
    return 1 + step.devices().size() + step.accounts().size();
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }
}
