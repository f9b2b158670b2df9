package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.GuestDisk.Origin;
import dev.iosleuth.sample.GuestDisk.Settings;
import dev.iosleuth.sample.OpenFile.Kind;
import dev.iosleuth.sample.Topology.InstanceDisk;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Joins the disks that a command line names with what the process really has open. */
final class GuestDisks {
  private static final int MOST_LINKS = 8;

  /** Stands behind the path of an open file whose name is gone, fs/d_path.c. */
  private static final String DELETED = " (deleted)";

  private final Tree tree;
  private final Topology topology;
  private final BlockNames blocks;
  private final int pid;
  private final List<OpenFile> open;
  private final BlockServers servers;

  /** What a set of descriptors leads to, where it is certain. */
  private Optional<OpenFile> handed = Optional.empty();

  GuestDisks(Tree tree, Topology topology, ProcessSample process, BlockServers servers) {
    this.servers = servers;
    this.tree = tree;
    this.topology = topology;
    this.blocks = new BlockNames(topology);
    this.pid = process.stat().pid();
    this.open = process.files().orElse(List.of());
  }

  List<GuestDisk> of(CommandLine command) {
    handed = handed(command);
    return command.drives().stream().map(this::disk).toList();
  }

  /**
   * qemu opens a set's file by copies of the descriptor that it was handed, which nothing names:
   * with one set it is what is open for none of the other images.
   */
  private Optional<OpenFile> handed(CommandLine command) {
    List<Image> images =
        command.drives().stream().flatMap(drive -> drive.chain().stream()).toList();
    long sets =
        images.stream()
            .map(Image::place)
            .filter(Place.Descriptors.class::isInstance)
            .distinct()
            .count();
    if (sets != 1) {
      return Optional.empty();
    }
    Set<String> others =
        images.stream()
            .flatMap(image -> image(image).open().stream())
            .map(OpenFile::path)
            .collect(Collectors.toSet());
    List<OpenFile> rest =
        open.stream()
            .filter(file -> file.kind() == Kind.FILE || file.kind() == Kind.BLOCK)
            .filter(file -> !file.standard() && OpenFile.mayBeImage(file.path()))
            .filter(file -> !others.contains(file.path()))
            .toList();
    boolean one = rest.stream().map(OpenFile::path).distinct().count() == 1;
    return one ? rest.stream().findFirst() : Optional.empty();
  }

  private GuestDisk disk(Drive drive) {
    List<GuestImage> images = drive.chain().stream().map(this::image).toList();
    return new GuestDisk(
        drive.id(),
        drive.qdev(),
        drive.node(),
        drive.model(),
        drive.serial(),
        drive.medium(),
        drive.format(),
        settings(drive, images),
        images);
  }

  /** Whether the page cache is passed by is seen at the open file, whatever was asked for. */
  private static Settings settings(Drive drive, List<GuestImage> images) {
    Drive.Request request = drive.request();
    var asked =
        new Settings(
            request.cache(),
            request.aio(),
            request.discard(),
            request.readOnly(),
            request.snapshot(),
            Origin.COMMAND_LINE,
            Reading.known(drive.limits()));
    return seen(asked, images, !request.readOnly());
  }

  /**
   * @param asked as it was opened first
   * @param images in it now
   */
  static Settings seen(Settings asked, List<GuestImage> images, boolean writable) {
    Optional<OpenFile> file = images.stream().findFirst().flatMap(GuestImage::open);
    boolean sync = asked.cache().equals("writethrough") || asked.cache().equals("directsync");
    boolean unsafe = asked.cache().equals("unsafe");
    String seen =
        file.map(f ->
                f.direct() ? sync ? "directsync" : "none" : sync ? "writethrough" : "writeback")
            .filter(_ -> !unsafe)
            .orElse(asked.cache());
    return new Settings(
        seen,
        asked.aio(),
        asked.discard(),
        !writable,
        asked.snapshot(),
        file.isPresent() && !unsafe ? Origin.OPEN_FILE : Origin.COMMAND_LINE,
        asked.limits());
  }

