package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.DomainDisk;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.GuestDisk.Origin;
import dev.iosleuth.sample.GuestDisk.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Joins the disks that a domain of libvirt was started with and those that libvirt says it has now.
 * What libvirt tells is what is: it made every change itself.
 */
final class LibvirtDisks {
  private static final Reading<Map<String, Long>> LIMITS =
      Reading.absent("libvirt tells them of one disk at a time only: virsh -r blkdeviotune");

  /** The most certain first: numbers of images are never given twice. */
  private static final List<BiPredicate<GuestDisk, DomainDisk>> ALIKE =
      List.of(
          (disk, told) ->
              told.layers().stream()
                  .anyMatch(layer -> disk.images().stream().anyMatch(i -> layer.has(i.node()))),
          (disk, told) -> told.aliases().contains(disk.qdev()),
          (disk, told) ->
              told.layers().stream()
                  .limit(1)
                  .anyMatch(top -> MonitoredDisks.isIn(top.path(), disk)));

  private final Function<Image, GuestImage> places;
  private final List<GuestImage> copies = new ArrayList<>();

  /**
   * @param places finds where an image lies on this host
   */
  LibvirtDisks(Function<Image, GuestImage> places) {
    this.places = places;
  }

  /**
   * @param asked as the command line has them
   * @param told as libvirt has them; none where it told nothing
   */
  List<GuestDisk> join(List<GuestDisk> asked, List<DomainDisk> told) {
    Map<GuestDisk, DomainDisk> pairs = MonitoredDisks.pairs(asked, told, ALIKE);
    var joined = new ArrayList<GuestDisk>();
    for (GuestDisk disk : asked) {
      DomainDisk its = pairs.get(disk);
      if (its != null) {
        joined.add(now(disk, its));
      } else if (told.isEmpty() || !isListed(disk)) {
        joined.add(disk);
      }
    }
    told.stream()
        .filter(one -> !pairs.containsValue(one))
        .forEach(one -> joined.add(now(added(one), one)));
    return joined.stream().map(LibvirtDisks::limited).toList();
  }

  /** Where disks are being copied to. */
  List<GuestImage> copies() {
    return copies;
  }

  /**
   * Disks that came, where others are gone: such a one may be one of those, under another address.
   */
  static Optional<String> unmatched(List<GuestDisk> asked, List<GuestDisk> now) {
    List<String> came =
        now.stream()
            .filter(disk -> !disk.target().isEmpty() && disk.model().isEmpty())
            .map(GuestDisk::target)
            .toList();
    List<String> gone =
        asked.stream()
            .filter(disk -> now.stream().noneMatch(n -> n.qdev().equals(disk.qdev())))
            .map(GuestDisk::qdev)
            .toList();
    return came.isEmpty() || gone.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "libvirt tells of %s and no more of %s, with which it was started: whether one of them is the other is not told"
                .formatted(names(came), names(gone)));
  }

  private static String names(List<String> names) {
    return names.stream().limit(4).collect(Collectors.joining(", "))
        + (names.size() > 4 ? " and more" : "");
  }

  /**
   * Whether libvirt would tell of it: not of firmware, and not of what was passed by it to qemu.
   */
  private static boolean isListed(GuestDisk disk) {
    return disk.medium() != Medium.FIRMWARE
        && (disk.node().startsWith("libvirt-") || disk.id().startsWith("drive-"));
  }

  private static GuestDisk added(DomainDisk told) {
    Medium medium = told.target().startsWith("fd") ? Medium.FLOPPY : Medium.DISK;
    return new GuestDisk(
        "",
        "",
        "",
        "",
        "",
        medium,
        "",
        new Settings("", "", "", false, false, Origin.COMMAND_LINE),
        List.of());
  }

  private GuestDisk now(GuestDisk disk, DomainDisk told) {
    List<GuestImage> images = images(disk, told);
    boolean same = images.stream().limit(1).toList().equals(first(disk));
    if (same && images.size() == 1) {
      // recordings of older versions tell nothing of what it is backed by
      disk.images().stream().skip(1).filter(i -> i.open().isPresent()).forEach(images::add);
    }
    Settings settings =
        same ? disk.settings() : GuestDisks.seen(disk.settings(), images, writable(images));
    GuestDisk now = disk.with(settings, images, told.target()).called(told.target());
    return same ? now : now.at(images.isEmpty() ? "" : images.getFirst().node());
  }

  private static List<GuestImage> first(GuestDisk disk) {
    return disk.images().stream().limit(1).toList();
  }

  private static boolean writable(List<GuestImage> images) {
    return images.stream()
        .limit(1)
        .flatMap(image -> image.open().stream())
        .allMatch(OpenFile::writable);
  }

  private List<GuestImage> images(GuestDisk disk, DomainDisk told) {
    var images = new ArrayList<GuestImage>();
    for (DomainDisk.Layer layer : told.layers()) {
      Optional<GuestImage> known =
          disk.images().stream().filter(image -> isIn(image, layer)).findFirst();
      if (known.isPresent() || images.isEmpty()) {
        known.or(() -> image(disk, layer)).ifPresent(images::add);
      } else if (!layer.path().isEmpty()) {
        GuestImage other = places.apply(new Image("", "", new Place.File(layer.path())));
        // what a disk is backed by is not written to, except by a commit
        boolean copy = other.open().filter(OpenFile::writable).isPresent();
        (copy ? copies : images).add(other);
      }
    }
    return images;
  }

  private static boolean isIn(GuestImage image, DomainDisk.Layer layer) {
    return layer.has(image.node())
        || (!layer.path().isEmpty() && MonitoredDisks.isIn(layer.path(), image));
  }

  /** libvirt gives no path of what lies elsewhere, and none of an empty drive. */
  private Optional<GuestImage> image(GuestDisk disk, DomainDisk.Layer layer) {
    if (!layer.path().isEmpty()) {
      return Optional.of(places.apply(new Image("", "", new Place.File(layer.path()))));
    }
    return disk.medium() == Medium.DISK
        ? Optional.of(places.apply(new Image("", "", new Place.Remote("network", ""))))
        : Optional.empty();
  }

  /** Limits of domains are set when the disks are there, past the command line. */
  private static GuestDisk limited(GuestDisk disk) {
    boolean known = disk.settings().limits().map(limits -> !limits.isEmpty()).orElse(false);
    return known ? disk : disk.with(disk.settings().limited(LIMITS), disk.images(), disk.counted());
  }
}
