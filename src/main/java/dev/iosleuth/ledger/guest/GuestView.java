package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.stack.NodeId;
import java.util.List;

/**
 * A guest with both views of its disks: its own, and this host's.
 *
 * @param told what it counted itself, at the end of the interval
 * @param inside what its own kernel counted, where its agent told
 */
public record GuestView(
    Guest guest,
    Reading<GuestCounters> told,
    Reading<List<GuestInside>> inside,
    List<OfDisk> disks) {
  static final Reading<GuestCounters> ENDED = Reading.absent("it ended within the interval");

  public GuestView {
    disks = List.copyOf(disks);
  }

  /** Whether it was there at the beginning of the interval only. */
  public boolean ended() {
    return told.equals(ENDED);
  }

  /**
   * A disk.
   *
   * @param backing its image's node and all that this stands on, from the top down; empty where it
   *     does not lie on this host
   * @param totals since the guest started, and since the host's device came up
   * @param interval what was done within the interval; absent where none was measured
   * @param why the two views differ
   */
  public record OfDisk(
      GuestDisk disk, List<NodeId> backing, Both totals, Reading<Both> interval, String why) {
    public OfDisk {
      backing = List.copyOf(backing);
    }
  }

  /**
   * What both counted. Figures of the host are in the form of the guest's; what it does not tell is
   * absent.
   *
   * @param seconds between the two times at which the guest was asked; 0 for totals
   * @param hostSeconds the same of the host's counters
   */
  public record Both(
      double seconds,
      Reading<DiskCounters> guest,
      double hostSeconds,
      Reading<DiskCounters> host) {}
}