  /** Where an image lies on this host. */
  GuestImage image(Image image) {
    String path =
        switch (image.place()) {
          case Place.File(String file) -> followed(file);
          case Place.Device(String device) -> device;
          case Place.Descriptors _ -> handed.map(OpenFile::path).orElse("");
          case Place.Remote _, Place.VhostUser _, Place.Other _ -> "";
        };
    Optional<GuestImage.Server> server = servers.of(image.place());
    if (server.isPresent()) {
      Optional<OpenFile> its = server.flatMap(GuestImage.Server::file);
      return new GuestImage(
          image.node(),
          image.format(),
          image.place(),
          "",
          its.filter(file -> file.kind() == Kind.BLOCK).flatMap(OpenFile::dev),
          its,
          false,
          server);
    }
    Optional<DevNo> device = blocks.find(tree, path);
    Optional<OpenFile> found = open(path, device);
    boolean gone = found.filter(file -> isDeleted(file, path)).isPresent();
    return new GuestImage(
        image.node(),
        image.format(),
        image.place(),
        path.isEmpty() || path.startsWith("/") ? path : absolute(path, found, gone),
        device,
        found,
        gone,
        Optional.empty());
  }

  /** qemu may have left the directory that a name was relative to: what it has open tells. */
  private static String absolute(String path, Optional<OpenFile> found, boolean gone) {
    String at = found.map(OpenFile::path).orElse(path);
    return gone ? at.substring(0, at.length() - DELETED.length()) : at;
  }

  /** ganeti's links lead to devices. */
  private String followed(String file) {
    String path = file;
    for (int i = 0; i < MOST_LINKS && path.startsWith("/"); i++) {
      Optional<String> target = target(path);
      if (target.isEmpty()) {
        return path;
      }
      String folder = path.substring(0, path.lastIndexOf('/') + 1);
      path = target.get().startsWith("/") ? target.get() : folder + target.get();
    }
    return path;
  }

  private Optional<String> target(String path) {
    int folder = path.indexOf("/ganeti/instance-disks/");
    if (folder >= 0) {
      String name = path.substring(folder + "/ganeti/instance-disks/".length());
      for (InstanceDisk disk : topology.instanceDisks()) {
        if (name.equals(disk.instance() + ":" + disk.index())) {
          return Optional.of(disk.target());
        }
      }
    }
    return tree.link(path.substring(1)).optional();
  }

  private Optional<OpenFile> open(String path, Optional<DevNo> device) {
    if (device.isPresent()) {
      return open.stream()
          .filter(file -> file.kind() == Kind.BLOCK && file.dev().equals(device))
          .findFirst();
    }
    if (path.isEmpty()) {
      return Optional.empty();
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    List<OpenFile> files = open.stream().filter(file -> file.kind() == Kind.FILE).toList();
    return files.stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .or(() -> named(files, "/" + below(path)))
        .or(() -> named(files, "/" + name))
        .or(() -> named(files, "/" + name + DELETED));
  }

  /** Below whatever directory it is relative to. */
  private static String below(String path) {
    int from = 0;
    while (path.startsWith("/", from)
        || path.startsWith("./", from)
        || path.startsWith("../", from)) {
      from = path.indexOf('/', from) + 1;
    }
    return path.substring(from);
  }

  private static Optional<OpenFile> named(List<OpenFile> files, String end) {
    return files.stream().filter(file -> file.path().endsWith(end)).findFirst();
  }

  /** A file may really be called so: then its name is the one that was asked for, or it has one. */
  private boolean isDeleted(OpenFile file, String asked) {
    String name = asked.substring(asked.lastIndexOf('/') + 1);
    if (!file.path().endsWith(DELETED) || file.path().endsWith("/" + name)) {
      return false;
    }
    String folder = "proc/" + pid + "/fd";
    return tree.list(folder).orElse(List.of()).stream()
            .map(number -> folder + "/" + number)
            .filter(fd -> tree.link(fd).equals(Reading.known(file.path())))
            .findFirst()
            .map(tree::names)
            .orElse(Reading.absent("it was closed"))
            .orElse(0)
        == 0;
  }
}
