package dev.iosleuth.ledger;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What DRBD itself says that it did within an interval, by minor. */
public final class DrbdProgress {
  /**
   * @param writtenBytes to the local disk (dw); empty if not known, as are those below
   * @param resyncBytes by which what is out of sync became less, from state to state
   * @param activityLogOps al
   * @param bitmapOps bm
   * @param openAtSource bytes out of sync when that was last told, by the source of a resync that
   *     tells nothing of it at the end: so much it may have read meanwhile
   * @param source whether a resync was seen to go from here
   * @param target and to here
   * @param told what a resync wrote here, by the books of the host that it came from; empty where
   *     these are not known, or do not tell
   */
  public record Minor(
      DrbdResource resource,
      OptionalLong writtenBytes,
      OptionalLong resyncBytes,
      OptionalLong activityLogOps,
      OptionalLong bitmapOps,
      long openAtSource,
      boolean source,
      boolean target,
      Optional<Resynced> told) {
    boolean secondary() {
      return resource.role().equals("Secondary");
    }

    /** Neither DRBD nor its tools told of it: sysfs shows that it is there. */
    boolean untold() {
      return resource.role().equals(DrbdResource.UNKNOWN);
    }

    /**
     * The source of a resync reads it, its target writes it; where nobody saw it while it ran
     * nothing says any more who was which.
     */
    boolean resyncs(Direction direction) {
      return !oneWay() || direction == (source ? Direction.READ : Direction.WRITE);
    }

    /** Whether it is known who was which. */
    boolean oneWay() {
      return source != target;
    }

    /** By a resync, as far as it is known that one ran. */
    long resynced() {
      return resyncBytes.orElse(0);
    }

    /** A resync goes on from here. */
    boolean sourceStill() {
      return is(resource, SOURCE);
    }

    long outOfSyncBytes() {
      return outOfSync(resource).orElse(0);
    }

    String name() {
      return resource.resource().isEmpty() ? "drbd" + resource.minor() : resource.resource();
    }
  }

  /** Writes of a resync, and their bytes. */
  public record Resynced(long ops, long bytes) {
    public Resynced plus(Resynced other) {
      return new Resynced(ops + other.ops, bytes + other.bytes);
    }
  }

  private static final OptionalLong NONE = OptionalLong.empty();
  private static final double MIB = 1 << 20;
  private static final String SOURCE = "SyncSource";
  private static final String TARGET = "SyncTarget";

  /** The own disk's state, which a target's has once all of it came. */
  private static final String COMPLETE = "UpToDate";

  /** States of the connection in which the other one gets what is written. */
  private static final Set<String> TOGETHER =
      Set.of(
          "Connected", SOURCE, TARGET, "PausedSyncS", "PausedSyncT", "Ahead", "VerifyS", "VerifyT");

  private DrbdProgress() {}

  public static Map<Integer, Minor> between(Sample before, Sample after) {
    return between(before, after, Map.of());
  }

  /**
   * @param told by minor, what books of another host know of its resync
   */
  public static Map<Integer, Minor> between(
      Sample before, Sample after, Map<Integer, Resynced> told) {
    var earlier = new HashMap<Integer, DrbdResource>();
    before.drbd().forEach(r -> earlier.put(r.minor(), r));
    List<List<DrbdResource>> states = states(before, after);
    var minors = new HashMap<Integer, Minor>();
    for (DrbdResource now : after.drbd()) {
      Optional<DrbdResource> old = Optional.ofNullable(earlier.get(now.minor()));
      minors.put(
          now.minor(),
          new Minor(
              now,
              increase(old.map(DrbdResource::writtenBytes), now.writtenBytes()),
              resynced(states, now.minor()),
              increase(old.map(DrbdResource::activityLogOps), now.activityLogOps()),
              increase(old.map(DrbdResource::bitmapOps), now.bitmapOps()),
              openAtSource(states, now.minor()),
              seen(states, now.minor(), SOURCE),
              seen(states, now.minor(), TARGET),
              Optional.ofNullable(told.get(now.minor()))));
    }
    for (BlockDevice device : after.topology().devices().values()) {
      if (device.personality() instanceof BlockDevice.Personality.Drbd(int minor)
          && device.sizeSectors().orElse(0L) > 0) {
        minors.computeIfAbsent(minor, DrbdProgress::untold);
      }
    }
    return minors;
  }

  private static Minor untold(int minor) {
    return new Minor(
        DrbdResource.untold(minor), NONE, NONE, NONE, NONE, 0, false, false, Optional.empty());
  }

  /**
   * Resyncs that nobody saw: connected anew since the first look, and done by the last. DRBD's own
   * counters (dw, nr) hold what the guest writes and what is resynchronised in one sum.
   */
  static List<Note> notes(Sample before, Sample after, Map<Integer, Resynced> told) {
    Map<Integer, Minor> minors = between(before, after, told);
    List<List<DrbdResource>> states = states(before, after);
    var notes = new ArrayList<Note>();
    for (DrbdResource old : before.drbd()) {
      Optional.ofNullable(minors.get(old.minor()))
          .filter(now -> now.secondary() && now.told().isEmpty() && !connected(old))
          .filter(now -> now.writtenBytes().orElse(0) > now.resynced())
          .filter(now -> of(states, now).anyMatch(DrbdProgress::connected))
          // /proc/drbd of 8 says what a resync that runs began with
          .filter(now -> of(states, now).noneMatch(state -> total(state) > 0))
          .ifPresent(now -> notes.add(unseen(now)));
    }
    return notes;
  }

