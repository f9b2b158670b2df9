package dev.iosleuth.model;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A thin volume: blocks are given out at the first write; a block that a snapshot shares is copied
 * before it is changed, by a kernel thread (dm-kcopyd).
 */
final class Thin implements Mapping {
  private final Clock clock;
  private final Dm poolDevice;
  private final ThinPool pool;
  private final long number;
  private final Map<Long, Long> blocks;

  Thin(Clock clock, Dm poolDevice, ThinPool pool, long number) {
    this(clock, poolDevice, pool, number, new HashMap<>());
  }

  private Thin(Clock clock, Dm poolDevice, ThinPool pool, long number, Map<Long, Long> blocks) {
    this.clock = clock;
    this.poolDevice = poolDevice;
    this.pool = pool;
    this.number = number;
    this.blocks = blocks;
  }

  /** All blocks given out, as after a first full write. */
  Thin filled(long sectors, Cause cause) {
    for (long block = 0; block < sectors / ThinPool.BLOCK; block++) {
      blocks.put(block, pool.allocate(cause));
    }
    return this;
  }

  Thin snapshot(long id) {
    blocks.values().forEach(pool::share);
    return new Thin(clock, poolDevice, pool, id, new HashMap<>(blocks));
  }

  @Override
  public List<Bio> cut(Bio bio) {
    return bio.cutAt(ThinPool.BLOCK);
  }

  @Override
  public void map(Bio piece, Runnable done) {
    long block = piece.sector() / ThinPool.BLOCK;
    Long place = blocks.get(block);
    switch (piece.op()) {
      case READ, DISCARD -> {
        if (place == null) {
          clock.after(0, done);
          return;
        }
        send(piece, place, done);
      }
      case WRITE -> write(piece, block, place == null ? -1 : place, done);
    }
  }

  private void write(Bio piece, long block, long place, Runnable done) {
    if (place < 0) {
      long fresh = pool.allocate(piece.cause());
      blocks.put(block, fresh);
      send(piece, fresh, done);
      return;
    }
    if (!pool.shared(place)) {
      send(piece, place, done);
      return;
    }
    long copy = pool.allocate(piece.cause());
    pool.release(place);
    blocks.put(block, copy);
    if (piece.sectors() == ThinPool.BLOCK) {
      send(piece, copy, done);
      return;
    }
    Bio whole =
        Bio.of(Bio.Op.READ, place * ThinPool.BLOCK, (int) ThinPool.BLOCK, piece.cause(), "");
    Bio copied =
        Bio.of(Bio.Op.WRITE, copy * ThinPool.BLOCK, (int) ThinPool.BLOCK, piece.cause(), "");
    poolDevice.submit(whole, () -> poolDevice.submit(copied, () -> send(piece, copy, done)));
  }

  private void send(Bio piece, long place, Runnable done) {
    poolDevice.submit(piece.at(place * ThinPool.BLOCK + piece.sector() % ThinPool.BLOCK), done);
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of(poolDevice);
  }

  @Override
  public List<Target> table(long sectors) {
    return List.of(
        new Target(
            0,
            sectors,
            "thin",
            0,
            List.of(Mappings.lower(Use.POOL, poolDevice, -1)),
            Long.toString(number)));
  }
}
