package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.kernel.qemu.BlockNode;
import dev.iosleuth.kernel.qemu.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which jobs of qemu's work on which disks. A job without a name of its own is called like the
 * drive; any other puts a node above its disk, which is known by the file below, but not by the
 * job.
 */
final class WorkedOnDisks {
  /** A monitor may lie. */
  private static final int MOST = 8;

  private final Map<String, BlockJob.Name> jobs = new HashMap<>();
  private final Map<Place, List<BlockNode>> nodes;

  /**
   * @param nodes by the places of their files
   */
  WorkedOnDisks(List<BlockJob.Name> jobs, Map<Place, List<BlockNode>> nodes) {
    jobs.forEach(job -> this.jobs.put(job.id(), job));
    this.nodes = nodes;
  }

  List<GuestDisk> of(List<GuestDisk> disks) {
    var rest = new HashMap<>(jobs);
    disks.stream().map(GuestDisk::id).filter(id -> !id.isEmpty()).forEach(rest::remove);
    return disks.stream().map(disk -> disk.with(of(disk, rest))).toList();
  }

  private List<String> of(GuestDisk disk, Map<String, BlockJob.Name> rest) {
    if (!disk.id().isEmpty() && jobs.containsKey(disk.id())) {
      return List.of(disk.id());
    }
    Set<String> above =
        disk.images().stream()
            .limit(1)
            .flatMap(image -> nodes.getOrDefault(image.place(), List.of()).stream())
            .map(BlockNode::driver)
            .collect(Collectors.toSet());
    return rest.values().stream()
        .filter(job -> drivers(job.type()).stream().anyMatch(above::contains))
        .map(BlockJob.Name::id)
        .sorted()
        .limit(MOST)
        .toList();
  }

  /** What jobs put above disks: block/{mirror,commit,backup,stream}.c. */
  private static Set<String> drivers(String type) {
    return switch (type) {
      case "mirror" -> Set.of("mirror_top");
      case "commit" -> Set.of("commit_top", "mirror_top");
      case "backup" -> Set.of("copy-before-write", "backup-top");
      case "stream" -> Set.of("copy-on-read");
      default -> Set.of();
    };
  }
}
