package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.DrbdProgress;
import dev.iosleuth.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param together whether the hosts were recorded at one time, as far as is known: else nothing of
 *     one can be held against another
 */
public record Replication(List<Guest> guests, boolean together) {
  /** Of the shorter interval, that the two may be apart at both ends together. */
  private static final double APART = 0.05;

  public Replication {
    guests = List.copyOf(guests);
  }

  /** By what the devices of two hosts were found to be one disk, or why they were not. */
  public enum Match {
    /** Volumes, resources or guests are called alike. */
    NAMES,
    /** Nothing on one of the hosts names it; the minor is the same, and so are the bytes. */
    MINOR_AND_BYTES,
    /** None of those recorded can be it. */
    NOT_RECORDED,
    /** It may be among those recorded: names on one of the hosts are missing, or replaced. */
    NOTHING_TELLS,
    /** Several of the recorded hosts have one name. */
    HOSTS_OF_ONE_NAME
  }

  /**
   * One guest, all its disks together.
   *
   * @param name of the guest; of DRBD's resource and minor where nothing names it
   * @param disks number of its DRBD devices
   * @param match the least sure one of its disks
   * @param asked what the DRBD devices counted on the guest's own host; nothing where that is not
   *     among the recordings
   * @param full writes with data among them; empty where nothing bounds them
   * @param here the guest's own host; empty if it is not among the recordings
   * @param peers to which it is replicated, as far as they are among the recordings
   */
  public record Guest(
      String name,
      int disks,
      Match match,
      Amount asked,
      Optional<Between> full,
      Optional<Side> here,
      List<Side> peers) {
    public Guest {
      peers = List.copyOf(peers);
    }

    Guest withNamesReplaced() {
      Match open = match == Match.NOT_RECORDED ? Match.NOTHING_TELLS : match;
      return new Guest(name, disks, open, asked, full, here, peers);
    }

    /** Zero-sector writes among what the DRBD devices, or those of a side, counted. */
    public Optional<Between> empty(Amount counted) {
      return full.map(
          f -> new Between(counted.writeOps() - f.most(), counted.writeOps() - f.least()));
    }

    /**
     * How many more operations the peer's data device counted for the same bytes: zero-sector
     * flushes, one at the end of each of DRBD's epochs. Empty where the bytes are not the same.
     */
    public OptionalLong emptyMore(Side peer) {
      return full.isPresent() && here.isPresent()
          ? OptionalLong.of(peer.data().writeOps() - here.get().data().writeOps())
          : OptionalLong.empty();
    }
  }

  /** Bounds of a number of which sums alone are known; equal where it is known. */
  public record Between(long least, long most) {
    public boolean known() {
      return least == most;
    }

    Between plus(Between other) {
      return new Between(least + other.least, most + other.most);
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
   * @param resync what a resync wrote to the data devices, by what the other host read for it
   *     ({@link Resyncs}); empty where none ran, or nothing tells
   */
  public record Side(
      String host,
      Amount data,
      Amount log,
      Amount disks,
      Amount jobs,
      Progress drbd,
      Optional<DrbdProgress.Resynced> resync) {
    private static final int PAGE = 4096;

    /** Transactions of the log and the bitmap: each is one write of a page. */
    public long transactions() {
      return log.writeBytes() / PAGE;
    }

    /** Zero-sector writes on the meta devices: device-mapper counts the flush before each. */
    public long logEmpty() {
      return Math.max(0, log.writeOps() - transactions());
    }

    Side plus(Side other) {
      return new Side(
          host,
          data.plus(other.data),
          log.plus(other.log),
          disks.plus(other.disks),
          jobs.plus(other.jobs),
          drbd.plus(other.drbd),
          resync
              .flatMap(own -> other.resync.map(own::plus).or(() -> Optional.of(own)))
              .or(other::resync));
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
   * @param writtenBytes to the local disk (dw); each of them is empty if it is not known at both
   *     ends
   */
  public record Progress(
      OptionalLong writtenBytes,
      OptionalLong activityLogOps,
      OptionalLong bitmapOps,
      OptionalLong resyncBytes) {
    /** Bytes of a resync, as far as it is known that one ran. */
    public long resynced() {
      return resyncBytes.orElse(0);
    }

    Progress plus(Progress other) {
      return new Progress(
          sum(writtenBytes, other.writtenBytes),
          sum(activityLogOps, other.activityLogOps),
          sum(bitmapOps, other.bitmapOps),
          sum(resyncBytes, other.resyncBytes));
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
      return one.isPresent() && other.isPresent()
          ? OptionalLong.of(one.getAsLong() + other.getAsLong())
          : OptionalLong.empty();
    }
  }

  public static Replication of(List<ReplicatedHost> hosts) {
    boolean together = together(hosts);
    var pairing = new Pairing(hosts);
    Map<ReplicatedDisk, Between> full = together ? FullWrites.of(hosts, pairing) : Map.of();
    var guests = new LinkedHashMap<List<String>, Guest>();
    for (ReplicatedDisk own : pairing.primaries()) {
      List<ReplicatedDisk> peers = pairing.peers(own);
      String name =
          own.guest()
              .or(() -> peers.stream().flatMap(peer -> peer.guest().stream()).findFirst())
              .orElse(own.otherName());
      add(
          new Guest(
              name,
              1,
              pairing.match(own),
              own.asked(),
              Optional.ofNullable(full.get(own)),
              Optional.of(own.side()),
              sides(peers)),
          guests);
    }
    for (ReplicatedDisk far : pairing.left()) {
      add(
          new Guest(
              far.guest().orElse(far.otherName()),
              1,
              pairing.match(far),
              Amount.NOTHING,
              Optional.empty(),
              Optional.empty(),
              List.of(far.side())),
          guests);
    }
    return new Replication(
        guests.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(), together);
  }

  /** Where names were replaced, what has no other side by its names may have one all the same. */
  public Replication withNamesReplaced() {
    return new Replication(guests.stream().map(Guest::withNamesReplaced).toList(), together);
  }

  /** Whether two books begin or end at times too far apart for ratios, by both clocks. */
  public static boolean apart(Ledger one, Ledger other) {
    double allowed = Math.min(one.seconds(), other.seconds()) * APART;
    double begins = Duration.between(one.start(), other.start()).toMillis() / 1e3;
    double ends = Duration.between(one.end(), other.end()).toMillis() / 1e3;
    return one.dated() && other.dated() && Math.abs(begins) + Math.abs(ends) > allowed;
  }

  /** Books without dates may be of one time. */
  private static boolean together(List<ReplicatedHost> hosts) {
    List<Ledger> dated = hosts.stream().map(ReplicatedHost::ledger).filter(Ledger::dated).toList();
    Optional<Instant> begun = dated.stream().map(Ledger::start).max(Comparator.naturalOrder());
    Optional<Instant> ended = dated.stream().map(Ledger::end).min(Comparator.naturalOrder());
    return begun.isEmpty() || ended.isEmpty() || begun.get().isBefore(ended.get());
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
        a.match().compareTo(b.match()) > 0 ? a.match() : b.match(),
        a.asked().plus(b.asked()),
        a.full().flatMap(full -> b.full().map(full::plus)),
        a.here().flatMap(own -> b.here().map(own::plus)),
        peers);
  }
}
