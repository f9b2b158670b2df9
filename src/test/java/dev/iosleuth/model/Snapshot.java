package dev.iosleuth.model;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The classic snapshot (drivers/md/dm-snap.c): the first write to a chunk of the origin reads the
 * chunk, writes it to the copy-on-write store and records that, by a kernel thread.
 */
final class Snapshot {
  /** 32 KiB. */
  static final long CHUNK = 64;

  private final SimDevice real;
  private final SimDevice store;
  private final Set<Long> copied = new HashSet<>();
  private long next = 1;

  Snapshot(SimDevice real, SimDevice store) {
    this.real = real;
    this.store = store;
  }

  /** What is still called by the volume's name. */
  Mapping origin() {
    return new Origin();
  }

  /** The view of the past; only read here. */
  Mapping view() {
    return new View();
  }

  private void copyFirst(Bio piece, Runnable then) {
    long chunk = piece.sector() / CHUNK;
    if (!copied.add(chunk)) {
      then.run();
      return;
    }
    long place = next++ * CHUNK;
    Bio read = Bio.of(Bio.Op.READ, chunk * CHUNK, (int) CHUNK, piece.cause(), "");
    Bio write = Bio.of(Bio.Op.WRITE, place, (int) CHUNK, piece.cause(), "");
    Bio record = Bio.barrier(0, 8, piece.cause(), "");
    real.submit(read, () -> store.submit(write, () -> store.submit(record, then)));
  }

  private final class Origin implements Mapping {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.op() == Bio.Op.WRITE ? bio.cutAt(CHUNK) : List.of(bio);
    }

    @Override
    public void map(Bio piece, Runnable done) {
      if (piece.op() != Bio.Op.WRITE) {
        real.submit(piece, done);
        return;
      }
      copyFirst(piece, () -> real.submit(piece, done));
    }

    @Override
    public List<SimDevice> slaves() {
      return List.of(real);
    }

    @Override
    public List<Target> table(long sectors) {
      return List.of(
          new Target(
              0, sectors, "snapshot-origin", 0, List.of(Mappings.lower(Use.ORIGIN, real, 0)), ""));
    }
  }

  private final class View implements Mapping {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.cutAt(CHUNK);
    }

    @Override
    public void map(Bio piece, Runnable done) {
      if (piece.op() != Bio.Op.READ) {
        throw new IllegalStateException("the model's snapshots are only read");
      }
      boolean changed = copied.contains(piece.sector() / CHUNK);
      (changed ? store : real)
          .submit(changed ? piece.at(CHUNK + piece.sector() % CHUNK) : piece, done);
    }

    @Override
    public List<SimDevice> slaves() {
      return List.of(real, store);
    }

    @Override
    public List<Target> table(long sectors) {
      return List.of(
          new Target(
              0,
              sectors,
              "snapshot",
              CHUNK,
              List.of(Mappings.lower(Use.ORIGIN, real, 0), Mappings.lower(Use.COW, store, -1)),
              "P 64"));
    }
  }
}
