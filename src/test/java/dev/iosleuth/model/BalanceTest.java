package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.fail;

import dev.iosleuth.ledger.Bookkeeper;
import org.junit.jupiter.api.Test;

/** Any host, any load: the books balance. */
final class BalanceTest {
  private static final int SEEDS = 200;

  @Test
  void booksBalanceOnAnyHost() {
    var failures = new StringBuilder();
    int failed = 0;
    for (long seed = 1000; seed < 1000 + SEEDS; seed++) {
      RandomHost.Made made = RandomHost.of(seed);
      try {
        run(seed, made);
      } catch (AssertionError | RuntimeException e) {
        failed++;
        if (failed <= 5) {
          failures.append("seed ").append(seed).append(' ').append(made.story()).append('\n');
          failures.append(e).append('\n');
        }
      }
    }
    if (failed > 0) {
      fail(failed + " of " + SEEDS + " seeds:\n" + failures);
    }
  }

  private static void run(long seed, RandomHost.Made made) {
    Machine machine = made.machine();
    long skew = (long) (machine.random().nextDouble() * 5 * Clock.MS);
    var observer = new Observer(machine, skew);
    var bookkeeper = new Bookkeeper();
    Observation before = observer.after(300 * Clock.MS);
    for (int interval = 0; interval < 2; interval++) {
      Observation after = observer.after(400 * Clock.MS);
      Books.balance(
          "seed " + seed, machine, before, after, bookkeeper.post(before.sample(), after.sample()));
      before = after;
    }
  }
}
