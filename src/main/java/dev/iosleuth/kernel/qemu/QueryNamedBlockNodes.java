package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import java.util.ArrayList;

/**
 * The answer to {@code query-named-block-nodes}, since 2.0: all nodes, those of images under a disk
 * too, in no order that tells how they stand.
 */
final class QueryNamedBlockNodes {
  private QueryNamedBlockNodes() {}

  static Reading<Rows<BlockNode>> read(JsonField answer) {
    return answer
        .items()
        .map(items -> {
          var rows = new ArrayList<BlockNode>();
          var damaged = new ArrayList<Reading.Malformed<?>>();
          for (JsonField item : items) {
            BlockDeviceInfo.read(item, damaged).ifPresent(rows::add);
          }
          return new Rows<>(rows, damaged);
        });
  }
}
