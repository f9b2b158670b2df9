package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.reading.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code -drive} and its short forms, in the words of {@code -blockdev}. A drive without an id is
 * named after its place: ide0-hd0, virtio0, scsi0-cd2, floppy0, pflash1 (blockdev.c, drive_new).
 */
final class LegacyDrives {
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("hda", "index=0,media=disk"),
          Map.entry("hdb", "index=1,media=disk"),
          Map.entry("hdc", "index=2,media=disk"),
          Map.entry("hdd", "index=3,media=disk"),
          Map.entry("", "index=0,media=disk"),
          Map.entry("cdrom", "index=2,media=cdrom"),
          Map.entry("fda", "if=floppy,index=0"),
          Map.entry("fdb", "if=floppy,index=1"),
          Map.entry("sd", "if=sd"),
          Map.entry("mtdblock", "if=mtd"),
          Map.entry("pflash", "if=pflash"));

  /** Without what {@code cache=} stands for. */
  private static final Map<String, String> MODES =
      Map.of(
          "none", "cache.direct=on,cache.no-flush=off,cache.writeback=on",
          "off", "cache.direct=on,cache.no-flush=off,cache.writeback=on",
          "writeback", "cache.direct=off,cache.no-flush=off,cache.writeback=on",
          "writethrough", "cache.direct=off,cache.no-flush=off,cache.writeback=off",
          "directsync", "cache.direct=on,cache.no-flush=off,cache.writeback=off",
          "unsafe", "cache.direct=off,cache.no-flush=on,cache.writeback=on");

  private static final Set<String> EMULATED_BUSES = Set.of("ide", "scsi");

  /**
   * @param bus if=, or the machine's own
   * @param empty no medium
   */
  record Legacy(String id, String bus, Medium medium, boolean empty, Options node) {}

  private final String machineBus;
  private final boolean oneUnitABus;
  private final Map<String, Set<Integer>> taken = new HashMap<>();
  private final List<Legacy> drives = new ArrayList<>();

  LegacyDrives(GivenOptions options) {
    String machine = options.last("machine", "type").map(m -> m.get("type")).orElse("");
    if (machine.isEmpty()) {
      machine = options.last("M", "type").map(m -> m.get("type")).orElse("");
    }
    boolean virtio =
        machine.startsWith("virt") || machine.startsWith("microvm") || machine.startsWith("s390");
    this.machineBus = virtio ? "virtio" : machine.startsWith("pseries") ? "scsi" : "ide";
    this.oneUnitABus = machine.contains("q35");
    var names = new HashSet<>(SHORT.keySet());
    names.add("drive");
    for (GivenOptions.Named given : options.several(names)) {
      add(options, given);
    }
  }

  List<Legacy> all() {
    return drives;
  }

  private void add(GivenOptions options, GivenOptions.Named given) {
    String implied = SHORT.get(given.option());
    Options written =
        implied == null
            ? options.parse("drive", given.value(), "")
            : Options.ofPairs(implied, "").or(new Options(Map.of("file", given.value())));
    String bus = written.find("if").orElse(machineBus);
    boolean cdrom = written.get("media").equals("cdrom");
    String id = written.find("id").orElseGet(() -> place(written, bus, cdrom));
    Options node = node(written);
    boolean empty =
        node.get("filename").isEmpty()
            && node.below("file").isEmpty()
            && node.find("file").isEmpty()
            && node.get("driver").isEmpty();
    drives.add(new Legacy(id, bus, medium(bus, cdrom), empty, node));
  }

  private static Medium medium(String bus, boolean cdrom) {
    if (cdrom) {
      return Medium.CDROM;
    }
    return switch (bus) {
      case "floppy" -> Medium.FLOPPY;
      case "pflash" -> Medium.FIRMWARE;
      default -> Medium.DISK;
    };
  }

  /** In the words of a node: a name of a file is "filename", a format "driver". */
  private static Options node(Options drive) {
    var values = new LinkedHashMap<>(drive.values());
    // file=X,file.locking=off: the name is that of the node below, too
    rename(values, "file", drive.below("file").isEmpty() ? "filename" : "file.filename");
    rename(values, "format", "driver");
    rename(values, "readonly", "read-only");
    String mode = MODES.get(drive.get("cache"));
    Options cache = mode == null ? Options.none() : Options.ofPairs(mode, "");
    return new Options(values).or(cache);
  }

  private static void rename(Map<String, String> values, String from, String to) {
    String value = values.remove(from);
    if (value != null) {
      values.putIfAbsent(to, value);
    }
  }

  private String place(Options drive, String bus, boolean cdrom) {
    int units =
        switch (bus) {
          case "ide" -> oneUnitABus ? 1 : 2;
          case "scsi" -> 7;
          default -> 0;
        };
    OptionalInt index = Fields.parseInt(drive.get("index"));
    OptionalInt unit = Fields.parseInt(drive.get("unit"));
    int base = Fields.parseInt(drive.get("bus")).orElse(0) * Math.max(units, 1);
    int number = index.isPresent() ? index.getAsInt() : -1;
    if (number < 0) {
      number = unit.isPresent() ? base + unit.getAsInt() : free(bus, base);
    }
    taken.computeIfAbsent(bus, _ -> new HashSet<>()).add(number);
    String kind = EMULATED_BUSES.contains(bus) ? cdrom ? "-cd" : "-hd" : "";
    return units == 0 ? bus + kind + number : bus + number / units + kind + number % units;
  }

  private int free(String bus, int from) {
    Set<Integer> numbers = taken.getOrDefault(bus, Set.of());
    int number = from;
    while (numbers.contains(number)) {
      number++;
    }
    return number;
  }
}
