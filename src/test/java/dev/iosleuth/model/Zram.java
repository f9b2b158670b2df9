package dev.iosleuth.model;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import java.util.List;
import java.util.Map;

/** Compressed memory: bio-based, answers at once, keeps nothing on a disk. */
final class Zram implements Leaf {
  private final Line line;
  private final Clock clock;
  private final LeafTruth truth = new LeafTruth();

  Zram(Line line, Clock clock) {
    this.line = line;
    this.clock = clock;
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public LeafTruth truth() {
    return truth;
  }

  @Override
  public void submit(Bio given, Runnable done) {
    Bio bio = given.plain();
    if (bio.empty()) {
      clock.after(0, done);
      return;
    }
    line.charge(bio, 1);
    long started = line.stats().start(bio.op(), bio.sectors());
    truth.request(bio.cause());
    truth.completed(bio);
    clock.after(
        5_000,
        () -> {
          line.stats().end(bio.op(), bio.sectors(), started);
          done.run();
        });
  }

  @Override
  public boolean writeBack() {
    return false;
  }

  @Override
  public BlockDevice.Personality personality() {
    return new BlockDevice.Personality.Zram(Reading.known("none"), Map.of());
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of();
  }
}
