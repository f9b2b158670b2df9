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

  /** Waits for the rest; true if the user wants an end. */
  boolean pause() {
    return pause(length);
  }

  /** Waits for a part of the length, or what is left of it; true if the user wants an end. */
  boolean pause(Duration part) {
    boolean shown = console.terminal().err() && length.compareTo(PATIENCE) > 0;
    long whole = startNanos + length.toNanos();
    long until = Math.min(System.nanoTime() + part.toNanos(), whole);
    while (true) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return console.stopping().asked();
      }
      if (shown) {
        long toGo = whole - System.nanoTime();
        draw(1 - toGo / (double) length.toNanos(), seconds(Duration.ofNanos(toGo)) + " s to go");
      }
      Duration step = Duration.ofNanos(shown ? Math.min(left, STEP.toNanos()) : left);
      if (console.stopping().pause(step)) {
        return true;
      }
    }
  }

  /** Says how much of the work is done, not more often than eyes can follow. */
  void reached(double share, String what) {
    long now = System.nanoTime();
    if (now < nextNanos) {
      return;
    }
    nextNanos = now + STEP.toNanos();
    if (console.terminal().err()) {
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
