package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.unit.Counter;
import dev.iosleuth.unit.Sectors;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What every device counted between two samples. Wrap-around is followed; a reset, a reboot or a
 * counter that went back gives no figure and a reason, never a negative or invented number.
 */
public final class Differences {
  /**
   * More than this in one interval is no increase but a reset. 2^56 sectors or operations would
   * take years on any device.
   */
  private static final long MOST = 1L << 56;

  private static final String UNREAD_AT_START =
      "its counters could not be read at the start of the interval";

  private static final String UNREAD_AT_END =
      "its counters could not be read at the end of the interval";

  private static final String REBOOTED = "the host was rebooted within the interval";

  private static final String WENT_BACK =
      "its counters went back: reset, or another device under the same name";

  /** Why there is no figure of a device that was there all the time. */
  private static final Set<String> GAPS =
      Set.of(UNREAD_AT_START, UNREAD_AT_END, REBOOTED, WENT_BACK);

  private final Sample before;
  private final Sample after;
  private final Map<String, Diskstats.Row> earlier;
  private final Map<String, Diskstats.Row> later;

  private Differences(Sample before, Sample after) {
    this.before = before;
    this.after = after;
    this.earlier = rows(before);
    this.later = rows(after);
  }

  /** By kernel name, every device that either sample counts. */
  static Map<String, Reading<Flow>> between(Sample before, Sample after) {
    var differences = new Differences(before, after);
    var flows = new HashMap<String, Reading<Flow>>(differences.later.size() * 2);
    Optional<String> reboot = differences.reboot();
    differences.later.forEach((name, row) ->
        flows.put(
            name,
            reboot.<Reading<Flow>>map(Reading::absent).orElseGet(() -> differences.of(name, row))));
    String gone = after.countsAllDevices() ? "went away within the interval" : UNREAD_AT_END;
    differences.earlier.forEach((name, _) -> flows.putIfAbsent(name, Reading.absent(gone)));
    return flows;
  }

  /** Why a device that did not come or go has no figures; empty where it has some. */
  static Optional<String> gap(Reading<Flow> flow) {
    return flow instanceof Reading.Absent<Flow>(String why) && GAPS.contains(why)
        ? Optional.of(why)
        : Optional.empty();
  }

  private static Map<String, Diskstats.Row> rows(Sample sample) {
    var rows = new HashMap<String, Diskstats.Row>();
    sample
        .diskstats()
        .optional()
        .ifPresent(stats -> stats.rows().forEach(row -> rows.put(row.name(), row)));
    rows.putAll(sample.nvmePaths());
    return rows;
  }

  private Optional<String> reboot() {
    Optional<String> first = before.bootId().optional();
    Optional<String> second = after.bootId().optional();
    boolean rebooted =
        (first.isPresent() && second.isPresent() && !first.equals(second))
            || after.nanos() < before.nanos();
    return rebooted ? Optional.of(REBOOTED) : Optional.empty();
  }

  private Reading<Flow> of(String name, Diskstats.Row row) {
    Diskstats.Row old = earlier.get(name);
    if (old == null && !came(name)) {
      return Reading.absent(UNREAD_AT_START);
    }
    if (old == null || replaced(name)) {
      // A device that came within the interval: the kernel starts its counters at zero.
      return difference(zero(row), row, false);
    }
    return difference(old, row, true);
  }

  /** Not there before, rather than not understood before. */
  private boolean came(String name) {
    return before.countsAllDevices() && !before.topology().devices().containsKey(name);
  }

  /**
   * diskseq (5.15) tells that the name belongs to another disk now. Drivers that change the medium
   * of a disk that stays (loop, nbd, zram, removable media) count it up too, but go on counting
   * I/O: there only counters that fell tell.
   */
  private boolean replaced(String name) {
    Optional<Long> first = diskseq(before, name);
    Optional<Long> second = diskseq(after, name);
    boolean another = first.isPresent() && second.isPresent() && !first.equals(second);
    return another && (!changesMedium(name) || fell(name));
  }

  private boolean changesMedium(String name) {
    BlockDevice device = after.topology().devices().get(name);
    return device != null
        && switch (device.personality()) {
          case BlockDevice.Personality.Loop _,
              BlockDevice.Personality.Nbd _,
              BlockDevice.Personality.Zram _ ->
              true;
          case BlockDevice.Personality.Disk _ -> device.removable().orElse(false);
          case BlockDevice.Personality.Partition _,
              BlockDevice.Personality.DeviceMapper _,
              BlockDevice.Personality.MdArray _,
              BlockDevice.Personality.Drbd _,
              BlockDevice.Personality.Rbd _,
              BlockDevice.Personality.Bcache _,
              BlockDevice.Personality.NvmeHead _,
              BlockDevice.Personality.NvmePath _,
              BlockDevice.Personality.Ram _ ->
              false;
        };
  }

