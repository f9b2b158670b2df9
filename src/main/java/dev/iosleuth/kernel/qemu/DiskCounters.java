package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import java.util.List;

/**
 * What qemu counted of one disk of a guest since it started: requests of the guest's own, as its
 * disk controller gave them to qemu's block layer. block/accounting.c.
 *
 * <p>The device's name is empty for disks made by {@code -blockdev}, and the node's name changes
 * when the disk is mirrored or gets a snapshot: the controller (qdev) is what stays.
 *
 * @param device name of the backend ({@code -drive id=}), or the empty string
 * @param qdev id or QOM path of the disk's controller, or the empty string
 * @param node name of the topmost node, or the empty string
 * @param idleNanos since the last request was done
 */
public record DiskCounters(
    String device,
    String qdev,
    String node,
    Requests reads,
    Requests writes,
    Requests flushes,
    Requests unmaps,
    Reading<Long> idleNanos) {
  /** Nothing yet. */
  public static final DiskCounters ZERO =
      new DiskCounters(
          "",
          "",
          "",
          Requests.ZERO,
          Requests.ZERO,
          Requests.ZERO,
          Requests.ZERO,
          Reading.known(0L));

  /**
   * Requests of one kind. Each figure is absent where that monitor or that version of qemu does not
   * tell it. None wraps in the life of a guest: 64 bits.
   *
   * @param operations that were done, with those that were merged into others before they went
   *     down: what went down is operations less merged (hw/block/virtio-blk.c, submit_requests)
   * @param bytes as the guest asked for them; flushes have none
   * @param merged operations that went down within another; reads and writes of virtio-blk alone
   * @param nanos from the controller's call to completion, added up over all operations, failed
   *     ones included where qemu was told so (account-failed, on by default)
   * @param failed operations that ended with an error; not in operations
   * @param invalid operations that asked for what cannot be; not in operations
   */
  public record Requests(
      Reading<Long> operations,
      Reading<Long> bytes,
      Reading<Long> merged,
      Reading<Long> nanos,
      Reading<Long> failed,
      Reading<Long> invalid) {
    /** Of a figure as it was told: qemu counts from 0 on. */
    static Reading<Long> counted(Reading<Long> told, String where) {
      return told.then(figure ->
          figure >= 0
              ? Reading.known(figure)
              : Reading.malformed(where, "a count", Long.toString(figure)));
    }

    private static final Requests ZERO =
        new Requests(
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L));

    private List<Reading<Long>> all() {
      return List.of(operations, bytes, merged, nanos, failed, invalid);
    }

    private Requests since(Requests earlier) {
      return new Requests(
          since(operations, earlier.operations),
          since(bytes, earlier.bytes),
          since(merged, earlier.merged),
          since(nanos, earlier.nanos),
          since(failed, earlier.failed),
          since(invalid, earlier.invalid));
    }

    private static Reading<Long> since(Reading<Long> now, Reading<Long> earlier) {
      return now.then(n -> earlier.map(e -> n - e));
    }

    /** All of them absent for the same reason. */
    public static Requests absent(String why) {
      return new Requests(
          Reading.absent(why),
          Reading.absent(why),
          Reading.absent(why),
          Reading.absent(why),
          Reading.absent(why),
          Reading.absent(why));
    }
  }

  /**
   * What it did since earlier; absent where a figure went back, or is none that can be: then the
   * disk was taken out and another one put in its place, or whoever told it lies.
   */
  public Reading<DiskCounters> since(DiskCounters earlier) {
    for (int kind = 0; kind < kinds().size(); kind++) {
      List<Reading<Long>> now = kinds().get(kind).all();
      List<Reading<Long>> then = earlier.kinds().get(kind).all();
      for (int i = 0; i < now.size(); i++) {
        long least = Math.max(0, then.get(i).orElse(0L));
        if (now.get(i).orElse(Long.MAX_VALUE) < least) {
          return Reading.absent("its counters began anew");
        }
      }
    }
    return Reading.known(
        new DiskCounters(
            device,
            qdev,
            node,
            reads.since(earlier.reads),
            writes.since(earlier.writes),
            flushes.since(earlier.flushes),
            unmaps.since(earlier.unmaps),
            idleNanos));
  }

  /** Whether all that is known says that nothing was done. */
  public boolean isNothing() {
    return kinds().stream()
        .allMatch(
            requests -> requests.operations().orElse(0L) == 0 && requests.bytes().orElse(0L) == 0);
  }

  private List<Requests> kinds() {
    return List.of(reads, writes, flushes, unmaps);
  }

  /** The same counters under the names of this disk. */
  DiskCounters of(BlockDisk disk) {
    String nodeName = disk.inserted().map(BlockNode::name).orElse("");
    return new DiskCounters(
        device, disk.qdev(), nodeName, reads, writes, flushes, unmaps, idleNanos);
  }

  /**
   * What tells this disk from the guest's others while it lives: controller, else name, else node.
   */
  public String key() {
    return !qdev.isEmpty() ? qdev : !device.isEmpty() ? device : node;
  }
}
