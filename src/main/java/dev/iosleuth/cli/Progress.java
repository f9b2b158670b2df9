package dev.iosleuth.cli;

import java.time.Duration;

/** A line on a terminal's standard error that says how far a wait or a long reading has come. */
final class Progress implements AutoCloseable {
  /** Shorter waits need no line. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration STEP = Duration.ofMillis(250);
  private static final int BAR = 20;

  /** Back to the first column, and clears the line. */
  private static final String HOME = "\r\u001b[K";

  private final Console console;
  private final long startNanos = System.nanoTime();
  private final Duration length;
  private boolean drawn;
  private long nextNanos = startNanos + PATIENCE.toNanos();

  private Progress(Console console, Duration length) {
    this.console = console;
    this.length = length;
  }

  /** Of a wait whose length is known. */
  static Progress waiting(Console console, Duration length) {
    return new Progress(console, length);
  }

  /** Of work whose length is not known in time. */
  static Progress working(Console console) {
    return new Progress(console, Duration.ZERO);
  }

  /** Waits; true if the user wants an end. */
  boolean pause() {
    boolean shown = console.terminal().err() && length.compareTo(PATIENCE) > 0;
    if (!shown) {
      return console.stopping().pause(length);
    }
    while (true) {
      Duration gone = Duration.ofNanos(System.nanoTime() - startNanos);
      Duration left = length.minus(gone);
      if (left.isNegative() || left.isZero()) {
        return console.stopping().asked();
      }
      draw(gone.toNanos() / (double) length.toNanos(), seconds(left) + " s to go");
      if (console.stopping().pause(left.compareTo(STEP) < 0 ? left : STEP)) {
        return true;
      }
    }
  }

  /** Says how much of the work is done, not more often than eyes can follow. */
  void reached(double share, String what) {
    long now = System.nanoTime();
    if (console.terminal().err() && now >= nextNanos) {
      nextNanos = now + STEP.toNanos();
      draw(share, what);
    }
  }

  private static long seconds(Duration left) {
    return (left.toMillis() + 999) / 1000;
  }

  private void draw(double share, String what) {
    int full = (int) Math.round(Math.min(1, Math.max(0, share)) * BAR);
    console.err().print(HOME + "█".repeat(full) + "░".repeat(BAR - full) + " " + what);
    console.err().flush();
    drawn = true;
  }

  @Override
  public void close() {
    if (drawn) {
      console.err().print(HOME);
      console.err().flush();
    }
  }
}
