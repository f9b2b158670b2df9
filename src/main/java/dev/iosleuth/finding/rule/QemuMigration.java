package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a guest whose disk goes through the host's page cache may be migrated: the other host
 * opens the disk before this one has written everything, and may hold on to what it read then.
 */
final class QemuMigration {
  static final Threshold EMPTIES =
      new Threshold(
          "qemu's version from which the other host's page cache is emptied",
          3,
          "",
          "qemu 3.0, block/file-posix.c, raw_co_invalidate_cache(); the switch for it (drop-cache,"
              + " qapi/block-core.json) is there from 4.0 on, and libvirt's"
              + " qemuMigrationSrcIsSafe() asks for that");

  /** libvirt's virFileIsClusterFS(). */
  private static final Set<String> CLUSTERED = Set.of("gfs2", "ocfs2", "ceph");

  /** Who else may see what is written to a guest's disk. */
  enum Storage {
    /** A file system of this host: a migration copies what is in it. */
    LOCAL,
    /** A file system of several hosts which keeps their caches alike. */
    COHERENT,
    /** A file system of another host, or DRBD: two hosts have caches of their own. */
    SHARED,
    /** A device that may be on a storage network or not. */
    DEVICE;

    static Storage of(Case given, GuestPlace place) {
      Optional<Node> home = place.home(given);
      if (home.isEmpty() || given.stack().optional().isEmpty()) {
        return DEVICE;
      }
      Stack stack = given.stack().optional().get();
      Optional<Node> fileSystem =
          stack.lowers(home.get().id()).stream()
              .map(edge -> stack.node(edge.lower()))
              .filter(node -> node.kind() == Node.Kind.FILESYSTEM)
              .findFirst();
      if (home.get().kind() == Node.Kind.FILE && fileSystem.isPresent()) {
        return of(fileSystem.get());
      }
      boolean replicated =
          Stream.concat(
                  Stream.of(home.get()), stack.below(home.get().id()).stream().map(stack::node))
              .anyMatch(node -> node.kind() == Node.Kind.DRBD);
      return replicated ? SHARED : DEVICE;
    }

    private static Storage of(Node fileSystem) {
      if (CLUSTERED.contains(fileSystem.attribute("type"))) {
        return COHERENT;
      }
      return fileSystem.attribute("location").equals("remote") ? SHARED : LOCAL;
    }
  }

  private static final long FROM = (long) EMPTIES.value();

  private QemuMigration() {}

  /** What two hosts share, under a qemu that is known to be too old for it. */
  static boolean isUnsafe(Case given, GuestPlace place) {
    return place.throughKernel()
        && Storage.of(given, place) == Storage.SHARED
        && place.version().filter(version -> version.isBefore(FROM)).isPresent();
  }

  /** To be put behind what else is said of the page cache. */
  static String words(Case given, GuestPlace place) {
    return switch (Storage.of(given, place)) {
      case LOCAL -> "; a migration has to copy its image, and is safe";
      case COHERENT -> "; migration is safe, since its file system keeps all hosts' caches alike";
      case SHARED, DEVICE ->
          place
              .version()
              .filter(version -> version.isFrom(FROM) || version.isBefore(FROM))
              .map(version ->
                  version.isFrom(FROM)
                      ? "; migration is safe with qemu " + version.words()
                      : "; migration is not safe with qemu "
                          + version.words()
                          + " where hosts share it")
              .orElse("; migration is safe from qemu 3.0 on only");
    };
  }

  static String version(GuestPlace place) {
    return place.version().map(QemuVersion::words).orElse("not told");
  }
}
