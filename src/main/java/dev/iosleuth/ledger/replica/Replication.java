package dev.iosleuth.ledger.replica;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What guests with replicated disks caused on the host where they run and on the others, of
 * recordings of several hosts together.
 *
 * @param guests by name
 */
public record Replication(List<Guest> guests) {
  /** Bytes of primary and secondary that differ by no more are those of the same writes. */
  private static final double ALIKE = 0.01;

  public Replication {
    guests = List.copyOf(guests);
  }

  /**
   * One guest, all its disks together.
   *
   * @param name of the guest; of DRBD's resource and minor where nothing names it
   * @param disks number of its DRBD devices
   * @param asked what the DRBD devices counted on the guest's own host; nothing where that is not
   *     among the recordings
   * @param here the guest's own host; empty if it is not among the recordings
   * @param peers to which it is replicated, as far as they are among the recordings
   */
  public record Guest(String name, int disks, Amount asked, Optional<Side> here, List<Side> peers) {
    public Guest {
      peers = List.copyOf(peers);
    }

    /**
     * How many more operations the peer's data device counted for the same bytes: zero-sector
     * flushes, one at the end of each of DRBD's epochs. Empty where the bytes are not the same.
     */
    public OptionalLong emptyMore(Side peer) {
      if (here.isEmpty()) {
        return OptionalLong.empty();
      }
      Amount own = here.get().data();
      Amount other = peer.data();
      boolean same =
          Math.abs(own.writeBytes() - other.writeBytes()) <= own.writeBytes() * ALIKE
              && other.writeOps() >= own.writeOps();
      return same ? OptionalLong.of(other.writeOps() - own.writeOps()) : OptionalLong.empty();
    }
  }

  /**
   * One host's part in it.
   *
   * @param data what the data devices counted, without DRBD's resync
   * @param log what the meta devices counted: activity log and bitmap, each transaction of which
   *     device-mapper counts twice
   * @param disks what the disks below did for the guest
   * @param jobs what they did for DRBD's own work on its devices: log, bitmap, resync
   * @param drbd what DRBD counted itself
   */
  public record Side(
      String host, Amount data, Amount log, Amount disks, Amount jobs, Progress drbd) {
    Side plus(Side other) {
      return new Side(
          host,
          data.plus(other.data),
          log.plus(other.log),
          disks.plus(other.disks),
          jobs.plus(other.jobs),
          drbd.plus(other.drbd));
    }
  }

  /**
   * @param deviceMs 0 for devices that are not leaves
   */
  public record Amount(
      long readOps,
      long writeOps,
      long flushOps,
      long readBytes,
      long writeBytes,
      double deviceMs) {
    public static final Amount NOTHING = new Amount(0, 0, 0, 0, 0, 0);

    public Amount plus(Amount other) {
      return new Amount(
          readOps + other.readOps,
          writeOps + other.writeOps,
          flushOps + other.flushOps,
          readBytes + other.readBytes,
          writeBytes + other.writeBytes,
          deviceMs + other.deviceMs);
    }
  }

  /**
   * Differences of DRBD's own counters.
   *
   * @param writtenBytes to the local disk (dw); empty if one of them is not known
   */
  public record Progress(
      OptionalLong writtenBytes, long activityLogOps, long bitmapOps, long resyncBytes) {
    Progress plus(Progress other) {
      boolean known = writtenBytes.isPresent() && other.writtenBytes.isPresent();
      return new Progress(
          known
              ? OptionalLong.of(writtenBytes.getAsLong() + other.writtenBytes.getAsLong())
              : OptionalLong.empty(),
          activityLogOps + other.activityLogOps,
          bitmapOps + other.bitmapOps,
          resyncBytes + other.resyncBytes);
    }
  }

  /** Of hosts that were recorded at the same time. */
  public static Replication of(List<ReplicatedHost> hosts) {
    List<ReplicatedDisk> disks = hosts.stream().flatMap(host -> host.disks().stream()).toList();
    var taken = new ArrayList<ReplicatedDisk>();
    var guests = new LinkedHashMap<List<String>, Guest>();
    for (ReplicatedDisk own : disks) {
      if (own.primary() && !taken.contains(own)) {
        List<ReplicatedDisk> peers = own.peers(disks);
        taken.addAll(peers);
        String name =
            own.guest()
                .or(() -> peers.stream().flatMap(peer -> peer.guest().stream()).findFirst())
                .orElse(own.otherName());
        add(new Guest(name, 1, own.asked(), Optional.of(own.side()), sides(peers)), guests);
      }
    }
    for (ReplicatedDisk far : disks) {
      if (!far.primary() && !taken.contains(far) && far.peerIsPrimary()) {
        String name = far.guest().orElse(far.otherName());
        add(new Guest(name, 1, Amount.NOTHING, Optional.empty(), List.of(far.side())), guests);
      }
    }
    return new Replication(
        guests.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList());
  }

  private static List<Side> sides(List<ReplicatedDisk> disks) {
    return disks.stream().map(ReplicatedDisk::side).toList();
  }

  /** A guest's disks are one where they lie on the same hosts. */
  private static void add(Guest disk, Map<List<String>, Guest> guests) {
    var key = new ArrayList<String>();
    key.add(disk.name());
    key.add(disk.here().map(Side::host).orElse(""));
    disk.peers().forEach(peer -> key.add(peer.host()));
    guests.merge(key, disk, Replication::sum);
  }

  private static Guest sum(Guest a, Guest b) {
    var peers = new ArrayList<Side>();
    for (int i = 0; i < a.peers().size(); i++) {
      peers.add(a.peers().get(i).plus(b.peers().get(i)));
    }
    return new Guest(
        a.name(),
        a.disks() + b.disks(),
        a.asked().plus(b.asked()),
        a.here().flatMap(own -> b.here().map(own::plus)),
        peers);
  }
}
