package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.List;

/**
 * One request as it enters a device.
 *
 * @param sectors of 512 bytes; 0: an empty flush
 * @param preflush REQ_PREFLUSH
 * @param fua REQ_FUA
 * @param cause who is behind it, whoever submits it
 * @param cgroup that the kernel charges; empty: the root
 */
record Bio(
    Op op, long sector, int sectors, boolean preflush, boolean fua, Cause cause, String cgroup) {
  enum Op {
    READ(0),
    WRITE(1),
    DISCARD(2);

    private final int slot;

    Op(int slot) {
      this.slot = slot;
    }

    /** Its place in an array of counters. */
    int slot() {
      return slot;
    }
  }

  static Bio of(Op op, long sector, int sectors, Cause cause, String cgroup) {
    return new Bio(op, sector, sectors, false, false, cause, cgroup);
  }

  static Bio flush(Cause cause, String cgroup) {
    return new Bio(Op.WRITE, 0, 0, true, false, cause, cgroup);
  }

  /** A write that the medium must hold before it is answered, with a flush before it. */
  static Bio barrier(long sector, int sectors, Cause cause, String cgroup) {
    return new Bio(Op.WRITE, sector, sectors, true, true, cause, cgroup);
  }

  boolean empty() {
    return sectors == 0;
  }

  long end() {
    return sector + sectors;
  }

  Bio at(long place) {
    return new Bio(op, place, sectors, preflush, fua, cause, cgroup);
  }

  Bio part(long place, int length) {
    return new Bio(op, place, length, preflush, fua, cause, cgroup);
  }

  Bio plain() {
    return new Bio(op, sector, sectors, false, false, cause, cgroup);
  }

  Bio withoutPreflush() {
    return new Bio(op, sector, sectors, false, fua, cause, cgroup);
  }

  Bio reading() {
    return new Bio(Op.READ, sector, sectors, false, false, cause, cgroup);
  }

  /** Submitted by a kernel thread: the kernel charges the root, the cause stays. */
  Bio byKernel() {
    return new Bio(op, sector, sectors, preflush, fua, cause, "");
  }

  /** Cut wherever a multiple of {@code chunk} sectors is crossed. */
  List<Bio> cutAt(long chunk) {
    if (sectors == 0 || sector / chunk == (end() - 1) / chunk) {
      return List.of(this);
    }
    var parts = new ArrayList<Bio>();
    for (long at = sector; at < end(); ) {
      long stop = Math.min(end(), (at / chunk + 1) * chunk);
      parts.add(part(at, (int) (stop - at)));
      at = stop;
    }
    return parts;
  }

  /** Cut into pieces of at most that many sectors. */
  List<Bio> cutInto(int most) {
    if (sectors <= most) {
      return List.of(this);
    }
    var parts = new ArrayList<Bio>();
    for (long at = sector; at < end(); at += most) {
      parts.add(part(at, (int) Math.min(most, end() - at)));
    }
    return parts;
  }
}
