package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.replica.Replication.Between;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many of a replicated disk's writes carried data: DRBD and device-mapper count empty flushes
 * as writes, too. No counter tells, but both nodes got the same data, and mirrors count no empty
 * flush: so there are bounds, and often they meet.
 */
final class FullWrites {
  /** DRBD_MAX_BIO_SIZE of include/linux/drbd.h. */
  private static final long MOST_BYTES = 1 << 20;

  /** Each round passes on what another one learned: as many as disks that share a mirror. */
  private static final int ROUNDS = 20;

  private final Map<ReplicatedDisk, Between> bounds = new HashMap<>();

  private FullWrites() {}

  /** By the disk on the guest's own host, where it is known on both what was written. */
  static Map<ReplicatedDisk, Between> of(List<ReplicatedHost> hosts, Pairing pairing) {
    var writes = new FullWrites();
    var owners = new HashMap<ReplicatedDisk, ReplicatedDisk>();
    for (ReplicatedDisk own : pairing.primaries()) {
      List<ReplicatedDisk> peers = pairing.peers(own);
      owners.put(own, own);
      peers.forEach(peer -> owners.put(peer, own));
      between(own, peers).ifPresent(between -> writes.bounds.put(own, between));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (ReplicatedHost host : hosts) {
        host.mirrors().forEach(mirror -> writes.narrow(host, mirror, owners));
      }
    }
    return writes.bounds;
  }

  private static Optional<Between> between(ReplicatedDisk own, List<ReplicatedDisk> peers) {
    boolean same =
        !peers.isEmpty()
            && peers.stream().allMatch(p -> !p.resyncUntold() && own.wroteAsMuchAs(p))
            && (!own.resyncUntold() || peers.stream().allMatch(p -> p.side().resync().isPresent()));
    if (!same) {
      return Optional.empty();
    }
    long least = Math.ceilDiv(own.asked().writeBytes(), MOST_BYTES);
    long most = own.asked().writeOps();
    for (ReplicatedDisk peer : peers) {
      most = Math.min(most, peer.side().data().writeOps());
      // the flush at the end of an epoch, of which none is without a write
      least = Math.max(least, Math.ceilDiv(peer.side().data().writeOps(), 2));
    }
    return least <= most ? Optional.of(new Between(least, most)) : Optional.empty();
  }

  /** What a mirror counted is the sum of what stands on it: less the others' bounds, this one's. */
  private void narrow(
      ReplicatedHost host,
      ReplicatedHost.Mirror mirror,
      Map<ReplicatedDisk, ReplicatedDisk> owners) {
    var above = new ArrayList<ReplicatedDisk>();
    for (ReplicatedDisk disk : host.disks()) {
      ReplicatedDisk owner = owners.get(disk);
      if (disk.side().drbd().resynced() > 0) {
        return;
      }
      if (mirror.minors().contains(disk.minor()) && owner != null && bounds.containsKey(owner)) {
        above.add(owner);
      }
    }
    Between sum = above.stream().map(this::bounds).reduce(Between::plus).orElse(new Between(0, -1));
    boolean all = above.size() == mirror.minors().size();
    if (!all || mirror.full() < sum.least() || mirror.full() > sum.most()) {
      return;
    }
    for (ReplicatedDisk disk : above) {
      Between own = bounds(disk);
      bounds.put(
          disk,
          new Between(
              Math.max(own.least(), mirror.full() - (sum.most() - own.most())),
              Math.min(own.most(), mirror.full() - (sum.least() - own.least()))));
    }
  }

  private Between bounds(ReplicatedDisk disk) {
    return bounds.getOrDefault(disk, new Between(0, 0));
  }
}