  private boolean fell(String name) {
    Diskstats.Row old = earlier.get(name);
    Diskstats.Row row = later.get(name);
    return old != null
        && row != null
        && (row.reads().ops() < old.reads().ops()
            || row.writes().ops() < old.writes().ops()
            || row.reads().sectors() < old.reads().sectors()
            || row.writes().sectors() < old.writes().sectors());
  }

  private static Optional<Long> diskseq(Sample sample, String name) {
    BlockDevice device = sample.topology().devices().get(name);
    return device == null ? Optional.empty() : device.diskseq().optional();
  }

  private static Diskstats.Row zero(Diskstats.Row row) {
    return new Diskstats.Row(
        row.dev(),
        row.name(),
        Diskstats.Io.ZERO,
        Diskstats.Io.ZERO,
        0,
        0,
        0,
        row.discards().map(_ -> Diskstats.Io.ZERO),
        row.flushes().map(_ -> new Diskstats.Flushes(0, 0)));
  }

  private double seconds() {
    long first = before.diskstats().map(Diskstats::nanos).orElse(0L);
    long second = after.diskstats().map(Diskstats::nanos).orElse(0L);
    long nanos = second > first && first > 0 ? second - first : after.nanos() - before.nanos();
    return nanos / 1e9;
  }

  private Reading<Flow> difference(Diskstats.Row old, Diskstats.Row row, boolean same) {
    Reading<Flow.Io> reads = io(old.reads(), row.reads());
    Reading<Flow.Io> writes = io(old.writes(), row.writes());
    OptionalLong busy = Counter.wrapping32(old.busyMs(), row.busyMs(), mostMs());
    OptionalLong weighted = Counter.wrapping32(old.weightedMs(), row.weightedMs(), 1L << 32);
    if (!(reads instanceof Reading.Known<Flow.Io>(var r))
        || !(writes instanceof Reading.Known<Flow.Io>(var w))
        || busy.isEmpty()) {
      return Reading.absent(WENT_BACK);
    }
    return Reading.known(
        new Flow(
            seconds(),
            r,
            w,
            both(old.discards(), row.discards()).then(pair -> io(pair.before(), pair.after())),
            both(old.flushes(), row.flushes()).then(Differences::flushes),
            busy.getAsLong(),
            weighted.orElse(0),
            same ? old.inFlight() : 0,
            row.inFlight()));
  }

  /** io_ticks cannot grow faster than time does; a jiffy of 10 ms and skew of a second allowed. */
  private long mostMs() {
    return Math.max(1000, (long) (seconds() * 1000 * 1.25) + 1000);
  }

  private record Pair<T>(T before, T after) {}

  private static <T> Reading<Pair<T>> both(Reading<T> before, Reading<T> after) {
    return before.then(b -> after.map(a -> new Pair<>(b, a)));
  }

  private static Reading<Flow.Io> io(Diskstats.Io old, Diskstats.Io now) {
    OptionalLong ops = Counter.word(old.ops(), now.ops(), MOST);
    OptionalLong merges = Counter.word(old.merges(), now.merges(), MOST);
    OptionalLong sectors = Counter.word(old.sectors(), now.sectors(), MOST);
    OptionalLong ms = Counter.wrapping32(old.ms(), now.ms(), 1L << 32);
    if (ops.isEmpty() || merges.isEmpty() || sectors.isEmpty() || ms.isEmpty()) {
      return Reading.absent("its counters went back");
    }
    return Reading.known(
        new Flow.Io(
            ops.getAsLong(),
            merges.getAsLong(),
            Sectors.toBytes(sectors.getAsLong()),
            ms.getAsLong()));
  }

  private static Reading<Flow.Flushes> flushes(Pair<Diskstats.Flushes> pair) {
    OptionalLong ops = Counter.word(pair.before().ops(), pair.after().ops(), MOST);
    OptionalLong ms = Counter.wrapping32(pair.before().ms(), pair.after().ms(), 1L << 32);
    return ops.isEmpty() || ms.isEmpty()
        ? Reading.absent("its flush counters went back")
        : Reading.known(new Flow.Flushes(ops.getAsLong(), ms.getAsLong()));
  }
}
