package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.reading.Reading;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disk of a guest.
 *
 * @param id of qemu's drive, or the empty string ({@code -blockdev})
 * @param qdev id of the device that shows it to the guest, or the empty string
 * @param node name of qemu's topmost node, or the empty string
 * @param model of the device: virtio-blk-pci, scsi-hd, …; or the interface; or the empty string
 * @param serial as the guest sees it, or the empty string
 * @param format of the topmost image; the empty string where qemu was left to find out
 * @param settings how it is opened
 * @param images the disk's own, then those that it is backed by; empty where there is no medium
 * @param counted under which key its counters are told, see {@link GuestCounters#of}; the empty
 *     string where none are
 * @param jobs names of the jobs that work on it now, see {@link GuestCounters#jobs}: of several
 *     each may be the one, since monitors do not tell
 * @param target what libvirt calls it (vda), or the empty string
 */
public record GuestDisk(
    String id,
    String qdev,
    String node,
    String model,
    String serial,
    Medium medium,
    String format,
    Settings settings,
    List<GuestImage> images,
    String counted,
    List<String> jobs,
    String target) {
  public GuestDisk {
    images = List.copyOf(images);
    jobs = List.copyOf(jobs);
  }

  GuestDisk(
      String id,
      String qdev,
      String node,
      String model,
      String serial,
      Medium medium,
      String format,
      Settings settings,
      List<GuestImage> images) {
    this(id, qdev, node, model, serial, medium, format, settings, images, "", List.of(), "");
  }

  /**
   * The most telling of its names: the device's, libvirt's, the drive's, the node's, the image's.
   */
  public String label() {
    if (!qdev.isEmpty() || !target.isEmpty()) {
      return qdev.isEmpty() ? target : qdev;
    }
    if (!id.isEmpty()) {
      return id;
    }
    return node.isEmpty() && !images.isEmpty() ? images.getFirst().path() : node;
  }

  GuestDisk with(Settings others, List<GuestImage> files, String key) {
    String top = files.isEmpty() ? format : files.getFirst().format();
    return new GuestDisk(
        id, qdev, node, model, serial, medium, top, others, files, key, jobs, target);
  }

  GuestDisk with(List<String> working) {
    return new GuestDisk(
        id, qdev, node, model, serial, medium, format, settings, images, counted, working, target);
  }

  /** Now that its topmost node is another one. */
  GuestDisk at(String top) {
    return new GuestDisk(
        id, qdev, top, model, serial, medium, format, settings, images, counted, jobs, target);
  }

  GuestDisk called(String name) {
    return new GuestDisk(
        id, qdev, node, model, serial, medium, format, settings, images, counted, jobs, name);
  }

  /** As the command line asks for it; none of a disk that libvirt added later. */
  public Optional<Drive> asked(List<Drive> drives) {
    boolean added = !target.isEmpty() && qdev.isEmpty();
    return drives.stream()
        .filter(_ -> !added)
        .filter(drive -> drive.qdev().equals(qdev) && drive.id().equals(id))
        .findFirst();
  }

  /** Whether it is the same disk of the same guest in another sample. */
  public boolean is(GuestDisk other) {
    boolean named = !qdev.isEmpty() || !id.isEmpty();
    return (named && other.qdev.equals(qdev) && other.id.equals(id))
        || (!target.isEmpty() && other.target.equals(target));
  }

  /**
   * @param cache none, writeback, writethrough, directsync or unsafe; the empty string where it is
   *     not known
   * @param aio threads, native or io_uring; the empty string where nothing was asked for
   * @param discard unmap or ignore; the empty string where nothing was asked for
   * @param origin who says so
   * @param limits other than 0, by their names on the command line: {@code iops-total}; as qemu
   *     tells them, else as the command line has them: those of a throttle node no monitor tells;
   *     absent where neither can tell
   */
  public record Settings(
      String cache,
      String aio,
      String discard,
      boolean readOnly,
      boolean snapshot,
      Origin origin,
      Reading<Map<String, Long>> limits) {
    public Settings {
      limits = limits.map(most -> Collections.unmodifiableMap(new LinkedHashMap<>(most)));
    }

    Settings(
        String cache,
        String aio,
        String discard,
        boolean readOnly,
        boolean snapshot,
        Origin origin) {
      this(cache, aio, discard, readOnly, snapshot, origin, Reading.known(Map.of()));
    }

    Settings limited(Reading<Map<String, Long>> most) {
      return new Settings(cache, aio, discard, readOnly, snapshot, origin, most);
    }
  }

  /** Where settings come from; the later ones know better. */
  public enum Origin {
    /** Asked for when the guest was started. */
    COMMAND_LINE,
    /** Nobody asked: what a container has is mounted by this host's kernel. */
    MOUNTS,
    /** The image is open past the page cache, or not. */
    OPEN_FILE,
    /** qemu itself reports it. */
    MONITOR
  }
}
