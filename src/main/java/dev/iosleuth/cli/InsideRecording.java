package dev.iosleuth.cli;

import dev.iosleuth.cli.Samples.Range;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A recording that was taken inside a guest, read on as time goes on at its host. */
final class InsideRecording implements AutoCloseable {
  private final String file;
  private final Samples samples;
  private final Duration ahead;
  private final Range range;

  /** The last two samples that were read: the next interval begins with either. */
  private final Deque<Read> latest = new ArrayDeque<>();

  /**
   * @param books of all that lies before the sample
   */
  private record Read(Sample sample, Bookkeeper books) {
    Read next(Sample sample) {
      Bookkeeper upToThere = books.copy();
      upToThere.pass(this.sample, sample);
      return new Read(sample, upToThere);
    }
  }

  /**
   * The graph inside, and the guest's own books.
   *
   * @param ledger empty where there is one sample only
   * @param part of the time that was asked for that it holds: 0 to 1
   * @param times as long as the time that was asked for it is, which it may reach beyond
   */
  record Inner(Sample sample, Stack stack, Optional<Ledger> ledger, double part, double times) {
    /** The graph alone. */
    Inner withoutBooks() {
      return new Inner(sample, stack, Optional.empty(), part, times);
    }
  }

  /**
   * @param ahead how far the guest's clock is before its host's
   */
  InsideRecording(String file, Duration ahead, boolean partial, Console console) {
    var input = new Input.Recorded(file, new Input.Choice.Whole(), partial);
    this.file = file;
    this.ahead = ahead;
    this.samples = new RecordedSamples(input, console);
    Range own = samples.range().orElseThrow();
    this.range = new Range(own.first().minus(ahead), own.last().minus(ahead));
  }

  String file() {
    return file;
  }

  Duration ahead() {
    return ahead;
  }

  /** By the host's clock. */
  Range range() {
    return range;
  }

  List<Note> notes() {
    return samples.notes();
  }

  /**
   * From the last sample up to one time to the first from the other on; empty where it holds none
   * of that. Later calls ask for later times.
   */
  Optional<Inner> between(Instant from, Instant to) {
    var asked = new Range(from, to);
    if (!range.with(asked).holdsSome()) {
      return Optional.empty();
    }
    Deque<Read> again = new ArrayDeque<>(latest);
    Optional<Read> first = next(again);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    var inner = new AtomicReference<Inner>();
    var span = new Span(first.get().sample(), viewer(first.get().books(), asked, inner));
    while (time(span.last()).isBefore(to)) {
      Optional<Read> next = next(again);
      if (next.isEmpty()) {
        break;
      }
      Sample sample = next.get().sample();
      if (time(sample).isAfter(from)) {
        span.add(sample);
      } else {
        span = new Span(sample, viewer(next.get().books(), asked, inner));
      }
    }
    span.only();
    return Optional.ofNullable(inner.get());
  }

  private Intervals.Viewer viewer(Bookkeeper books, Range asked, AtomicReference<Inner> inner) {
    Bookkeeper own = books.copy();
    return new Intervals.Viewer() {
      @Override
      public void step(Sample before, Sample after) {
        own.step(before, after);
      }

      @Override
      public boolean show(Sample before, Sample after) {
        Stack stack = StackBuilder.build(after);
        Ledger ledger = own.post(before, after, stack);
        var time = new Range(time(before), time(after));
        inner.set(
            new Inner(
                after,
                stack,
                Optional.of(ledger),
                Math.clamp(quotient(asked.with(time), asked), 0, 1),
                quotient(time, asked)));
        return true;
      }
    };
  }

  private Instant time(Sample sample) {
    return sample.wall().minus(ahead);
  }

  private static double quotient(Range one, Range other) {
    double nanos = Duration.between(one.first(), one.last()).toNanos();
    return nanos / Duration.between(other.first(), other.last()).toNanos();
  }

  /** The last of those that have been read already, or one more. */
  private Optional<Read> next(Deque<Read> again) {
    if (!again.isEmpty()) {
      return Optional.of(again.removeFirst());
    }
    Optional<Read> read =
        samples
            .next()
            .map(sample ->
                latest.isEmpty()
                    ? new Read(sample, new Bookkeeper())
                    : latest.getLast().next(sample));
    read.ifPresent(one -> {
      if (latest.size() == 2) {
        latest.removeFirst();
      }
      latest.addLast(one);
    });
    return read;
  }

  /** Its first sample: the graph alone. */
  Optional<Inner> one() {
    Optional<Read> first = latest.isEmpty() ? next(latest) : Optional.of(latest.getFirst());
    return first
        .map(Read::sample)
        .map(sample -> new Inner(sample, StackBuilder.build(sample), Optional.empty(), 1, 1));
  }

  @Override
  public void close() {
    samples.close();
  }
}
