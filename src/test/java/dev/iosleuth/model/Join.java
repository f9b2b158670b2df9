package dev.iosleuth.model;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs what follows once all parts are done. */
final class Join {
  private Join() {}

  static Runnable of(int parts, Runnable done) {
    if (parts <= 0) {
      throw new IllegalArgumentException("nothing to wait for");
    }
    var left = new AtomicInteger(parts);
    return () -> {
      if (left.decrementAndGet() == 0) {
        done.run();
      }
    };
  }
}
