package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A disk as the command line asks for it. What qemu made of it is for its monitor to say.
 *
 * @param id of the drive ({@code -drive id=}, or the one that qemu makes up: virtio0, ide0-hd0);
 *     the empty string for {@code -blockdev}
 * @param node name of the topmost node, or the empty string
 * @param qdev id of the device that shows it to the guest, or the empty string
 * @param model of that device: virtio-blk-pci, scsi-hd, …; the interface ({@code if=}) where no
 *     device is named
 * @param serial as the guest sees it, or the empty string
 * @param chain the image, then those that it is backed by as far as the command line tells; empty
 *     for a drive without a medium
 * @param request how it is to be opened
 * @param throttle limits by qemu's names, such as iops-total; empty where there are none
 */
public record Drive(
    String id,
    String node,
    String qdev,
    String model,
    String serial,
    Medium medium,
    List<Image> chain,
    Request request,
    Map<String, String> throttle) {
  public Drive {
    chain = List.copyOf(chain);
    throttle = Map.copyOf(throttle);
  }

  /** What the guest takes it for. */
  public enum Medium {
    DISK,
    CDROM,
    FLOPPY,
    FIRMWARE
  }

  /**
   * What was asked for; empty strings where nothing was, which leaves it to qemu (or to the device:
   * a guest may switch its write cache off).
   *
   * @param cache none, writeback, writethrough, directsync, unsafe
   * @param aio threads, native, io_uring
   * @param discard ignore, unmap
   * @param iothread its id, or that of the first of several (virtio-blk from 9.0 on)
   * @param snapshot writes go to a temporary file
   */
  public record Request(
      String cache,
      String aio,
      String discard,
      String detectZeroes,
      boolean readOnly,
      boolean snapshot,
      String iothread) {}

  /** Its limits other than 0, as a monitor would tell them. */
  public Map<String, Long> limits() {
    var limits = new LinkedHashMap<String, Long>();
    for (Limit limit : Limit.values()) {
      OptionalLong most = Fields.parse(throttle.getOrDefault(limit.word(), ""));
      if (most.orElse(0) != 0) {
        limits.put(limit.word(), most.getAsLong());
      }
    }
    return limits;
  }

  /** The topmost image's format, or the empty string. */
  public String format() {
    return chain.isEmpty() ? "" : chain.getFirst().format();
  }
}
