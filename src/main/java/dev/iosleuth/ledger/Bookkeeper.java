package dev.iosleuth.ledger;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.util.List;

/**
 * Keeps the books over consecutive samples of one host: carries dirtied pages over to the interval
 * in which they reach the disk, and learns what an operation costs on each device.
 */
public final class Bookkeeper {
  /** The ledger between two samples, the stack of the later one. */
  public Ledger post(Sample before, Sample after) {
    return post(before, after, StackBuilder.build(after));
  }

  public Ledger post(Sample before, Sample after, Stack stack) {
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    return new Ledger(
        after.host(),
        before.wall(),
        after.wall(),
        seconds,
        List.of(),
        List.of(),
        List.of(),
        stack.notes());
  }
}
