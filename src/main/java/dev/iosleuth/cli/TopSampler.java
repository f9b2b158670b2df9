package dev.iosleuth.cli;

import dev.iosleuth.cli.TopEvents.Event;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Extract;
import dev.iosleuth.ledger.GuestFlows;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackCache;
import dev.iosleuth.view.screen.Alive;
import dev.iosleuth.view.screen.Moment;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the intervals beside the screen, so that keys are answered while it works. */
final class TopSampler implements AutoCloseable {
  private static final long COLLECT_NANOS = 10_000_000_000L;

  private final Bookkeeper bookkeeper = new Bookkeeper();
  private final StackCache stacks = new StackCache();
  private final List<String> devices;
  private final Console console;
  private final TopEvents events;
  private @Nullable Run run;
  private long collected;

  private record Run(Thread thread, Stopping stopping) {}

  /**
   * @param devices the names of what alone is looked at; empty: all
   */
  TopSampler(List<String> devices, Console console, TopEvents events) {
    this.devices = List.copyOf(devices);
    this.console = console;
    this.events = events;
  }

  /** From now on intervals of so many seconds. */
  void start(double seconds) {
    Run before = run;
    var stopping = new Stopping();
    if (before != null) {
      before.stopping().ask();
    }
    Thread thread =
        events.background(
            "top-sampler",
            () -> {
              if (before != null) {
                before.thread().join();
              }
              sample(seconds, stopping);
            });
    run = new Run(thread, stopping);
  }

  private void sample(double seconds, Stopping stopping) {
    try (Samples samples = new LiveSamples(new Input.Live(seconds, 0), console.silent(stopping))) {
      Intervals.show(
          samples,
          Input.Choice.Each.ALL,
          ZoneId.systemDefault(),
          (before, after) -> {
            events.add(new Event.Seen(moment(before, after)));
            collect(after.nanos());
            return !stopping.asked();
          });
    }
  }

  /**
   * The serial collector lets the heap grow to its limit before it looks for what is not needed any
   * more: a view that stays for days would hold hundreds of MiB.
   */
  private void collect(long nanos) {
    if (nanos - collected > COLLECT_NANOS) {
      System.gc();
      collected = nanos;
    }
  }

  private Moment moment(Sample before, Sample after) {
    Stack stack = stacks.of(after);
    Ledger ledger = bookkeeper.post(before, after, stack);
    Waits waits = Waits.of(ledger, GuestFlows.between(before, after).waits());
    Ledger wanted =
        devices.isEmpty() ? ledger : Extract.of(ledger, Names.devices(after, stack, devices, true));
    return Moment.of(wanted, stack, waits, Alive.of(after));
  }

  @Override
  public void close() {
    Run last = run;
    if (last != null) {
      last.stopping().ask();
    }
  }
}
