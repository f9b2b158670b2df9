package dev.iosleuth.source;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Lends {@link Scratch} memory: one per thread that is inside a system call at the same time. */
final class ScratchPool {
  private final ConcurrentLinkedDeque<Scratch> idle = new ConcurrentLinkedDeque<>();

  <T> T with(Function<Scratch, T> work) {
    Scratch polled = idle.pollFirst();
    Scratch scratch = polled == null ? new Scratch() : polled;
    T result = work.apply(scratch);
    // not in a finally block: after an exception the memory is left to the collector
    idle.addFirst(scratch);
    return result;
  }
}
