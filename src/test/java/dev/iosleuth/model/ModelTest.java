package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The model itself: what its counters show is what was done, on every seed. */
final class ModelTest {
  private static long truth(
      Observation before,
      Observation after,
      String leaf,
      java.util.function.ToLongFunction<LeafTruth.Amount> what) {
    return sum(after.truths().get(leaf), what) - sum(before.truths().get(leaf), what);
  }

  private static long sum(
      Map<Cause, LeafTruth.Amount> amounts,
      java.util.function.ToLongFunction<LeafTruth.Amount> what) {
    return amounts.values().stream().mapToLong(what).sum();
  }

  @Test
  void countersOfLeavesAddUpToTheTruth() {
    for (long seed = 0; seed < 15; seed++) {
      RandomHost.Made made = RandomHost.of(seed);
      var observer = new Observer(made.machine(), Clock.MS / 10);
      Observation before = observer.after(300 * Clock.MS);
      Observation after = observer.after(700 * Clock.MS);
      for (Leaf leaf : made.machine().leaves()) {
        if (leaf instanceof Zram) {
          continue;
        }
        String name = leaf.name();
        Stats.Totals a = before.totals().get(name);
        Stats.Totals b = after.totals().get(name);
        String what = "seed " + seed + " " + name + " " + made.story();
        assertThat(truth(before, after, name, LeafTruth.Amount::readBytes))
            .as(what)
            .isEqualTo((b.readSectors() - a.readSectors()) * 512);
        assertThat(truth(before, after, name, LeafTruth.Amount::writeBytes))
            .as(what)
            .isEqualTo((b.writeSectors() - a.writeSectors()) * 512);
        assertThat(truth(before, after, name, LeafTruth.Amount::ops))
            .as(what)
            .isEqualTo(
                b.readOps()
                    - a.readOps()
                    + b.writeOps()
                    - a.writeOps()
                    + b.discardOps()
                    - a.discardOps());
      }
    }
  }
}
