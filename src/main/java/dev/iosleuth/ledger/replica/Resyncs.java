package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.DrbdProgress.Resynced;
import dev.iosleuth.ledger.replica.Replication.Amount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a resync wrote on a peer, by the host that it came from: there it was read from the data
 * device, one read for each write, and nothing asked DRBD's device for that. A target alone knows
 * only what is out of sync no more, which is less where its guest wrote meanwhile.
 */
public final class Resyncs {
  /** What both hosts counted adds up but for this part, which the ends of the two times make. */
  private static final double ALIKE = 0.05;

  private Resyncs() {}

  /** By minor, for each of the hosts. */
  public static List<Map<Integer, Resynced>> of(List<ReplicatedHost> hosts) {
    var found = new ArrayList<Map<Integer, Resynced>>();
    hosts.forEach(_ -> found.add(new HashMap<>()));
    var pairing = new Pairing(hosts);
    for (ReplicatedDisk own : pairing.primaries()) {
      List<ReplicatedDisk> peers = pairing.peers(own);
      for (int i = 0; i < hosts.size() && peers.size() == 1; i++) {
        ReplicatedDisk peer = peers.getFirst();
        if (hosts.get(i).disks().contains(peer)) {
          Map<Integer, Resynced> here = found.get(i);
          resynced(own, peer).ifPresent(resynced -> here.put(peer.minor(), resynced));
        }
      }
    }
    return found;
  }

  private static Optional<Resynced> resynced(ReplicatedDisk own, ReplicatedDisk peer) {
    Amount asked = own.asked();
    long reads = own.counted().readOps() - asked.readOps();
    long read = own.counted().readBytes() - asked.readBytes();
    long written = peer.counted().writeBytes();
    double part = (double) written / (asked.writeBytes() + read);
    boolean ran = own.side().drbd().resynced() + peer.side().drbd().resynced() > 0;
    return ran && reads > 0 && read > 0 && Math.abs(part - 1) <= ALIKE
        ? Optional.of(new Resynced(Math.round(reads * part), Math.round(read * part)))
        : Optional.empty();
  }
}
