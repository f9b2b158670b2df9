package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The guest agent's answer to {@code guest-get-diskstats} (since 7.1, Linux guests): the guest's
 * own /proc/diskstats.
 *
 * <pre>
 * {"return": [{"name": "vda", "major": 254, "minor": 0, "stats": {"read-sectors": 8, "read-ios": 1,
 *   "read-merges": 0, "read-ticks": 3, "write-…": …, "discard-…": …, "flush-ios": 0,
 *   "flush-ticks": 0, "ios-pgr": 0, "total-ticks": 2, "weight-ticks": 3}}]}
 * </pre>
 *
 * GuestDiskStats in qga/qapi-schema.json. Ticks are milliseconds. What the guest's kernel does not
 * count is not there.
 */
public record GuestDiskstats(long nanos, OptionalLong held, Rows<Row> disks) {
  /**
   * Of one of the guest's block devices, partitions and device-mapper's too.
   *
   * @param name as the guest's kernel has it
   * @param busyMillis in which the device was busy, "total-ticks"
   */
  public record Row(
      String name,
      Direction reads,
      Direction writes,
      Direction discards,
      Reading<Long> flushes,
      Reading<Long> flushMillis,
      Reading<Long> inFlight,
      Reading<Long> busyMillis) {}

  public record Direction(
      Reading<Long> operations,
      Reading<Long> merges,
      Reading<Long> sectors,
      Reading<Long> millis) {}

  /** What the agent said: only what follows its last byte 0xFF is an answer to us. */
  public static Reading<GuestDiskstats> parse(Text text) {
    Asked asked = Asked.of(text);
    byte[] bytes = text.bytes();
    int from = asked.from();
    for (int at = from; at < bytes.length; at++) {
      from = bytes[at] == (byte) 0xff ? at + 1 : from;
    }
    return JsonText.values(text.path(), bytes, from)
        .then(values ->
            values.size() == AgentCommand.values().length
                ? rows(JsonField.of(text.path(), Reading.known(values.getLast())))
                : Reading.malformed(
                    text.path(), "two answers of a guest agent", "" + values.size()))
        .map(rows -> new GuestDiskstats(asked.nanos(), asked.held(), rows));
  }

  private static Reading<Rows<Row>> rows(JsonField answer) {
    Reading<String> error = answer.field("error").field("desc").text();
    if (error instanceof Reading.Known<String>(String words)) {
      return Reading.absent("the guest agent answered: " + words);
    }
    return answer.field("return").items().map(GuestDiskstats::read);
  }

  private static Rows<Row> read(List<JsonField> items) {
    var rows = new ArrayList<Row>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    for (JsonField item : items) {
      Reading<String> name = item.field("name").text();
      JsonField stats = item.field("stats");
      if (name instanceof Reading.Known<String>(String known)
          && stats.value() instanceof Reading.Known<Json>(Json.Members _)) {
        rows.add(row(known, stats));
      } else {
        damaged.add(new Reading.Malformed<>(item.where(), "a disk's counters", "something else"));
      }
    }
    return new Rows<>(rows, damaged);
  }

  private static Row row(String name, JsonField stats) {
    return new Row(
        name,
        direction(stats, "read"),
        direction(stats, "write"),
        direction(stats, "discard"),
        stats.field("flush-ios").number(),
        stats.field("flush-ticks").number(),
        stats.field("ios-pgr").number(),
        stats.field("total-ticks").number());
  }

  private static Direction direction(JsonField stats, String kind) {
    return new Direction(
        stats.field(kind + "-ios").number(),
        stats.field(kind + "-merges").number(),
        stats.field(kind + "-sectors").number(),
        stats.field(kind + "-ticks").number());
  }
}
