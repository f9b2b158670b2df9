package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How many of a disk's flush commands are known to be whose: zero-sector writes are flushes, and of
 * some jobs of the kernel is known what they ask for.
 */
final class JobFlushes {
  /** The end of the names of jobs that write these. */
  static final String SUPERBLOCKS = " superblock and bitmap";

  /**
   * What copies block by block waits for each and flushes nothing: drivers/md/md.c (md_do_sync),
   * drivers/block/drbd/drbd_receiver.c (recv_resync_read). DRBD's flushes there end epochs of the
   * guest's writes.
   */
  private static final Set<String> COPYING = Set.of("resync", "recovery", "repair", "reshape");

  private final boolean forcesUnitAccess;

  JobFlushes(Node leaf) {
    this.forcesUnitAccess = leaf.attribute("fua").equals("yes");
  }

  double known(Share share) {
    return each(share).stream().map(e -> e * share.arrivals()).findFirst().orElse(share.empties());
  }

  /** Arrivals of which each may have come with a flush, or not. */
  double others(Share share) {
    return each(share).isPresent() ? 0 : share.arrivals() - share.empties();
  }

  /**
   * For a write of this payer. md_super_write asks for PREFLUSH and FUA, and the block layer makes
   * two commands of that where the disk has no FUA (block/blk-flush.c, flush_policy).
   */
  private OptionalDouble each(Share share) {
    if (share.account().kind() != Account.Kind.JOB) {
      return OptionalDouble.empty();
    }
    String name = share.account().name();
    if (name.endsWith(SUPERBLOCKS)) {
      return OptionalDouble.of(forcesUnitAccess ? 1 : 2);
    }
    boolean copies = COPYING.contains(name.substring(name.lastIndexOf(' ') + 1));
    return copies ? OptionalDouble.of(0) : OptionalDouble.empty();
  }
}
