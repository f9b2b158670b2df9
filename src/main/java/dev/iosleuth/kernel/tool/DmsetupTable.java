package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code dmsetup table}: one line a target, under the names that administrators use.
 *
 * <pre>
 * vg-root: 0 41943040 linear 8:2 2048
 * vg-fast: 0 8388608 striped 2 128 8:16 2048 8:32 2048
 * vg-pool: 0 2097152 thin-pool 254:3 254:4 128 0 1 skip_block_zeroing
 * </pre>
 *
 * Documentation/admin-guide/device-mapper/. Sectors of 512 bytes. dmsetup prints names unmangled:
 * {@code a b} where sysfs has {@code a\x20b}.
 */
public record DmsetupTable(Map<String, List<Target>> tables, List<Reading.Malformed<?>> damaged) {
  /**
   * What a target's device argument is for.
   *
   * <p>DATA carries the upper's own sectors; META the target's own bookkeeping; COW the copies of a
   * snapshot's changed chunks; ORIGIN what a snapshot or cache stands before; CACHE the fast copy;
   * LOG a mirror's or integrity's log; POOL the thin pool above its data and metadata devices.
   */
  public enum Use {
    DATA,
    META,
    COW,
    ORIGIN,
    CACHE,
    LOG,
    POOL
  }

  /**
   * @param use what for
   * @param dev the device below
   * @param startSector on it, or -1 if the target does not place the upper at an offset
   */
  public record Lower(Use use, DevNo dev, long startSector) {}

  /**
   * @param startSector of the target within the device
   * @param type linear, striped, crypt, mirror, raid, thin-pool, thin, snapshot, snapshot-origin,
   *     cache, writecache, multipath, integrity, zero, error, …
   * @param chunkSectors of striped and of raid, the block of thin-pool, cache and snapshot; else 0
   * @param lowers devices named in the arguments, in their order
   * @param arguments the rest of the line; keys of crypt are never in here
   */
  public record Target(
      long startSector,
      long sectors,
      String type,
      long chunkSectors,
      List<Lower> lowers,
      String arguments) {
    public Target {
      lowers = List.copyOf(lowers);
    }

    /** Whether the arguments of this type of target are understood. */
    public boolean understood() {
      return DmTarget.knows(type);
    }
  }

  public DmsetupTable {
    tables = Map.copyOf(tables);
    damaged = List.copyOf(damaged);
  }

  /** The targets of a device; none if it has no table here. */
  public List<Target> targets(String name) {
    return tables.getOrDefault(name, List.of());
  }

  /** Never fails as a whole: a row that does not parse is damaged. */
  public static DmsetupTable parse(Text text) {
    var tables = new LinkedHashMap<String, List<Target>>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    int number = 0;
    var whole = WholeLines.of(text);
    whole.cut().ifPresent(cut -> damaged.add(malformed(cut.where(), cut.expected(), cut.found())));
    for (String line : whole.lines()) {
      number++;
      if (line.isBlank() || line.strip().equals("No devices found")) {
        continue;
      }
      switch (row(line, text.where(number))) {
        case Reading.Known<Row>(Row row) -> {
          List<Target> targets = tables.computeIfAbsent(row.name(), _ -> new ArrayList<>());
          if (row.target().isPresent()) {
            add(row.target().get(), targets, damaged, line, text.where(number));
          }
        }
        case Reading.Malformed<Row> malformed -> damaged.add(malformed);
        case Reading.Absent<Row> _ -> {}
      }
    }
    tables.replaceAll((_, targets) -> List.copyOf(targets));
    return new DmsetupTable(tables, damaged);
  }

  /** DM_NAME_LEN; a name with more separators than this cannot be. */
  private static final int MOST_NAME = 128;

  private record Row(String name, Optional<Target> target) {}

  /** Targets follow each other without gaps; a forged name that imitates a row does not fit in. */
  private static void add(
      Target target,
      List<Target> targets,
      List<Reading.Malformed<?>> damaged,
      String line,
      String where) {
    long end =
        targets.isEmpty() ? 0 : targets.getLast().startSector() + targets.getLast().sectors();
    if (target.startSector() != end) {
      damaged.add(malformed(where, "a target that starts at sector " + end, line));
      return;
    }
    targets.add(target);
  }

  private static Reading<Row> row(String line, String where) {
    // A name may hold a colon and a blank, the arguments never both: the last separator is ours.
    int tries = 0;
    for (int colon = line.lastIndexOf(": ");
        colon > 0 && tries < MOST_NAME;
        colon = line.lastIndexOf(": ", colon - 1), tries++) {
      Reading<Target> target = target(line.substring(colon + 2), where);
      if (!(target instanceof Reading.Absent<Target>)) {
        String name = line.substring(0, colon);
        return target.map(t -> new Row(name, Optional.of(t)));
      }
    }
    String bare = line.stripTrailing();
    return bare.endsWith(":") && bare.length() > 1
        ? Reading.known(new Row(bare.substring(0, bare.length() - 1), Optional.empty()))
        : malformed(where, "NAME: START LENGTH TARGET …", line);
  }

  /** Absent if this is not the part of a row behind its name. */
  private static Reading<Target> target(String line, String where) {
    Fields fields = Fields.of(line);
    var start = fields.number();
    var sectors = start.isPresent() ? fields.number() : start;
    String type = fields.word();
    if (sectors.isEmpty() || type.isEmpty()) {
      return Reading.absent("not a target");
    }
    long from = start.getAsLong();
    long length = sectors.getAsLong();
    if (from < 0 || length <= 0 || from + length < 0) {
      return malformed(where, "a range of sectors", line);
    }
    String arguments = DmTarget.withoutKeys(type, fields.rest().strip());
    return DmTarget.parse(type, new Arguments(arguments))
        .<Reading<Target>>map(parsed ->
            Reading.known(
                new Target(from, length, type, parsed.chunkSectors(), parsed.lowers(), arguments)))
        .orElseGet(
            () -> malformed(where, "the arguments of " + type, from + " " + length + " " + type));
  }

  private static <T> Reading.Malformed<T> malformed(String where, String expected, String found) {
    // Not the whole line: the arguments of crypt hold a key.
    Fields fields = Fields.of(found);
    String start = fields.word() + " " + fields.word() + " " + fields.word();
    Reading.Malformed<?> damage = WholeLines.damage(where, expected, start.strip());
    return new Reading.Malformed<>(damage.where(), damage.expected(), damage.found());
  }
}
