package dev.iosleuth.cli;

import dev.iosleuth.view.screen.Moment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** All that {@code iosleuth top} waits for, in the order in which it came. */
final class TopEvents {
  /** What came. */
  sealed interface Event {
    /** What was typed; empty at the end of the input. */
    record Typed(String text) implements Event {}

    record Seen(Moment moment) implements Event {}

    /** The size of the terminal may be another one. */
    record Redraw() implements Event {}

    /** It is to stop until a shell lets it go on. */
    record Suspend() implements Event {}

    /** An end is wanted. */
    record Stop() implements Event {}

    /** Work in the background cannot go on. */
    record Failed(Throwable why) implements Event {}
  }

  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();

  TopEvents(Stopping stopping) {
    background(
        "top-stop",
        () -> {
          stopping.await();
          stop();
        });
  }

  /** Work that an end of the program does not wait for. */
  interface Work {
    void run() throws InterruptedException;
  }

  Thread background(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException | Error bug) {
            queue.add(new Event.Failed(bug));
          }
        });
  }

  void add(Event event) {
    queue.add(event);
  }

  void stop() {
    queue.add(new Event.Stop());
  }

  void suspend() {
    queue.add(new Event.Suspend());
  }

  void redraw() {
    queue.add(new Event.Redraw());
  }

  /** Waits for the next one. */
  Event next() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Event.Stop();
    }
  }

  /** Whether another one is there already, so that drawing can wait. */
  boolean more() {
    return !queue.isEmpty();
  }
}
