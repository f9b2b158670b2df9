package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.ExitListener;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.OwnProcess;
import dev.iosleuth.source.Tree;
import dev.iosleuth.view.text.Units;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Samples of the live host at equal intervals. */
final class LiveSamples implements Samples {
  /** How often open files are looked at within an interval. */
  private static final long GLANCE_NANOS = 1_000_000_000L;

  /** A look may cost one part in so many of the time. */
  private static final long GLANCE_SHARE = 50;

  /** Where a sample comes more often, nobody is asked twice for it: the next one comes soon. */
  private static final double TIME_FOR_TWO_TRIES = 2;

  private final Tree tree = GuardedTree.host("/");
  private final Collector collector;
  private final Reading<ExitListener> listener = ExitListener.open(tree);
  private final Console console;
  private final long stepNanos;
  private final long last;
  private Optional<Sample> previous = Optional.empty();
  private final OwnProcess own = new OwnProcess();
  private Glances glances = new Glances();
  private long glance = GLANCE_NANOS;
  private long taken;
  private long firstNanos;
  private long takenNanos;
  private long startNanos;
  private boolean stopped;
  private Optional<String> cut = Optional.empty();

  LiveSamples(Input.Live live, Console console) {
    this.console = console;
    this.collector = new Collector(live.wanted(), asked(live));
    this.stepNanos = (long) (live.seconds() * 1e9);
    this.last = live.count();
  }

  private static Set<Collector.Ask> asked(Input.Live live) {
    Set<Collector.Ask> asked = EnumSet.noneOf(Collector.Ask.class);
    asked.addAll(live.also());
    asked.addAll(twice(live.seconds()));
    return asked;
  }

  /** Whether there is time to ask monitors twice between samples. */
  static Set<Collector.Ask> twice(double seconds) {
    return seconds >= TIME_FOR_TWO_TRIES ? Set.of(Collector.Ask.MONITORS_TWICE) : Set.of();
  }

  @Override
  public Optional<Sample> next() {
    if (taken == 0) {
      // Read once for nothing: the first reading takes long and would put the counters of devices
      // and of processes far apart.
      previous = Optional.of(collect());
      firstNanos = System.nanoTime();
      return take();
    }
    if (stopped || (last > 0 && taken > last)) {
      return Optional.empty();
    }
    stopped = awaitTurn();
    return stopped ? cutShort() : take();
  }

  /** What there is of the interval, unless it is next to nothing and not the only one. */
  private Optional<Sample> cutShort() {
    double gone = (System.nanoTime() - takenNanos) / 1e9;
    String which = last == 1 ? "" : "interval " + taken + (last > 0 ? " of " + last : "") + " ";
    if (taken > 1 && gone < InputOptions.LEAST_SECONDS) {
      cut = last > 0 ? Optional.of("ended after " + (taken - 1) + " of " + last) : cut;
      return Optional.empty();
    }
    long start = startNanos;
    Optional<Sample> end = take();
    // as the books have it: to the moment of the sample, not of the signal
    double seconds = (end.map(Sample::nanos).orElse(start) - start) / 1e9;
    cut =
        Optional.of(
            "%scut short after %s%s"
                .formatted(
                    which,
                    Units.seconds(seconds),
                    seconds < stepNanos / 1e9 ? " of " + Units.seconds(stepNanos / 1e9) : ""));
    return end;
  }

  private boolean awaitTurn() {
    long due = firstNanos + taken * stepNanos;
    long wait = due - System.nanoTime();
    if (wait < 0) {
      // too slow for this interval: start counting anew instead of running after it
      firstNanos -= wait;
    }
    try (var progress = Progress.waiting(console, Duration.ofNanos(Math.max(0, wait)))) {
      while (due - System.nanoTime() > glance * 3 / 2) {
        if (progress.pause(Duration.ofNanos(glance))) {
          return true;
        }
        glance();
      }
      return progress.pause();
    }
  }

  /** A look in between: who has what open, who ended. The longer it takes, the rarer. */
  private void glance() {
    long before = own.cpuNanos();
    Sample sample = collector.glance(tree, previous, this::exits);
    glances.add(sample);
    previous = Optional.of(sample);
    long cost = own.cpuNanos() - before;
    glance = Math.max(GLANCE_NANOS, cost * GLANCE_SHARE);
  }

  private Sample collect() {
    return collector.collect(tree, previous, this::exits);
  }

  private Reading<Exits> exits() {
    return listener.then(ExitListener::drain);
  }

  private Optional<Sample> take() {
    Sample sample = collect();
    glances.add(sample);
    Sample complete = glances.complete(sample);
    glances = new Glances();
    takenNanos = System.nanoTime();
    taken++;
    startNanos = complete.nanos();
    previous = Optional.of(complete);
    return previous;
  }

  @Override
  public Optional<Sample> last() {
    return previous;
  }

  @Override
  public Optional<String> cut() {
    return cut;
  }

  @Override
  public List<Note> notes() {
    return List.of();
  }

  @Override
  public void close() {
    listener.optional().ifPresent(ExitListener::close);
  }
}
