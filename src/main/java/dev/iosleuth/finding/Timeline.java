package dev.iosleuth.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Intervals one after the other, in bounded memory: where there are too many, two neighbours become
 * one.
 */
final class Timeline {
  /** Of devices and accounts in all steps: some ten megabytes. */
  private static final int MOST_ROWS = 40_000;

  private final List<Step> steps = new ArrayList<>();
  private Step.@Nullable Sum last;
  private int rows;
  private int each = 1;
  private int inLast;

  void add(Step step) {
    if (last == null && each == 1) {
      close(step);
      return;
    }
    open(step.time(), step.start()).add(step);
    counted();
  }

  /** Where the next interval is added up; {@link #counted} when it is. */
  Step.Sum open(String time, Optional<Instant> start) {
    Step.Sum open = last;
    if (open == null) {
      open = new Step.Sum(time, start);
      last = open;
    }
    return open;
  }

  void counted() {
    inLast++;
    Step.Sum open = last;
    if (open != null && inLast >= each) {
      close(open.step());
    }
  }

  private void close(Step step) {
    steps.add(step);
    rows += size(step);
    last = null;
    inLast = 0;
    if (rows > MOST_ROWS && steps.size() > 2) {
      halve();
    }
  }

  private void halve() {
    var fewer = new ArrayList<Step>(steps.size() / 2 + 1);
    for (int i = 0; i + 1 < steps.size(); i += 2) {
      var both = new Step.Sum(steps.get(i));
      both.add(steps.get(i + 1));
      fewer.add(both.step());
    }
    if (steps.size() % 2 == 1) {
      // half of what the others are: the next ones complete it
      last = new Step.Sum(steps.getLast());
      inLast = each;
    }
    each *= 2;
    steps.clear();
    steps.addAll(fewer);
    rows = steps.stream().mapToInt(Timeline::size).sum();
  }

  private static int size(Step step) {
    return 1 + step.devices().size() + step.accounts().size();
  }

  List<Step> steps() {
    var all = new ArrayList<>(steps);
    Step.Sum open = last;
    if (open != null) {
      all.add(open.step());
    }
    return List.copyOf(all);
  }
}
