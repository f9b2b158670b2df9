package dev.iosleuth.model;

import dev.iosleuth.sample.BlockDevice;
import java.util.List;

/** The head of native multipath: sends each bio down one of its hidden paths, in turn. */
final class NvmeHead implements SimDevice {
  private final Line line;
  private final List<Disk> paths;
  private int next;

  NvmeHead(Line line, List<Disk> paths) {
    this.line = line;
    this.paths = List.copyOf(paths);
  }

  List<Disk> paths() {
    return paths;
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public void submit(Bio bio, Runnable done) {
    line.charge(bio, 1);
    next = (next + 1) % (paths.size() * 16);
    paths.get(next / 16).submit(bio, done);
  }

  @Override
  public boolean writeBack() {
    return paths.getFirst().writeBack();
  }

  @Override
  public boolean discards() {
    return paths.getFirst().discards();
  }

  @Override
  public BlockDevice.Personality personality() {
    return new BlockDevice.Personality.NvmeHead(paths.stream().map(Disk::name).toList());
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of();
  }
}
