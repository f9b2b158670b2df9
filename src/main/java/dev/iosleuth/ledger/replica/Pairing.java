package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.replica.Replication.Match;
import dev.iosleuth.sample.DrbdResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Which devices of several hosts are one replicated disk: ganeti calls volumes the same on both
 * hosts, but numbers minors, and resources by them, on each host by itself; elsewhere the resource
 * has one name on all.
 */
final class Pairing {
  private static final List<BiPredicate<ReplicatedDisk, ReplicatedDisk>> NAMES =
      List.of(
          (a, b) -> same(a, b, d -> d.resource().dataDevice()) && !differ(a.guest(), b.guest()),
          (a, b) -> same(a, b, Pairing::resource) && !differ(a.guest(), b.guest()),
          (a, b) -> same(a, b, ReplicatedDisk::guest));

  private final List<ReplicatedDisk> disks;
  private final Set<String> hosts;
  private final boolean oneName;
  private final Map<ReplicatedDisk, List<ReplicatedDisk>> found = new HashMap<>();
  private final Set<ReplicatedDisk> taken = new HashSet<>();
  private final Set<ReplicatedDisk> guessed = new HashSet<>();

  /** What of a disk is compared. */
  private interface Word {
    Optional<String> of(ReplicatedDisk disk);
  }

  Pairing(List<ReplicatedHost> recorded) {
    this.disks = recorded.stream().flatMap(host -> host.disks().stream()).toList();
    this.hosts = recorded.stream().map(ReplicatedHost::host).collect(Collectors.toSet());
    this.oneName = hosts.size() < recorded.size();
    for (ReplicatedDisk own : primaries()) {
      take(own, byName(own));
    }
    for (ReplicatedDisk own : primaries()) {
      List<ReplicatedDisk> open = peers(own).isEmpty() ? candidates(own) : List.of();
      List<ReplicatedDisk> alike =
          open.stream()
              .filter(far -> far.minor() == own.minor() && own.wroteAsMuchAs(far))
              .toList();
      if (alike.size() == 1) {
        take(own, alike);
        guessed.add(own);
      }
    }
  }

  List<ReplicatedDisk> primaries() {
    return disks.stream().filter(ReplicatedDisk::primary).filter(d -> !taken.contains(d)).toList();
  }

  /** Whose guest runs elsewhere, and that are nobody's peer here. */
  List<ReplicatedDisk> left() {
    return disks.stream().filter(far -> far.fromElsewhere() && !taken.contains(far)).toList();
  }

  List<ReplicatedDisk> peers(ReplicatedDisk own) {
    return found.getOrDefault(own, List.of());
  }

  Match match(ReplicatedDisk disk) {
    if (!peers(disk).isEmpty()) {
      return guessed.contains(disk) ? Match.MINOR_AND_BYTES : Match.NAMES;
    }
    if (oneName) {
      return Match.HOSTS_OF_ONE_NAME;
    }
    return candidates(disk).isEmpty() ? Match.NOT_RECORDED : Match.NOTHING_TELLS;
  }

  private void take(ReplicatedDisk own, List<ReplicatedDisk> peers) {
    found.put(own, peers);
    taken.addAll(peers);
  }

  private List<ReplicatedDisk> byName(ReplicatedDisk own) {
    List<ReplicatedDisk> others =
        disks.stream()
            .filter(far -> !far.host().equals(own.host()) && mayBePeer(own, far))
            .toList();
    for (BiPredicate<ReplicatedDisk, ReplicatedDisk> rule : NAMES) {
      List<ReplicatedDisk> same = others.stream().filter(far -> rule.test(own, far)).toList();
      if (!same.isEmpty() && same.size() <= Math.max(1, own.resource().peers().size())) {
        return same;
      }
    }
    return List.of();
  }

  /** Those on the other side that nothing rules out: on one of the two hosts names are missing. */
  private List<ReplicatedDisk> candidates(ReplicatedDisk disk) {
    var open = new ArrayList<ReplicatedDisk>();
    for (ReplicatedDisk other : disks) {
      boolean sides = disk.primary() ? other.fromElsewhere() : other.primary();
      boolean free = !taken.contains(other) && peers(other).isEmpty();
      if (sides
          && free
          && !other.host().equals(disk.host())
          && mayBePeer(disk, other)
          && mayBePeer(other, disk)
          && !(named(disk) && named(other))
          && !differ(disk.guest(), other.guest())) {
        open.add(other);
      }
    }
    return open;
  }

  private static boolean named(ReplicatedDisk disk) {
    return disk.resource().dataDevice().isPresent() && resource(disk).isPresent();
  }

  private static Optional<String> resource(ReplicatedDisk disk) {
    return Optional.of(disk.resource().resource()).filter(name -> !name.isEmpty());
  }

  private static boolean same(ReplicatedDisk a, ReplicatedDisk b, Word word) {
    return word.of(a).isPresent() && word.of(a).equals(word.of(b));
  }

  private static boolean namedAlike(ReplicatedDisk a, ReplicatedDisk b) {
    boolean volume = same(a, b, d -> d.resource().dataDevice());
    boolean resource = same(a, b, Pairing::resource);
    boolean guest = same(a, b, ReplicatedDisk::guest);
    return (volume && (resource || guest)) || (resource && guest);
  }

  private static boolean differ(Optional<String> a, Optional<String> b) {
    return a.isPresent() && b.isPresent() && !a.equals(b);
  }

  /**
   * 8.x does not tell the peer's name, and 9's connections may have names of their own: where no
   * recorded host is called so, the bytes that both wrote must say the same, or two names: ganeti
   * numbers resources on each host by itself.
   */
  private boolean mayBePeer(ReplicatedDisk disk, ReplicatedDisk other) {
    List<String> names =
        disk.resource().peers().stream()
            .map(DrbdResource.Peer::name)
            .filter(name -> !name.isEmpty())
            .toList();
    return names.isEmpty()
        || names.contains(other.host())
        || (names.stream().noneMatch(hosts::contains)
            && (disk.wroteAsMuchAs(other) || namedAlike(disk, other)));
  }
}
