package dev.iosleuth.sample;

import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.source.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Native NVMe multipath: the head nvmeXnZ stands on hidden devices nvmeXcYnZ, one for each
 * controller Y; since 6.15 the head's {@code multipath/} links to them
 * (drivers/nvme/host/multipath.c).
 */
final class NvmeHeads {
  private static final Pattern PATH = Pattern.compile("(nvme[0-9]+)c[0-9]+(n[0-9]+)");

  private NvmeHeads() {}

  /** The head of a hidden path, by its name. */
  static Optional<String> headOfPath(String name) {
    Matcher path = PATH.matcher(name);
    return path.matches() ? Optional.of(path.group(1) + path.group(2)) : Optional.empty();
  }

  /** Makes heads of the disks that have paths. */
  static SequencedMap<String, BlockDevice> join(
      Tree tree, SequencedMap<String, BlockDevice> devices) {
    var paths = new TreeMap<String, TreeSet<String>>();
    for (String name : devices.keySet()) {
      headOfPath(name)
          .ifPresent(head -> paths.computeIfAbsent(head, _ -> new TreeSet<>()).add(name));
    }
    var joined = new LinkedHashMap<>(devices);
    paths.forEach((head, below) -> {
      for (String name : tree.list("sys/block/" + head + "/multipath").orElse(List.of())) {
        if (devices.containsKey(name)) {
          below.add(name);
        }
      }
      joined.computeIfPresent(
          head, (_, device) -> with(device, new Personality.NvmeHead(List.copyOf(below))));
    });
    return joined;
  }

  private static BlockDevice with(BlockDevice device, Personality personality) {
    return new BlockDevice(
        device.name(),
        device.dev(),
        personality,
        device.diskseq(),
        device.sizeSectors(),
        device.alignmentOffset(),
        device.removable(),
        device.readOnly(),
        device.hidden(),
        device.model(),
        device.vendor(),
        device.serial(),
        device.slaves(),
        device.holders(),
        device.queue());
  }
}
