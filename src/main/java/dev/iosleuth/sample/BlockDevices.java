package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Every device of /sys/block with its partitions, which are directories below it, and what
 * /sys/class/block has beyond that. Both may be links into /sys/devices or directories.
 */
final class BlockDevices {
  private final Tree tree;
  private final Findings findings;
  private final DeviceNumbers numbers;
  private final Personalities personalities;
  private final SequencedMap<String, BlockDevice> devices = new LinkedHashMap<>();

  private BlockDevices(Tree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
    this.numbers = new DeviceNumbers(tree);
    this.personalities = new Personalities(tree, findings);
  }

  static SequencedMap<String, BlockDevice> read(Tree tree, Findings findings) {
    var reader = new BlockDevices(tree, findings);
    reader.readBlock();
    reader.readClass();
    return NvmeHeads.join(tree, reader.devices);
  }

  /** cciss/c0d0 is the directory {@code cciss!c0d0} (drivers/base/core.c). */
  static String kernelName(String directory) {
    return directory.replace('!', '/');
  }

  private void readBlock() {
    for (String name : sorted("sys/block")) {
      var folder = new Folder(tree, "sys/block/" + name, findings);
      if (!folder.there()) {
        findings.notUnderstood(folder.path(), "not the directory of a device");
        continue;
      }
      addWhole(name, folder);
    }
  }

  private void readClass() {
    for (String name : sorted("sys/class/block")) {
      String path = "sys/class/block/" + name;
      if (devices.containsKey(kernelName(name))) {
        continue;
      }
      var folder = new Folder(tree, path, findings);
      if (!folder.there()) {
        findings.notUnderstood(path, "not the directory of a device");
      } else if (folder.has("partition")) {
        addPartition(parent(path, name), name, folder);
      } else {
        addWhole(name, folder);
      }
    }
  }

  private List<String> sorted(String path) {
    return tree.list(path).orElse(List.of()).stream().sorted().toList();
  }

  /** The directory above that of a partition, which its link names. */
  private String parent(String path, String name) {
    List<String> steps = Links.steps(tree.link(path).orElse(""));
    if (steps.size() >= 2 && steps.getLast().equals(name)) {
      String above = steps.get(steps.size() - 2);
      if (!above.equals("..") && !above.equals("block")) {
        return kernelName(above);
      }
    }
    return Partitions.diskOf(kernelName(name));
  }

  private void addWhole(String directory, Folder folder) {
    String name = kernelName(directory);
    Reading<Long> size = folder.size();
    boolean empty = size.orElse(-1L) == 0;
    devices.put(
        name,
        device(
            name,
            folder,
            personalities.of(name, folder),
            size,
            empty ? Queue.absent("no medium") : queue(folder)));
    for (String below : folder.names()) {
      if (Partitions.isPartition(directory, below)) {
        Folder partition = folder.folder(below);
        if (partition.there()) {
          addPartition(name, below, partition);
        }
      }
    }
  }

  private void addPartition(String disk, String directory, Folder folder) {
    String name = kernelName(directory);
    var personality =
        new BlockDevice.Personality.Partition(
            disk, folder.number("partition"), folder.number("start"));
    devices.put(
        name,
        device(
            name,
            folder,
            personality,
            folder.size(),
            Queue.absent("a partition has the queue of its disk")));
  }

  private static Queue queue(Folder folder) {
    return folder.has("queue")
        ? Queue.parse(folder.folder("queue"))
        : Queue.absent("no such directory");
  }

  private BlockDevice device(
      String name,
      Folder folder,
      BlockDevice.Personality personality,
      Reading<Long> size,
      Queue queue) {
    var hardware = Hardware.read(folder);
    return new BlockDevice(
        name,
        number(name, folder),
        personality,
        folder.number("diskseq"),
        size,
        folder.number("alignment_offset"),
        folder.flag("removable"),
        folder.flag("ro"),
        folder.flag("hidden"),
        hardware.model(),
        hardware.vendor(),
        hardware.serial(),
        kernelNames(folder.names("slaves")),
        kernelNames(folder.names("holders")),
        queue);
  }

  private DevNo number(String name, Folder folder) {
    Reading<DevNo> own =
        folder.noted(
            folder
                .read("dev")
                .then(text ->
                    Fields.devNo(text.strip())
                        .<Reading<DevNo>>map(Reading::known)
                        .orElseGet(() -> malformed(text))));
    return own.optional().or(() -> numbers.of(name)).orElse(DevNo.NONE);
  }

  private static Reading<DevNo> malformed(Text text) {
    return Reading.malformed(text.path(), "MAJOR:MINOR", text.strip());
  }

  private static List<String> kernelNames(List<String> directories) {
    return directories.stream().map(BlockDevices::kernelName).toList();
  }

  /** Numbers of devices whose own directory lacks them, as in trees made by hand. */
  private static final class DeviceNumbers {
    private final Tree tree;
    private Optional<Map<String, DevNo>> byName = Optional.empty();

    DeviceNumbers(Tree tree) {
      this.tree = tree;
    }

    Optional<DevNo> of(String kernelName) {
      if (byName.isEmpty()) {
        Map<String, DevNo> found = diskstats();
        found.putAll(links());
        byName = Optional.of(found);
      }
      return Optional.ofNullable(byName.get().get(kernelName));
    }

    /** /sys/dev/block/8:1 is a link to the directory of sda1. */
    private Map<String, DevNo> links() {
      var found = new LinkedHashMap<String, DevNo>();
      for (String number : tree.list("sys/dev/block").orElse(List.of())) {
        Optional<DevNo> dev = Fields.devNo(number);
        Optional<String> target = tree.link("sys/dev/block/" + number).optional();
        if (dev.isPresent() && target.isPresent()) {
          List<String> steps = Links.steps(target.get());
          if (!steps.isEmpty()) {
            found.put(kernelName(steps.getLast()), dev.get());
          }
        }
      }
      return found;
    }

    private Map<String, DevNo> diskstats() {
      var found = new LinkedHashMap<String, DevNo>();
      tree.read("proc/diskstats")
          .then(Diskstats::parse)
          .optional()
          .ifPresent(stats -> stats.rows().forEach(row -> found.put(row.name(), row.dev())));
      return found;
    }
  }
}
