package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.BlockDisk;
import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.kernel.qemu.BlockNode;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.sample.GuestDisk.Origin;
import dev.iosleuth.sample.GuestDisk.Settings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins the disks that a guest was started with, those that its monitor tells of now, and those
 * that are counted. What the monitor tells is what is.
 */
final class MonitoredDisks {
  /** More are not sought among what is open: a monitor may lie. */
  private static final int MOST_OTHERS = 1000;

  private static final String PERIPHERAL = "/machine/peripheral/";

  /** The most certain first: the controller is the same as long as the disk is there. */
  private static final List<BiPredicate<GuestDisk, Told>> ALIKE =
      List.of(
          (disk, told) -> !disk.qdev().isEmpty() && isOf(told.qdev(), disk.qdev()),
          (disk, told) -> !disk.id().isEmpty() && disk.id().equals(told.device()),
          (disk, told) -> !disk.node().isEmpty() && disk.node().equals(told.node()),
          (disk, told) -> isIn(told.file(), disk));

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
   * @param jobs names of those that work on the disks
   */
  List<GuestDisk> join(
      List<GuestDisk> asked,
      Optional<MonitorDisks> described,
      List<Names> counted,
      List<BlockJob.Name> jobs) {
    Optional<Rows<BlockDisk>> rows = described.flatMap(d -> d.disks().optional());
    var told = new ArrayList<Told>();
    if (rows.isPresent()) {
      rows.get().rows().forEach(disk -> told.add(told(disk)));
    } else {
      counted.forEach(disk -> told.add(told(disk)));
    }
    Map<GuestDisk, Told> pairs = pairs(asked, told, ALIKE);
    Map<Place, List<BlockNode>> nodes =
        described.flatMap(d -> d.nodes().optional()).map(Rows::rows).orElse(List.of()).stream()
            .collect(Collectors.groupingBy(BlockNode::place));
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
    return jobs.isEmpty() ? joined : new WorkedOnDisks(jobs, nodes).of(joined);
  }

  /** What is open and of none of the disks. */
  List<GuestImage> others(List<GuestDisk> disks, MonitorDisks described) {
    Set<String> taken =
        disks.stream()
            .flatMap(disk -> disk.images().stream().map(GuestImage::path))
            .collect(Collectors.toSet());
    return described.nodes().map(Rows::rows).orElse(List.of()).stream()
        .filter(MonitoredDisks::isProtocol)
        .limit(MOST_OTHERS)
        .map(node -> places.apply(new Image(node.name(), "", node.place())))
        .filter(image -> image.open().isPresent() && taken.add(image.path()))
        .toList();
  }

  private static Told told(Names disk) {
    return new Told(
        disk.key(), disk.device(), disk.qdev(), disk.node(), "", false, Optional.empty());
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

  /**
   * @param likeness the most certain first
   */
  static <T> Map<GuestDisk, T> pairs(
      List<GuestDisk> asked, List<T> told, List<BiPredicate<GuestDisk, T>> likeness) {
    // two disks may look alike
    var pairs = new IdentityHashMap<GuestDisk, T>();
    for (BiPredicate<GuestDisk, T> alike : likeness) {
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

  static boolean isIn(String file, GuestDisk disk) {
    return !file.isEmpty() && disk.images().stream().limit(1).anyMatch(image -> isIn(file, image));
  }

  static boolean isIn(String file, GuestImage image) {
    return image.path().equals(file)
        || (image.place() instanceof Place.File(String path) && path.equals(file))
        || (image.place() instanceof Place.Device(String path) && path.equals(file));
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
        List.of());
  }

  private GuestDisk now(GuestDisk disk, Told told, Map<Place, List<BlockNode>> nodes) {
    if (told.now().isEmpty()) {
      return disk.with(disk.settings(), disk.images(), told.key());
    }
    BlockNode node = told.now().get();
    List<GuestImage> images = node.chain().stream().map(places).toList();
    boolean same = !images.isEmpty() && paths(images).equals(paths(disk.images()));
    List<GuestImage> now =
        images.isEmpty() ? disk.images() : same ? formatted(disk.images(), images) : images;
    return disk.with(settings(disk, node, now, nodes), now, told.key());
  }

  /** What the command line left to qemu to find out, the monitor tells. */
  private static List<GuestImage> formatted(List<GuestImage> asked, List<GuestImage> told) {
    var images = new ArrayList<GuestImage>();
    for (int i = 0; i < asked.size(); i++) {
      String format = told.get(i).format();
      images.add(format.isEmpty() ? asked.get(i) : asked.get(i).in(format));
    }
    return images;
  }

  private static List<String> paths(List<GuestImage> images) {
    return images.stream().map(i -> i.path().isEmpty() ? "" + i.place() : i.path()).toList();
  }

  private static Settings settings(
      GuestDisk disk, BlockNode node, List<GuestImage> images, Map<Place, List<BlockNode>> nodes) {
    Settings asked = disk.settings();
    boolean readOnly = node.readOnly().orElse(asked.readOnly());
    List<BlockNode> way =
        node.chain().stream()
            .findFirst()
            .map(image -> nodes.getOrDefault(image.place(), List.of()))
            .orElse(List.of());
    Optional<String> cache = node.cache().optional().map(c -> effective(c, images, way).mode());
    return new Settings(
        cache.orElse(asked.cache()),
        asked.aio(),
        asked.discard(),
        cache.isPresent() ? readOnly : asked.readOnly(),
        asked.snapshot(),
        cache.isPresent() ? Origin.MONITOR : asked.origin(),
        Reading.known(limits(asked, node, way)));
  }

  /** No monitor tells those of a throttle node. */
  private static Map<String, Long> limits(Settings asked, BlockNode top, List<BlockNode> way) {
    boolean throttled =
        Stream.concat(way.stream(), Stream.of(top)).anyMatch(n -> n.driver().equals("throttle"));
    var limits =
        new LinkedHashMap<String, Long>(throttled ? asked.limits().orElse(Map.of()) : Map.of());
    limits.putAll(top.limits());
    return limits;
  }

  /**
   * Whether the page cache is passed by, and whether flushes reach the file, is said by whoever
   * opens it, at the bottom: a node above it may have another setting that does nothing
   * (bdrv_co_flush in block/io.c goes on to the nodes below in any case).
   *
   * @param way the nodes of that file
   */
  private static BlockNode.Cache effective(
      BlockNode.Cache top, List<GuestImage> images, List<BlockNode> way) {
    BlockNode.Cache bottom =
        way.stream()
            .filter(MonitoredDisks::isProtocol)
            .findFirst()
            .flatMap(node -> node.cache().optional())
            .orElse(top);
    boolean direct =
        images.stream()
            .findFirst()
            .flatMap(GuestImage::open)
            .map(OpenFile::direct)
            .orElse(bottom.direct());
    return new BlockNode.Cache(top.writeback(), direct, bottom.noFlush());
  }

  /** Whether it is the one that opens a file or device of this host. */
  private static boolean isProtocol(BlockNode node) {
    return node.driver().equals("file") || node.driver().startsWith("host_");
  }
}
