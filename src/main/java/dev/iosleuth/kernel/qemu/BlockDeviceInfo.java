package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.qemu.BlockNode.Cache;
import dev.iosleuth.kernel.qemu.BlockNode.ImageFile;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node in the answers to {@code query-block} and {@code query-named-block-nodes}.
 *
 * <pre>
 * {"node-name": "q1", "drv": "qcow2", "file": "/srv/top.qcow2", "ro": false,
 *  "cache": {"writeback": true, "direct": true, "no-flush": false},
 *  "image": {"filename": "/srv/top.qcow2", "format": "qcow2", "virtual-size": 8388608,
 *    "actual-size": 200704, "backing-image": {"filename": "/srv/base.qcow2", …}},
 *  "backing_file": "/srv/base.qcow2", "backing_file_depth": 1,
 *  "children": [{"child": "file", "node-name": "f1"}],
 *  "iops": 100, "iops_max": 0, "bps": 0, …, "group": "d2"}
 * </pre>
 *
 * The older {@code "throttle-group"} limits stand here too; those of throttle nodes do not.
 */
final class BlockDeviceInfo {
  /** Deeper chains are cut: qemu itself warns of far shorter ones. */
  private static final int MOST_IMAGES = 400;

  private BlockDeviceInfo() {}

  /** Empty if it is no node: that is added to the damage. */
  static Optional<BlockNode> read(JsonField item, List<Reading.Malformed<?>> damaged) {
    Reading<String> driver = item.field("drv").text();
    if (driver.optional().isEmpty()) {
      damaged.add(
          new Reading.Malformed<>(item.where(), "a node with its driver", "something else"));
      return Optional.empty();
    }
    Reading<Cache> cache = cache(item.field("cache"));
    JsonField.damage(cache).ifPresent(damaged::add);
    return Optional.of(
        new BlockNode(
            item.field("node-name").textOrEmpty(),
            driver.orElse(""),
            item.field("file").textOrEmpty(),
            item.field("ro").flag(),
            cache,
            images(item.field("image")),
            children(item.field("children")),
            limits(item, damaged),
            item.field("group").textOrEmpty()));
  }

  private static Reading<Cache> cache(JsonField cache) {
    return cache
        .field("writeback")
        .flag()
        .then(writeback ->
            cache
                .field("direct")
                .flag()
                .then(direct ->
                    cache
                        .field("no-flush")
                        .flag()
                        .map(noFlush -> new Cache(writeback, direct, noFlush))));
  }

  private static List<ImageFile> images(JsonField top) {
    var images = new ArrayList<ImageFile>();
    JsonField image = top;
    while (image.value() instanceof Reading.Known<Json>(Json.Members _)
        && images.size() < MOST_IMAGES) {
      images.add(
          new ImageFile(
              image.field("filename").textOrEmpty(),
              image.field("format").textOrEmpty(),
              image.field("virtual-size").number(),
              image.field("actual-size").number()));
      image = image.field("backing-image");
    }
    return images;
  }

  private static Map<String, String> children(JsonField list) {
    var children = new LinkedHashMap<String, String>();
    for (JsonField child : list.items().orElse(List.of())) {
      children.put(child.field("child").textOrEmpty(), child.field("node-name").textOrEmpty());
    }
    return children;
  }

  private static Map<String, Long> limits(JsonField item, List<Reading.Malformed<?>> damaged) {
    var limits = new LinkedHashMap<String, Long>();
    for (Limit limit : Limit.values()) {
      Reading<Long> value = item.field(limit.monitorWord()).number();
      JsonField.damage(value).ifPresent(damaged::add);
      value.optional().filter(v -> v != 0).ifPresent(v -> limits.put(limit.word(), v));
    }
    return limits;
  }
}
