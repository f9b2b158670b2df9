package dev.iosleuth.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a long command cleanly on SIGINT, SIGTERM and SIGHUP: it is asked to stop, shows what there
 * is, cleans up and gives its own exit status.
 */
final class Stopping {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int status = Status.INTERRUPTED;

  /** Listens to the signals of this process. */
  void listen(PrintStream err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> signalled(err), "stop"));
  }

  /** Waits; true if the command is to stop now. */
  boolean pause(Duration length) {
    try {
      return asked.await(Math.max(0, length.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Waits for the wish to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  void ask() {
    asked.countDown();
  }

  /** The command is over and has printed all. */
  void end(int newStatus) {
    status = newStatus;
    ended.countDown();
  }

  private void signalled(PrintStream err) {
    ask();
    try {
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        err.println("iosleuth: interrupted, and given up after " + PATIENCE.toSeconds() + " s");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The virtual machine's own status for a signal would hide the command's.
    Runtime.getRuntime().halt(status);
  }
}
