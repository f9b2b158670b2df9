package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.sample.GuestDisk.Origin;
import dev.iosleuth.sample.GuestDisk.Settings;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file systems that a container lives on, by what its first process has mounted: each once, at
 * the first place where the container sees it.
 */
final class ContainerDisks {
  private static final Set<String> POOLED = Set.of("btrfs", "zfs", "bcachefs");
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "fuse.glusterfs", "glusterfs", "lustre");

  private static final String OVERLAY = "overlay";

  /** What systemd-nspawn shows of the host. */
  private static final String SHOWN = "/run/host/";

  private final List<Mount> host;

  ContainerDisks(Topology topology) {
    this.host = topology.mounts().map(Mountinfo::mounts).orElse(List.of());
  }

  List<GuestDisk> of(List<Mount> mounts) {
    var disks = new ArrayList<GuestDisk>();
    var seen = new HashSet<DevNo>();
    for (Mount mount : mounts) {
      // a file of the host's that it may only read (/etc/resolv.conf) is none of its disks
      boolean lived = mount.point().equals("/") || !(isReadOnly(mount) || isShown(mount));
      if (lived && isStored(mount) && seen.add(mount.dev())) {
        disks.add(disk(mount));
      }
    }
    return disks;
  }

  private static boolean isShown(Mount mount) {
    return mount.point().startsWith(SHOWN) || mount.point().startsWith("/dev/");
  }

  private static boolean isStored(Mount mount) {
    return mount.dev().major() != 0
        || POOLED.contains(mount.type())
        || REMOTE.contains(mount.type())
        || mount.type().equals(OVERLAY);
  }

  private static boolean isReadOnly(Mount mount) {
    return List.of(mount.options().split(",", -1)).contains("ro");
  }

  private GuestDisk disk(Mount mount) {
    return new GuestDisk(
        mount.point(),
        "",
        "",
        "",
        "",
        Medium.DISK,
        mount.type(),
        new Settings("", "", "", isReadOnly(mount), false, Origin.MOUNTS),
        List.of(image(mount)));
  }

  private GuestImage image(Mount mount) {
    if (REMOTE.contains(mount.type())) {
      var place = new Place.Remote(mount.type(), mount.source());
      return new GuestImage("", mount.type(), place, "", Optional.empty(), Optional.empty());
    }
    Optional<Directory> directory = directory(mount);
    if (directory.isPresent()) {
      String path = directory.get().path();
      Optional<DevNo> home = Optional.of(directory.get().fileSystem());
      var open = new OpenFile(path, OpenFile.Kind.FILE, home, !isReadOnly(mount), false, -1);
      return new GuestImage(
          "", mount.type(), new Place.File(path), path, Optional.empty(), Optional.of(open));
    }
    Optional<DevNo> device = Optional.of(mount.dev()).filter(dev -> dev.major() != 0);
    String path = mount.source().startsWith("/dev/") ? mount.source() : "";
    return new GuestImage(
        "", mount.type(), new Place.Device(mount.source()), path, device, Optional.empty());
  }

  /** On this host. */
  private record Directory(String path, DevNo fileSystem) {}

  /** In which it lives; empty if it has a file system to itself. */
  private Optional<Directory> directory(Mount mount) {
    if (mount.type().equals(OVERLAY)) {
      return upper(mount)
          .flatMap(path ->
              host.stream()
                  .filter(outside -> isBelow(path, outside.point()))
                  .max(Comparator.comparingInt(outside -> outside.point().length()))
                  .map(outside -> new Directory(path, outside.dev())));
    }
    boolean whole = mount.root().equals("/") && !POOLED.contains(mount.type());
    return whole
        ? Optional.empty()
        : host.stream()
            .filter(outside -> outside.dev().equals(mount.dev()))
            .filter(outside -> isBelow(mount.root(), outside.root()))
            .findFirst()
            .map(outside -> new Directory(moved(mount.root(), outside), mount.dev()));
  }

  /** Where what is written to an overlay goes. */
  private static Optional<String> upper(Mount mount) {
    for (String option : mount.superOptions().split(",", -1)) {
      if (option.startsWith("upperdir=")) {
        return Optional.of(option.substring("upperdir=".length()));
      }
    }
    return Optional.empty();
  }

  private static boolean isBelow(String path, String folder) {
    return path.equals(folder) || path.startsWith(folder.equals("/") ? "/" : folder + "/");
  }

  /** The same directory as the host sees it. */
  private static String moved(String root, Mount outside) {
    String rest = outside.root().equals("/") ? root : root.substring(outside.root().length());
    String point = outside.point().equals("/") ? "" : outside.point();
    return rest.equals("/") || rest.isEmpty() ? outside.point() : point + rest;
  }
}
