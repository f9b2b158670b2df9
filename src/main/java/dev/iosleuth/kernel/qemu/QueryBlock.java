package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code query-block}: a list with an object for each disk. BlockInfo in
 * qapi/block-core.json.
 *
 * <pre>
 * [{"device": "d0", "qdev": "/machine/peripheral/vd0/virtio-backend", "removable": false,
 *   "io-status": "ok", "inserted": {"node-name": "#block388", "drv": "raw", …}}, …]
 * </pre>
 */
final class QueryBlock {
  private QueryBlock() {}

  static Reading<Rows<BlockDisk>> read(JsonField answer) {
    return answer
        .items()
        .map(items -> {
          var rows = new ArrayList<BlockDisk>();
          var damaged = new ArrayList<Reading.Malformed<?>>();
          for (JsonField item : items) {
            if (item.value() instanceof Reading.Known<Json>(Json.Members _)) {
              rows.add(disk(item, damaged));
            } else {
              damaged.add(new Reading.Malformed<>(item.where(), "a disk", "something else"));
            }
          }
          return new Rows<>(rows, damaged);
        });
  }

  private static BlockDisk disk(JsonField item, List<Reading.Malformed<?>> damaged) {
    JsonField inserted = item.field("inserted");
    JsonField.damage(inserted.value()).ifPresent(damaged::add);
    return new BlockDisk(
        item.field("device").textOrEmpty(),
        item.field("qdev").textOrEmpty(),
        item.field("removable").flag().orElse(false),
        item.field("io-status").textOrEmpty(),
        inserted.value() instanceof Reading.Known<Json>
            ? BlockDeviceInfo.read(inserted, damaged)
            : Optional.empty());
  }
}
