package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node of qemu's graph of block drivers, as it is now, whatever the command line asked for.
 * BlockDeviceInfo in qapi/block-core.json.
 *
 * <p>How it waits for I/O ({@code aio=}) no monitor tells.
 *
 * @param name of the node; the empty string up to qemu 1.x
 * @param driver raw, qcow2, file, host_device, rbd, …
 * @param file name of the image, which may be {@code json:{…}} or {@code PROTOCOL:…}
 * @param cache absent before 1.3 or so
 * @param images the file names and formats of this image and of those that it is backed by, topmost
 *     first
 * @param children names of the nodes below by what they are for ("file", "backing"); empty before
 *     qemu 10.1
 * @param limits other than 0, by the names of the command line: {@code iops-total}, {@code
 *     bps-write-max}
 * @param throttleGroup whom it shares its limits with, or the empty string
 */
public record BlockNode(
    String name,
    String driver,
    String file,
    Reading<Boolean> readOnly,
    Reading<Cache> cache,
    List<ImageFile> images,
    Map<String, String> children,
    Map<String, Long> limits,
    String throttleGroup) {
  public BlockNode {
    images = List.copyOf(images);
    children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }

  /**
   * Effective, as qemu itself goes by it.
   *
   * @param writeback whether the guest sees a write cache that it has to flush
   * @param direct whether the host's page cache is passed by (O_DIRECT)
   * @param noFlush whether flushes are thrown away
   */
  public record Cache(boolean writeback, boolean direct, boolean noFlush) {
    /**
     * The name that the command line has for it: none, writeback, writethrough, directsync, unsafe.
     */
    public String mode() {
      return CacheMode.name(direct, noFlush, writeback);
    }
  }

  /**
   * @param name as qemu names it; others' control
   * @param virtualSize bytes that the guest sees
   * @param actualSize bytes that it takes on the host
   */
  public record ImageFile(
      String name, String format, Reading<Long> virtualSize, Reading<Long> actualSize) {}

  /**
   * Its images as those of a command line are, topmost first. A filter is no image: qemu lists what
   * it passes requests to behind it, from 5.2 on.
   */
  public List<Image> chain() {
    var chain = new ArrayList<Image>();
    for (int i = 0; i < images.size(); i++) {
      ImageFile image = images.get(i);
      if (image.format().equals(Chains.QUORUM)) {
        chain.addAll(Image.all(i == 0 ? name : "", image.name()));
        continue;
      }
      if (!Chains.isFilter(image.format()) || i + 1 == images.size()) {
        chain.add(Image.told(i == 0 ? name : "", image.format(), image.name()));
      }
    }
    return chain;
  }

  /** Where its file lies, or that of what it passes requests to. */
  public Place place() {
    return Image.told("", driver, file).place();
  }

  BlockNode named(String itsName) {
    return new BlockNode(
        itsName, driver, file, readOnly, cache, images, children, limits, throttleGroup);
  }
}
