package dev.iosleuth.model;

import java.util.List;
import java.util.Random;

/** Takes the time that a disk takes. */
record Medium(DiskModel model, Clock clock, Random random, long sectors) implements Backend {
  @Override
  public void serve(List<Bio> pieces, long distance, Runnable done) {
    int length = pieces.stream().mapToInt(Bio::sectors).sum();
    double spread = 0.7 + 0.6 * random.nextDouble();
    double seek =
        distance == 0 ? 0 : model.seekNanos() * (0.3 + Math.sqrt((double) distance / sectors));
    double nanos = (model.baseNanos() + length * model.nanosPerSector() + seek) * spread;
    clock.after((long) nanos, done);
  }

  @Override
  public void flush(List<Cause> waiters, Runnable done) {
    clock.after((long) ((0.5 + random.nextDouble()) * model.flushNanos()), done);
  }
}
