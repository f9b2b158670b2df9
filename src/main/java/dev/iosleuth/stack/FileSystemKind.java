package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import java.util.Set;

/** Where a mounted file system keeps its bytes. */
enum FileSystemKind {
  /** On one block device, whose number is its st_dev. */
  DEVICE,
  /** On devices or pools that its source names; its st_dev is anonymous: btrfs, ZFS, bcachefs. */
  POOLED,
  /** On another host, or behind a user-space server. */
  NETWORK,
  /** In directories of other file systems. */
  OVERLAY,
  MEMORY,
  /** proc, sysfs and the like: no bytes. */
  OTHER;

  private static final Set<String> POOLS = Set.of("btrfs", "zfs", "bcachefs");
  private static final Set<String> NETWORKS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "ceph",
          "9p",
          "virtiofs",
          "glusterfs",
          "lustre",
          "gpfs",
          "beegfs",
          "orangefs",
          "afs",
          "ncpfs",
          "coda",
          "fuse",
          "vboxsf",
          "prl_fs");
  private static final Set<String> MEMORIES =
      Set.of("tmpfs", "ramfs", "devtmpfs", "rootfs", "hugetlbfs");
  private static final Set<String> HELPERS =
      Set.of("fuse.lxcfs", "fuse.gvfsd-fuse", "fuse.portal", "fuse.snapfuse");

  static FileSystemKind of(Mount mount) {
    String type = mount.type();
    if (POOLS.contains(type)) {
      return POOLED;
    }
    if (NETWORKS.contains(type) || (type.startsWith("fuse.") && !HELPERS.contains(type))) {
      return NETWORK;
    }
    if (type.equals("overlay") || type.equals("aufs")) {
      return OVERLAY;
    }
    if (MEMORIES.contains(type)) {
      return MEMORY;
    }
    return mount.dev().major() != 0 ? DEVICE : OTHER;
  }
}
