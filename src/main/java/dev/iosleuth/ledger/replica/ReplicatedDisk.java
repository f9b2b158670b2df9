package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.Replicas;
import dev.iosleuth.sample.DrbdResource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * One DRBD device on one host.
 *
 * @param guest whose disk it is; empty where nothing on this host names one
 * @param asked what the DRBD device counted itself
 */
record ReplicatedDisk(
    String host,
    DrbdResource resource,
    Optional<String> guest,
    Replication.Amount asked,
    Replication.Side side) {
  boolean primary() {
    return resource.role().equals("Primary");
  }

  boolean peerIsPrimary() {
    return resource.peers().stream().anyMatch(peer -> peer.role().equals("Primary"));
  }

  String otherName() {
    return Replicas.resourceAndMinor(resource);
  }

  /**
   * The same device on other hosts: ganeti calls volumes the same on both, but numbers minors, and
   * resources by them, on each host by itself; elsewhere the resource has one name on all.
   */
  List<ReplicatedDisk> peers(List<ReplicatedDisk> all) {
    List<ReplicatedDisk> others =
        all.stream().filter(disk -> !disk.host.equals(host) && mayBePeer(disk)).toList();
    List<BiPredicate<ReplicatedDisk, ReplicatedDisk>> same =
        List.of(
            (a, b) ->
                a.resource.dataDevice().isPresent()
                    && a.resource.dataDevice().equals(b.resource.dataDevice())
                    && (a.guest.isEmpty() || b.guest.isEmpty() || a.guest.equals(b.guest)),
            (a, b) ->
                !a.resource.resource().isEmpty()
                    && a.resource.resource().equals(b.resource.resource())
                    && (a.guest.isEmpty() || b.guest.isEmpty() || a.guest.equals(b.guest)),
            (a, b) -> a.guest.isPresent() && a.guest.equals(b.guest));
    for (BiPredicate<ReplicatedDisk, ReplicatedDisk> rule : same) {
      List<ReplicatedDisk> found = others.stream().filter(disk -> rule.test(this, disk)).toList();
      if (!found.isEmpty() && found.size() <= Math.max(1, resource.peers().size())) {
        return found;
      }
    }
    return List.of();
  }

  /** 8.x does not tell the peer's name. */
  private boolean mayBePeer(ReplicatedDisk other) {
    boolean named = resource.peers().stream().anyMatch(peer -> !peer.name().isEmpty());
    return !named || resource.peers().stream().anyMatch(peer -> peer.name().equals(other.host));
  }
}
