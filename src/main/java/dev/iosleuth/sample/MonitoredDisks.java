package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.BlockDisk;
import dev.iosleuth.kernel.qemu.BlockNode;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.sample.GuestDisk.Origin;
import dev.iosleuth.sample.GuestDisk.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Joins the disks that a guest was started with, those that its monitor tells of now, and those
 * that are counted. What the monitor tells is what is.
 */
final class MonitoredDisks {
  private static final String PERIPHERAL = "/machine/peripheral/";

  /** The most certain first: the controller is the same as long as the disk is there. */
  private static final List<BiPredicate<GuestDisk, Told>> ALIKE =
      List.of(
          (disk, told) -> !disk.qdev().isEmpty() && isOf(told.qdev(), disk.qdev()),
          (disk, told) -> !disk.id().isEmpty() && disk.id().equals(told.device()),
          (disk, told) -> !disk.node().isEmpty() && disk.node().equals(told.node()),
          (disk, told) -> !told.file().isEmpty() && isIn(told.file(), disk));

  private final Function<Image, GuestImage> places;

  /**
   * @param places finds where an image lies on this host
   */
  MonitoredDisks(Function<Image, GuestImage> places) {
    this.places = places;
  }

  /**
   * What a disk that is counted is called.
   *
   * @param key under which its counters are told
   */
  record Names(String key, String device, String qdev, String node) {
    static Names of(DiskCounters disk) {
      return new Names(disk.key(), disk.device(), disk.qdev(), disk.node());
    }
  }

  /**
   * A disk that somebody tells of.
   *
   * @param key under which its counters are told
   * @param file of its image, or the empty string
   * @param now what is in it, where that is told
   */
  private record Told(
      String key,
      String device,
      String qdev,
      String node,
      String file,
      boolean removable,
      Optional<BlockNode> now) {}

  /**
   * @param asked as the command line has them
   * @param files by the keys of counters, where libvirt tells them
   */
  List<GuestDisk> join(
      List<GuestDisk> asked,
      Optional<MonitorDisks> described,
      List<Names> counted,
      Map<String, String> files) {
    Optional<Rows<BlockDisk>> rows = described.flatMap(d -> d.disks().optional());
    var told = new ArrayList<Told>();
    if (rows.isPresent()) {
      rows.get().rows().forEach(disk -> told.add(told(disk)));
    } else {
      counted.forEach(disk -> told.add(told(disk, files)));
    }
    Map<GuestDisk, Told> pairs = pairs(asked, told);
    List<BlockNode> nodes =
        described.flatMap(d -> d.nodes().optional()).map(Rows::rows).orElse(List.of());
    boolean whole = rows.isPresent() && rows.get().damaged().isEmpty();
    var joined = new ArrayList<GuestDisk>();
    for (GuestDisk disk : asked) {
      Told its = pairs.get(disk);
      if (its != null) {
        joined.add(now(disk, its, nodes));
        told.remove(its);
      } else if (!whole || isServed(disk)) {
        joined.add(disk);
      }
    }
    if (rows.isPresent()) {
      told.forEach(added -> joined.add(now(added(added), added, nodes)));
    }
    return joined;
  }

  private static Told told(Names disk, Map<String, String> files) {
    String file = files.getOrDefault(disk.key(), "");
    return new Told(
        disk.key(), disk.device(), disk.qdev(), disk.node(), file, false, Optional.empty());
  }

  private static Told told(BlockDisk disk) {
    return new Told(
        disk.key(),
        disk.device(),
        disk.qdev(),
        disk.inserted().map(BlockNode::name).orElse(""),
        disk.inserted().map(BlockNode::file).orElse(""),
        disk.removable(),
        disk.inserted());
  }

