package dev.iosleuth.ledger;

import java.util.OptionalDouble;

/**
 * How long operations took, as those who asked for them saw it: counts and summed milliseconds, so
 * that several add up.
 */
public record Wait(
    double readOps,
    double readMs,
    double writeOps,
    double writeMs,
    double flushOps,
    double flushMs) {
  public static final Wait NOTHING = new Wait(0, 0, 0, 0, 0, 0);

  static Wait of(Direction direction, double ops, double ms) {
    return switch (direction) {
      case READ -> new Wait(ops, ms, 0, 0, 0, 0);
      case WRITE -> new Wait(0, 0, ops, ms, 0, 0);
      case FLUSH -> new Wait(0, 0, 0, 0, ops, ms);
      case DISCARD -> NOTHING;
    };
  }

  /** Of all that a device did. */
  public static Wait of(Flow flow) {
    Flow.Flushes flushes = flow.flushes().orElse(new Flow.Flushes(0, 0));
    return new Wait(
        (double) flow.reads().ops(),
        (double) flow.reads().ms(),
        (double) flow.writes().ops(),
        (double) flow.writes().ms(),
        (double) flushes.ops(),
        (double) flushes.ms());
  }

  public Wait plus(Wait other) {
    return new Wait(
        readOps + other.readOps,
        readMs + other.readMs,
        writeOps + other.writeOps,
        writeMs + other.writeMs,
        flushOps + other.flushOps,
        flushMs + other.flushMs);
  }

  /** Milliseconds of a read; empty without reads. */
  public OptionalDouble read() {
    return mean(readMs, readOps);
  }

  public OptionalDouble write() {
    return mean(writeMs, writeOps);
  }

  public OptionalDouble flush() {
    return mean(flushMs, flushOps);
  }

  /** Milliseconds of an operation of any kind. */
  public OptionalDouble mean() {
    return mean(readMs + writeMs + flushMs, readOps + writeOps + flushOps);
  }

  private static OptionalDouble mean(double ms, double ops) {
    return ops > 0 ? OptionalDouble.of(ms / ops) : OptionalDouble.empty();
  }
}
