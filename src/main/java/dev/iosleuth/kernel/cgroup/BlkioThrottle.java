package dev.iosleuth.kernel.cgroup;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code blkio.throttle.io_service_bytes}, {@code blkio.throttle.io_serviced} of cgroup v1, with
 * and without {@code _recursive}, and {@code blkio.io_service_bytes} of the CFQ and BFQ schedulers:
 * bytes or operations of a group on whole disks.
 *
 * <pre>
 * 8:0 Read 1310720
 * 8:0 Write 20480
 * 8:0 Sync 1331200
 * 8:0 Async 0
 * 8:0 Discard 0
 * 8:0 Total 1331200
 * Total 1331200
 * </pre>
 *
 * Discards since 4.18. block/blk-cgroup-rwstat.c; Documentation/admin-guide/cgroup-v1/
 * blkio-controller.rst.
 */
public record BlkioThrottle(Map<DevNo, Counts> devices, List<Reading.Malformed<?>> damaged) {
  /** Bytes or operations, as the file says; discards are empty where the kernel has none. */
  public record Counts(long reads, long writes, OptionalLong discards) {}

  private static final String EXPECTED = "MAJ:MIN Read|Write|Sync|Async|Discard|Total N";

  public BlkioThrottle {
    devices = Map.copyOf(devices);
    damaged = List.copyOf(damaged);
  }

  public static Reading<BlkioThrottle> parse(Text text) {
    var kinds = new LinkedHashMap<DevNo, Map<String, Long>>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    while (lines.next()) {
      if (!lines.whole() || !(total(lines.fields()) || count(lines.fields(), kinds))) {
        damaged.add(lines.malformed(EXPECTED));
      }
    }
    var devices = new LinkedHashMap<DevNo, Counts>();
    kinds.forEach((dev, counts) -> {
      Long reads = counts.get("Read");
      Long writes = counts.get("Write");
      if (reads == null || writes == null) {
        damaged.add(
            new Reading.Malformed<>(text.path(), dev + " Read and Write", "" + counts.keySet()));
        return;
      }
      Long discards = counts.get("Discard");
      devices.put(
          dev,
          new Counts(
              reads, writes, discards == null ? OptionalLong.empty() : OptionalLong.of(discards)));
    });
    return Reading.known(new BlkioThrottle(devices, damaged));
  }

  private static boolean total(Fields fields) {
    return fields.take("Total") && fields.number().isPresent() && !fields.more();
  }

  private static boolean count(Fields fields, Map<DevNo, Map<String, Long>> kinds) {
    Optional<DevNo> dev = fields.device();
    String kind = fields.word();
    OptionalLong number = fields.number();
    if (dev.isEmpty() || number.isEmpty() || fields.more()) {
      return false;
    }
    kinds.computeIfAbsent(dev.get(), _ -> new LinkedHashMap<>()).put(kind, number.getAsLong());
    return true;
  }
}
