package dev.iosleuth.model;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pool under thin volumes (drivers/md/dm-thin.c): its bios pass to the data device; when a
 * block was given out, the next flush or second commits metadata.
 */
final class ThinPool implements Mapping {
  /** 64 KiB. */
  static final long BLOCK = 128;

  private final Clock clock;
  private final SimDevice meta;
  private final SimDevice data;
  private final Map<Long, Integer> users = new HashMap<>();
  private long used;
  private long metaAt;
  private final Set<Cause> uncommitted = new HashSet<>();

  ThinPool(Clock clock, SimDevice meta, SimDevice data) {
    this.clock = clock;
    this.meta = meta;
    this.data = data;
    clock.after(Clock.SECOND, this::everySecond);
  }

  private void everySecond() {
    commit(() -> {});
    clock.after(Clock.SECOND, this::everySecond);
  }

  /** A free block for one user. */
  long allocate(Cause cause) {
    long block = used++;
    if ((block + 1) * BLOCK > data.sectors()) {
      throw new IllegalStateException("pool is full");
    }
    users.put(block, 1);
    uncommitted.add(cause);
    return block;
  }

  void share(long block) {
    users.merge(block, 1, Integer::sum);
  }

  void release(long block) {
    users.merge(block, -1, Integer::sum);
  }

  boolean shared(long block) {
    return users.getOrDefault(block, 0) > 1;
  }

  /** Some changed pages of the tree, then the superblock behind a flush. */
  private void commit(Runnable done) {
    if (uncommitted.isEmpty()) {
      done.run();
      return;
    }
    List<Cause> causes = List.copyOf(uncommitted);
    uncommitted.clear();
    Runnable joined =
        Join.of(causes.size(), () -> meta.submit(Bio.barrier(0, 8, causes.getFirst(), ""), done));
    for (Cause cause : causes) {
      metaAt = (metaAt + 8) % (meta.sectors() - 16);
      meta.submit(Bio.of(Bio.Op.WRITE, metaAt + 8, 8, cause, ""), joined);
    }
  }

  @Override
  public List<Bio> cut(Bio bio) {
    return List.of(bio);
  }

  @Override
  public void map(Bio piece, Runnable done) {
    data.submit(piece, done);
  }

  @Override
  public void flush(Bio flush, Runnable done) {
    commit(() -> data.submit(flush, done));
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of(meta, data);
  }

  @Override
  public List<Target> table(long sectors) {
    return List.of(
        new Target(
            0,
            sectors,
            "thin-pool",
            BLOCK,
            List.of(Mappings.lower(Use.META, meta, -1), Mappings.lower(Use.DATA, data, 0)),
            "128 0 1 skip_block_zeroing"));
  }
}
