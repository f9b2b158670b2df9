package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.Replicas;
import dev.iosleuth.sample.DrbdResource;
import java.util.Optional;

/**
 * One DRBD device on one host.
 *
 * @param guest whose disk it is; empty where nothing on this host names one
 * @param asked what the DRBD device counted itself
 * @param counted what the data devices below it did, a resync's part with it
 */
record ReplicatedDisk(
    String host,
    DrbdResource resource,
    Optional<String> guest,
    Replication.Amount asked,
    Replication.Amount counted,
    Replication.Side side) {
  /** Bytes of primary and secondary that differ by no more are those of the same writes. */
  private static final double ALIKE = 0.01;

  int minor() {
    return resource.minor();
  }

  /** Where nothing tells the role, the device that was used itself is a primary's. */
  boolean primary() {
    return resource.role().equals("Primary") || (untold() && used());
  }

  /** What is written here is written for a guest of another host. */
  boolean fromElsewhere() {
    boolean replica =
        resource.peers().stream().anyMatch(peer -> peer.role().equals("Primary"))
            || (untold() && !used() && side.data().writeOps() > 0);
    return !primary() && replica;
  }

  /** A resync ran of which nothing but its own progress tells. */
  boolean resyncUntold() {
    return side.drbd().resynced() > 0 && side.resync().isEmpty();
  }

  private boolean untold() {
    return resource.role().equals(DrbdResource.UNKNOWN);
  }

  private boolean used() {
    return asked.readOps() + asked.writeOps() > 0;
  }

  boolean wroteAsMuchAs(ReplicatedDisk other) {
    long own = side.data().writeBytes();
    return own > 0 && Math.abs(other.side.data().writeBytes() - own) <= own * ALIKE;
  }

  String otherName() {
    return Replicas.resourceAndMinor(resource);
  }
}