  private static Stream<DrbdResource> of(List<List<DrbdResource>> states, Minor minor) {
    return states.stream().flatMap(all -> find(all, minor.resource().minor()).stream());
  }

  private static Note unseen(Minor now) {
    double mib = (double) (now.writtenBytes().orElse(0) - now.resynced()) / MIB;
    return new Note(
        Note.Kind.GAP,
        now.name(),
        "was connected within the interval, not at its beginning: part of %.1f MiB may be a resync that no sample saw, not what its guest wrote; samples closer to each other tell"
            .formatted(mib));
  }

  /** 8.x says how a resync stands as the state of the connection. */
  private static boolean connected(DrbdResource resource) {
    return resource.peers().stream().anyMatch(peer -> TOGETHER.contains(peer.connection()));
  }

  private static OptionalLong increase(Optional<OptionalLong> before, OptionalLong now) {
    if (before.isEmpty() || before.get().isEmpty() || now.isEmpty()) {
      return OptionalLong.empty();
    }
    long increase = now.getAsLong() - before.get().getAsLong();
    return increase < 0 ? OptionalLong.empty() : OptionalLong.of(increase);
  }

  private static List<List<DrbdResource>> states(Sample before, Sample after) {
    var states = new ArrayList<List<DrbdResource>>();
    states.add(before.drbd());
    after.passed().forEach(passed -> states.add(passed.drbd()));
    states.add(after.drbd());
    return states;
  }

  private static boolean seen(List<List<DrbdResource>> states, int minor, String state) {
    return states.stream()
        .anyMatch(all -> find(all, minor).filter(resource -> is(resource, state)).isPresent());
  }

  /** 8.x says it as the state of the connection. */
  private static boolean is(DrbdResource resource, String state) {
    return resource.peers().stream()
        .anyMatch(p -> p.replication().equals(state) || p.connection().equals(state));
  }

  /**
   * From state to state, over those that tell nothing of it: of a peer that is gone it is not told
   * what it still lacks. Empty where no two states tell.
   */
  private static OptionalLong resynced(List<List<DrbdResource>> states, int minor) {
    List<DrbdResource> all = states.stream().flatMap(state -> find(state, minor).stream()).toList();
    if (all.size() == states.size() && all.stream().allMatch(DrbdProgress::alone)) {
      return OptionalLong.of(0);
    }
    List<DrbdResource> told = inSyncTold(states, minor);
    boolean late = !told.isEmpty() && inSyncTold(List.of(states.getFirst()), minor).isEmpty();
    boolean begun = late && total(told.getFirst()) > 0;
    if (told.size() < 2 && !begun) {
      return OptionalLong.empty();
    }
    long sum = begun ? resynced(Optional.empty(), told.getFirst()) : 0;
    for (int i = 1; i < told.size(); i++) {
      sum += resynced(Optional.of(told.get(i - 1)), told.get(i));
    }
    DrbdResource last = told.getLast();
    boolean ended =
        is(last, TARGET)
            && find(states.getLast(), minor)
                .filter(now -> outOfSync(now).isEmpty() && now.disk().equals(COMPLETE))
                .isPresent();
    return OptionalLong.of(ended ? sum + outOfSync(last).orElse(0) : sum);
  }

  /** States that tell what is out of sync. */
  private static List<DrbdResource> inSyncTold(List<List<DrbdResource>> states, int minor) {
    return states.stream()
        .flatMap(all -> find(all, minor).stream())
        .filter(resource -> outOfSync(resource).isPresent())
        .toList();
  }

  private static long openAtSource(List<List<DrbdResource>> states, int minor) {
    List<DrbdResource> told = inSyncTold(states, minor);
    boolean open = inSyncTold(List.of(states.getLast()), minor).isEmpty();
    return open && !told.isEmpty() && is(told.getLast(), SOURCE)
        ? outOfSync(told.getLast()).orElse(0)
        : 0;
  }

  /** Without a peer there is nothing to be in sync with. */
  private static boolean alone(DrbdResource resource) {
    return resource.peers().isEmpty() && resource.writtenBytes().isPresent();
  }

  private static Optional<DrbdResource> find(List<DrbdResource> resources, int minor) {
    return resources.stream().filter(resource -> resource.minor() == minor).findFirst();
  }

  /**
   * What a target is to get it does not know before: a resync that runs says what it began with.
   */
  private static long resynced(Optional<DrbdResource> before, DrbdResource after) {
    long total = total(after);
    boolean begun = total > 0 && before.map(DrbdProgress::total).orElse(0L) != total;
    long from = begun ? total : before.map(DrbdProgress::outOfSync).orElse(NONE).orElse(0);
    return Math.max(0, from - outOfSync(after).orElse(from));
  }

  private static long total(DrbdResource resource) {
    return resource.peers().stream().mapToLong(p -> p.resyncTotalBytes().orElse(0)).sum();
  }

  /** With all peers; empty if there is none, or one of which it is not told. */
  private static OptionalLong outOfSync(DrbdResource resource) {
    List<DrbdResource.Peer> peers = resource.peers();
    return !peers.isEmpty() && peers.stream().allMatch(p -> p.outOfSyncBytes().isPresent())
        ? OptionalLong.of(peers.stream().mapToLong(p -> p.outOfSyncBytes().orElse(0)).sum())
        : NONE;
  }
}
