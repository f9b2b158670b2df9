package dev.iosleuth.kernel.qemu;

import java.util.Optional;

/**
 * A disk of a guest, and what is in it now. BlockInfo in qapi/block-core.json.
 *
 * @param device name of the backend, or the empty string for disks made by {@code -blockdev}
 * @param qdev id or QOM path of the disk's controller; the empty string before qemu 2.11
 * @param removable whether it is a drive whose medium the guest or an administrator may change
 * @param ioStatus ok, failed, nospace; the empty string where it is not told
 * @param inserted empty for a drive without a medium
 */
public record BlockDisk(
    String device, String qdev, boolean removable, String ioStatus, Optional<BlockNode> inserted) {

  /** The same as that of its counters, see {@link DiskCounters#key()}. */
  public String key() {
    String node = inserted.map(BlockNode::name).orElse("");
    return !qdev.isEmpty() ? qdev : !device.isEmpty() ? device : node;
  }

  /** The same where what was taken for its name is the name of its node. */
  BlockDisk nameless() {
    return new BlockDisk("", qdev, removable, ioStatus, inserted.map(node -> node.named(device)));
  }
}
