package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

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

  /** Of a transaction of the activity log, and of DRBD's superblock. */
  private static final double PAGE = 4096;

  private final boolean forcesUnitAccess;
  private final Predicate<Share> mapped;

  /**
   * @param mapped whether device-mapper lies on the way, and no array below it
   */
  JobFlushes(Node leaf, Predicate<Share> mapped) {
    this.forcesUnitAccess = leaf.attribute("fua").equals("yes");
    this.mapped = mapped;
  }

  double known(Share share) {
    if (isDrbds(share)) {
      return ofDrbds(share);
    }
    return each(share).stream().map(e -> e * share.arrivals()).findFirst().orElse(share.empties());
  }

  /** Arrivals of which each may have come with a flush, or not. */
  double others(Share share) {
    return isDrbds(share) || each(share).isPresent() ? 0 : share.arrivals() - share.empties();
  }

  /**
   * drivers/block/drbd/drbd_actlog.c (_drbd_md_sync_page_io) writes these with PREFLUSH and FUA:
   * two commands where the disk has no FUA. Device-mapper makes two writes of it, one of nothing
   * with both and one of the page with FUA (drivers/md/dm.c, __send_empty_flush(); by blktrace of
   * Linux 6.1), three commands, of which an array passes the first two on as one (drivers/md/md.c,
   * md_flush_request()).
   */
  private double ofDrbds(Share share) {
    double each = forcesUnitAccess ? 1 : mapped.test(share) ? 3 : 2;
    return each * Math.round(share.bytes() / PAGE);
  }

  private static boolean isDrbds(Share share) {
    String name = share.account().name();
    return share.account().kind() == Account.Kind.JOB
        && share.via().size() > 1
        && (name.endsWith(" activity log") || name.endsWith(" meta data"));
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