  private static Map<GuestDisk, Told> pairs(List<GuestDisk> asked, List<Told> told) {
    // two disks may look alike
    var pairs = new IdentityHashMap<GuestDisk, Told>();
    for (BiPredicate<GuestDisk, Told> alike : ALIKE) {
      for (GuestDisk disk : asked) {
        if (!pairs.containsKey(disk)) {
          told.stream()
              .filter(one -> !pairs.containsValue(one) && alike.test(disk, one))
              .findFirst()
              .ifPresent(one -> pairs.put(disk, one));
        }
      }
    }
    return pairs;
  }

  /** qemu tells a controller's id, or the way to it or to what is in it (virtio-backend). */
  private static boolean isOf(String told, String id) {
    return told.equals(id)
        || told.equals(PERIPHERAL + id)
        || told.startsWith(PERIPHERAL + id + "/");
  }

  private static boolean isIn(String file, GuestDisk disk) {
    return disk.images().stream()
        .limit(1)
        .anyMatch(image ->
            image.path().equals(file)
                || (image.place() instanceof Place.File(String path) && path.equals(file))
                || (image.place() instanceof Place.Device(String path) && path.equals(file)));
  }

  /** qemu's block layer knows nothing of a disk that another process serves. */
  private static boolean isServed(GuestDisk disk) {
    return disk.images().stream().anyMatch(image -> image.place() instanceof Place.VhostUser);
  }

  /** One that came later. */
  private static GuestDisk added(Told told) {
    String qdev = told.qdev();
    String id = qdev.startsWith(PERIPHERAL) ? qdev.substring(PERIPHERAL.length()) : qdev;
    int slash = id.indexOf('/');
    return new GuestDisk(
        told.device(),
        slash < 0 ? id : id.substring(0, slash),
        told.node(),
        "",
        "",
        told.removable() ? Medium.CDROM : Medium.DISK,
        "",
        new Settings("", "", "", false, false, Origin.MONITOR),
        List.of(),
        "");
  }

  private GuestDisk now(GuestDisk disk, Told told, List<BlockNode> nodes) {
    if (told.now().isEmpty()) {
      return disk.with(disk.settings(), disk.images(), told.key());
    }
    BlockNode node = told.now().get();
    List<GuestImage> images = node.chain().stream().map(places).toList();
    boolean same = !images.isEmpty() && paths(images).equals(paths(disk.images()));
    List<GuestImage> now = same || images.isEmpty() ? disk.images() : images;
    return disk.with(settings(disk, node, now, nodes), now, told.key());
  }

  private static List<String> paths(List<GuestImage> images) {
    return images.stream().map(i -> i.path().isEmpty() ? "" + i.place() : i.path()).toList();
  }

  private static Settings settings(
      GuestDisk disk, BlockNode node, List<GuestImage> images, List<BlockNode> nodes) {
    Settings asked = disk.settings();
    boolean readOnly = node.readOnly().orElse(asked.readOnly());
    Optional<String> cache =
        node.cache().optional().map(c -> c.mode(passedBy(node, c, images, nodes)));
    return new Settings(
        cache.orElse(asked.cache()),
        asked.aio(),
        asked.discard(),
        cache.isPresent() ? readOnly : asked.readOnly(),
        asked.snapshot(),
        cache.isPresent() ? Origin.MONITOR : asked.origin(),
        node.limits());
  }

  /**
   * Whether the page cache is passed by is said by whoever opens the file, at the bottom: a node
   * above it may have another setting that does nothing.
   */
  private static boolean passedBy(
      BlockNode top, BlockNode.Cache cache, List<GuestImage> images, List<BlockNode> nodes) {
    Optional<OpenFile> open = images.stream().findFirst().flatMap(GuestImage::open);
    if (open.isPresent()) {
      return open.get().direct();
    }
    return nodes.stream()
        .filter(node -> node.file().equals(top.file()) && !top.file().isEmpty())
        .min(Comparator.comparing(node -> !node.driver().equals("file")))
        .filter(node -> node.driver().equals("file") || node.driver().startsWith("host_"))
        .flatMap(node -> node.cache().optional())
        .map(BlockNode.Cache::direct)
        .orElse(cache.direct());
  }
}
