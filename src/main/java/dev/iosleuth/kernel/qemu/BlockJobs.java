package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer to {@code query-block-jobs}, since 1.1 ("ready" since 1.3).
 *
 * <pre>
 * [{"device": "j", "type": "mirror", "len": 8388608, "offset": 1048576, "ready": false, …}]
 * </pre>
 *
 * The human monitor's {@code info block-jobs}, block/monitor/block-hmp-cmds.c:
 *
 * <pre>
 * Type mirror, device j: Completed 1048576 of 8388608 bytes, speed limit 0 bytes/s
 * Streaming device d0: Completed 0 of 8388608 bytes, speed limit 0 bytes/s
 * No active jobs
 * </pre>
 */
final class BlockJobs {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:Type ([a-z-]+), device|Streaming device) (.*): Completed ([0-9]+) of ([0-9]+) bytes,"
              + " speed limit [0-9]+ bytes/s");

  private BlockJobs() {}

  static Reading<Rows<BlockJob>> read(JsonField answer) {
    return answer
        .items()
        .map(items -> {
          var rows = new ArrayList<BlockJob>();
          var damaged = new ArrayList<Reading.Malformed<?>>();
          for (JsonField item : items) {
            Reading<BlockJob> job = job(item);
            job.optional().ifPresent(rows::add);
            JsonField.damage(job).ifPresent(damaged::add);
          }
          return new Rows<>(rows, damaged);
        });
  }

  private static Reading<BlockJob> job(JsonField item) {
    return item.field("offset")
        .number()
        .then(done ->
            item.field("len")
                .number()
                .map(length ->
                    new BlockJob(
                        item.field("device").textOrEmpty(),
                        item.field("type").textOrEmpty(),
                        done,
                        length,
                        item.field("ready").flag().orElse(false))));
  }

  static Rows<BlockJob> parse(Text text) {
    var rows = new ArrayList<BlockJob>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    while (lines.next()) {
      Matcher job = LINE.matcher(lines.string());
      OptionalLong done = job.matches() ? Fields.parse(job.group(3)) : OptionalLong.empty();
      OptionalLong length = job.matches() ? Fields.parse(job.group(4)) : OptionalLong.empty();
      if (done.isPresent() && length.isPresent()) {
        String type = job.group(1) == null ? "stream" : job.group(1);
        rows.add(new BlockJob(job.group(2), type, done.getAsLong(), length.getAsLong(), false));
      } else if (!lines.string().equals("No active jobs")) {
        damaged.add(lines.malformed("a block job"));
      }
    }
    return new Rows<>(rows, damaged);
  }
}
