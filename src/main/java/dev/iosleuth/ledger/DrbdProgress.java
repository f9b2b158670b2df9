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

/** What DRBD itself says that it did within an interval, by minor. */
public final class DrbdProgress {
  /**
   * @param writtenBytes to the local disk (dw); empty if not known
   * @param resyncBytes by which what is out of sync became less, from state to state
   * @param activityLogOps al
   * @param bitmapOps bm
   * @param source whether a resync was seen to go from here
   * @param target and to here
   * @param told what a resync wrote here, by the books of the host that it came from; empty where
   *     these are not known, or do not tell
   */
  public record Minor(
      DrbdResource resource,
      OptionalLong writtenBytes,
      long resyncBytes,
      long activityLogOps,
      long bitmapOps,
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

    /** A resync goes on from here. */
    boolean sourceStill() {
      return is(resource, SOURCE);
    }

    long outOfSyncBytes() {
      return outOfSync(resource);
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

  private static final double MIB = 1 << 20;
  private static final String SOURCE = "SyncSource";
  private static final String TARGET = "SyncTarget";

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
              increase(old.map(DrbdResource::activityLogOps), now.activityLogOps()).orElse(0),
              increase(old.map(DrbdResource::bitmapOps), now.bitmapOps()).orElse(0),
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
        DrbdResource.untold(minor), OptionalLong.empty(), 0, 0, 0, false, false, Optional.empty());
  }

  /**
   * Resyncs that nobody saw: connected anew since the first look, and done by the last. DRBD's own
   * counters (dw, nr) hold what the guest writes and what is resynchronised in one sum.
   */
  static List<Note> notes(Sample before, Sample after) {
    Map<Integer, Minor> minors = between(before, after);
    var notes = new ArrayList<Note>();
    for (DrbdResource old : before.drbd()) {
      Optional.ofNullable(minors.get(old.minor()))
          .filter(now -> now.secondary() && now.resyncBytes() == 0)
          .filter(now -> now.writtenBytes().orElse(0) > 0)
          .filter(now -> !connected(old) && connected(now.resource()))
          .ifPresent(now -> notes.add(unseen(now)));
    }
    return notes;
  }

  private static Note unseen(Minor now) {
    return new Note(
        Note.Kind.METHOD,
        now.name(),
        "was not connected at first and is at last: part of its %.1f MiB may be a resync that no sample saw, not what its guest wrote; samples closer to each other tell"
            .formatted(now.writtenBytes().orElse(0) / MIB));
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

  private static long resynced(List<List<DrbdResource>> states, int minor) {
    long sum = 0;
    for (int i = 1; i < states.size(); i++) {
      sum += resynced(find(states.get(i - 1), minor), find(states.get(i), minor));
    }
    return sum;
  }

  private static Optional<DrbdResource> find(List<DrbdResource> resources, int minor) {
    return resources.stream().filter(resource -> resource.minor() == minor).findFirst();
  }

  /**
   * What a target is to get it does not know before: a resync that runs says what it began with.
   */
  private static long resynced(Optional<DrbdResource> before, Optional<DrbdResource> after) {
    if (after.isEmpty()) {
      return 0;
    }
    long total = total(after.get());
    boolean begun = total > 0 && before.map(DrbdProgress::total).orElse(0L) != total;
    long from = begun ? total : before.map(DrbdProgress::outOfSync).orElse(0L);
    return Math.max(0, from - outOfSync(after.get()));
  }

  private static long total(DrbdResource resource) {
    return resource.peers().stream().mapToLong(p -> p.resyncTotalBytes().orElse(0)).sum();
  }

  private static long outOfSync(DrbdResource resource) {
    return resource.peers().stream().mapToLong(p -> p.outOfSyncBytes().orElse(0)).sum();
  }
}
