package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to {@code query-blockstats}: a list with an object for each disk.
 *
 * <pre>
 * [{"device": "", "qdev": "/machine/peripheral/vd1/virtio-backend", "node-name": "q1",
 *   "stats": {"rd_operations": 7, "rd_bytes": 4096, "rd_merged": 0, "rd_total_time_ns": 1843000,
 *     "failed_rd_operations": 0, "invalid_rd_operations": 0, "wr_…": …, "flush_…": …,
 *     "unmap_…": …, "idle_time_ns": 17, …},
 *   "parent": {"stats": {…}, …}, "backing": {…}}]
 * </pre>
 *
 * BlockStats in qapi/block-core.json: times since 0.15, merged since 2.3, failed, invalid and idle
 * since 2.5, node-name since 2.5, qdev since 3.0, unmap since 4.2. What stands under "parent" and
 * "backing" are the nodes' own requests, not the guest's.
 */
final class QueryBlockstats {
  private QueryBlockstats() {}

  static Reading<Rows<DiskCounters>> read(JsonField answer) {
    return answer
        .items()
        .map(items -> {
          var rows = new ArrayList<DiskCounters>();
          var damaged = new ArrayList<Reading.Malformed<?>>();
          for (JsonField item : items) {
            disk(item, rows, damaged);
          }
          return new Rows<>(rows, damaged);
        });
  }

  private static void disk(
      JsonField item, List<DiskCounters> rows, List<Reading.Malformed<?>> damaged) {
    JsonField stats = item.field("stats");
    if (!(stats.value() instanceof Reading.Known<Json>(Json.Members _))) {
      damaged.add(
          new Reading.Malformed<>(stats.where(), "the counters of a disk", "something else"));
      return;
    }
    var figures = new Figures(stats, damaged);
    rows.add(
        new DiskCounters(
            figures.name(item.field("device")),
            figures.name(item.field("qdev")),
            figures.name(item.field("node-name")),
            figures.requests("rd"),
            figures.requests("wr"),
            figures.requests("flush"),
            figures.requests("unmap"),
            figures.number("idle_time_ns")));
  }

  /** The counters of one disk; what is not understood of them is added to the damage. */
  private record Figures(JsonField stats, List<Reading.Malformed<?>> damaged) {
    Requests requests(String kind) {
      return new Requests(
          number(kind + "_operations"),
          kind.equals("flush") ? Reading.absent("flushes have none") : number(kind + "_bytes"),
          kind.equals("flush")
              ? Reading.absent("flushes are not merged")
              : number(kind + "_merged"),
          number(kind + "_total_time_ns"),
          number("failed_" + kind + "_operations"),
          number("invalid_" + kind + "_operations"));
    }

    Reading<Long> number(String name) {
      JsonField field = stats.field(name);
      return noted(Requests.counted(field.number(), field.where()));
    }

    String name(JsonField field) {
      return noted(field.text()).orElse("");
    }

    private <T> Reading<T> noted(Reading<T> reading) {
      if (reading instanceof Reading.Malformed<T> malformed) {
        damaged.add(malformed);
      }
      return reading;
    }
  }
}
