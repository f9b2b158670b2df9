package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices that /proc/diskstats counts and sysfs does not show (a tree without /sys, a container):
 * what their names tell. Those that never did anything are left out.
 */
final class UnlistedDevices {
  private static final String WHY = "not in sysfs";

  /** Hidden paths of native multipath: drivers/nvme/host/multipath.c. */
  private static final Pattern NVME_PATH = Pattern.compile("(nvme[0-9]+)c[0-9]+(n[0-9]+)");

  private UnlistedDevices() {}

  static List<BlockDevice> of(Sample sample) {
    List<Diskstats.Row> unlisted = rows(sample);
    if (unlisted.isEmpty()) {
      return List.of();
    }
    var names = new HashSet<>(sample.topology().devices().keySet());
    unlisted.forEach(row -> names.add(row.name()));
    return unlisted.stream().map(row -> device(row, personality(row.name(), names))).toList();
  }

  static List<Diskstats.Row> rows(Sample sample) {
    var unlisted = new ArrayList<Diskstats.Row>();
    sample.diskstats().map(Diskstats::rows).orElse(List.of()).stream()
        .filter(row -> unlisted(row, sample))
        .forEach(unlisted::add);
    sample.nvmePaths().values().stream()
        .filter(row -> unlisted(row, sample))
        .forEach(unlisted::add);
    return unlisted;
  }

  private static boolean unlisted(Diskstats.Row row, Sample sample) {
    return moved(row) && !sample.topology().devices().containsKey(row.name());
  }

  private static boolean moved(Diskstats.Row row) {
    return row.reads().ops() != 0 || row.writes().ops() != 0 || row.inFlight() != 0;
  }

  private static Personality personality(String name, Set<String> others) {
    Matcher path = NVME_PATH.matcher(name);
    if (path.matches()) {
      return new Personality.NvmePath(path.group(1) + path.group(2), Reading.absent(WHY));
    }
    if (name.startsWith("nvme") && others.stream().anyMatch(other -> isPath(other, name))) {
      return new Personality.NvmeHead(
          others.stream().filter(other -> isPath(other, name)).sorted().toList());
    }
    Optional<String> disk = wholeOf(name, others);
    if (disk.isPresent()) {
      return new Personality.Partition(disk.get(), Reading.absent(WHY), Reading.absent(WHY));
    }
    OptionalLong number = Fields.parse(name.substring(digits(name)));
    return switch (name.substring(0, digits(name))) {
      case "dm-" -> new Personality.DeviceMapper(name, "", Reading.absent(WHY));
      case "md" ->
          new Personality.MdArray(
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              Reading.absent(WHY),
              List.of());
      case "loop" ->
          new Personality.Loop(Reading.absent(WHY), Reading.absent(WHY), Reading.absent(WHY));
      case "drbd" -> new Personality.Drbd((int) number.orElse(0));
      case "rbd" ->
          new Personality.Rbd(Reading.absent(WHY), Reading.absent(WHY), Reading.absent(WHY));
      case "nbd" -> new Personality.Nbd(Reading.absent(WHY), Reading.absent(WHY));
      case "bcache" -> new Personality.Bcache(Reading.absent(WHY), List.of(), Reading.absent(WHY));
      case "zram" -> new Personality.Zram(Reading.absent(WHY), Map.of());
      case "ram" -> new Personality.Ram();
      default -> new Personality.Disk();
    };
  }

  private static boolean isPath(String name, String head) {
    Matcher path = NVME_PATH.matcher(name);
    return path.matches() && head.equals(path.group(1) + path.group(2));
  }

  /** sda of sda1, nvme0n1 of nvme0n1p1, if that is there. */
  private static Optional<String> wholeOf(String name, Set<String> others) {
    String stem = name.substring(0, digits(name));
    if (stem.length() == name.length() || stem.isEmpty()) {
      return Optional.empty();
    }
    if (others.contains(stem)) {
      return Optional.of(stem);
    }
    String disk = stem.substring(0, stem.length() - 1);
    boolean numbered = !disk.isEmpty() && Character.isDigit(disk.charAt(disk.length() - 1));
    return stem.endsWith("p") && numbered && others.contains(disk)
        ? Optional.of(disk)
        : Optional.empty();
  }

  private static int digits(String name) {
    int at = name.length();
    while (at > 0 && Character.isDigit(name.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static BlockDevice device(Diskstats.Row row, Personality personality) {
    return new BlockDevice(
        row.name(),
        row.dev(),
        personality,
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        Reading.absent(WHY),
        List.of(),
        List.of(),
        Queue.absent(WHY));
  }
}
