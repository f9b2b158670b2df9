package dev.iosleuth.model;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import java.util.List;
import java.util.Optional;

/** A part of a disk: the requests that its bios became count here and on the disk. */
final class Partition implements SimDevice {
  private final Line line;
  private final Disk disk;
  private final long start;
  private final long number;
  private final boolean countsFlushes;

  Partition(Line line, Disk disk, long start, long number, boolean countsFlushes) {
    this.line = line;
    this.disk = disk;
    this.start = start;
    this.number = number;
    this.countsFlushes = countsFlushes;
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public void submit(Bio bio, Runnable done) {
    if (!line.holds(bio)) {
      throw new IllegalStateException("beyond the end of " + line.name() + ": " + bio);
    }
    Bio below = bio.empty() ? bio : bio.at(bio.sector() + start);
    disk.submit(below, Optional.of(line.stats()), countsFlushes, done);
  }

  @Override
  public boolean writeBack() {
    return disk.writeBack();
  }

  @Override
  public BlockDevice.Personality personality() {
    return new BlockDevice.Personality.Partition(
        disk.name(), Reading.known(number), Reading.known(start));
  }

  @Override
  public boolean discards() {
    return disk.discards();
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of();
  }
}
