package dev.iosleuth.model;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import java.util.List;

/**
 * A bio-based device-mapper device (drivers/md/dm.c): an empty flush is a zero-sector write; a
 * write with a flush before it is counted twice, first as the flush.
 */
final class Dm implements SimDevice {
  private final Line line;
  private String dmName;
  private final String uuid;
  private final Mapping mapping;
  private final Clock clock;

  Dm(Line line, String dmName, String uuid, Mapping mapping, Clock clock) {
    this.line = line;
    this.dmName = dmName;
    this.uuid = uuid;
    this.mapping = mapping;
    this.clock = clock;
  }

  @Override
  public Line line() {
    return line;
  }

  String dmName() {
    return dmName;
  }

  void rename(String name) {
    dmName = name;
  }

  Mapping mapping() {
    return mapping;
  }

  @Override
  public void submit(Bio given, Runnable done) {
    Bio bio = writeBack() ? given : given.plain();
    if (bio.empty() && !bio.preflush()) {
      clock.after(0, done);
      return;
    }
    if (!line.holds(bio)) {
      throw new IllegalStateException("beyond the end of " + line.name() + ": " + bio);
    }
    if (!bio.preflush()) {
      data(bio, true, done);
      return;
    }
    line.charge(bio, 1);
    long started = line.stats().start(Bio.Op.WRITE, 0);
    mapping.flush(
        Bio.flush(bio.cause(), bio.cgroup()),
        () -> {
          line.stats().end(Bio.Op.WRITE, 0, started);
          if (bio.empty()) {
            done.run();
            return;
          }
          data(bio.withoutPreflush(), false, done);
        });
  }

  private void data(Bio bio, boolean charge, Runnable done) {
    List<Bio> pieces = mapping.cut(bio);
    if (charge) {
      line.charge(bio, pieces.size());
    }
    Runnable joined = Join.of(pieces.size(), done);
    for (Bio piece : pieces) {
      long started = line.stats().start(piece.op(), piece.sectors());
      mapping.map(
          piece,
          () -> {
            line.stats().end(piece.op(), piece.sectors(), started);
            joined.run();
          });
    }
  }

  @Override
  public boolean writeBack() {
    return mapping.slaves().stream().anyMatch(SimDevice::writeBack);
  }

  @Override
  public BlockDevice.Personality personality() {
    return new BlockDevice.Personality.DeviceMapper(dmName, uuid, Reading.known(false));
  }

  @Override
  public List<SimDevice> slaves() {
    return mapping.slaves();
  }
}
