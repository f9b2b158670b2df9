package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.ZpoolStatus;
import dev.iosleuth.sample.Topology.ZfsPool;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.List;

/** ZFS pools by {@code zpool status}, which is asked only where the module is loaded. */
final class ZfsPools {
  private ZfsPools() {}

  static List<ZfsPool> read(Tree tree, Findings findings) {
    if (!tree.isDirectory("proc/spl/kstat/zfs") && !tree.isDirectory("sys/module/zfs")) {
      return List.of();
    }
    String path = Tools.ZPOOL_STATUS.path();
    return findings
        .noted(tree.read(path))
        .map(ZpoolStatus::parse)
        .map(status -> {
          findings.damaged(path, status.damaged());
          return status.pools().stream()
              .map(pool -> new ZfsPool(pool.name(), pool.state(), pool.leaves(), pool.layouts()))
              .toList();
        })
        .orElse(List.of());
  }
}
