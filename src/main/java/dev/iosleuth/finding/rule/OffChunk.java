package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A partition or linear volume on an array with chunks, and where on it that begins.
 *
 * @param startSector of its first part
 * @param chunkBytes of the array; not 0
 */
record OffChunk(String device, String array, long startSector, long chunkBytes) {
  static final Threshold REMAINDER =
      new Threshold(
          "bytes by which it begins off a chunk of the array",
          1,
          "bytes",
          "md(4), chunk size: what crosses the border of two chunks goes to two disks");

  private static final long SECTOR = 512;

  /** A block of most file systems, and of memory. */
  private static final long BLOCK = 4096;

  static List<OffChunk> of(Topology topology) {
    var all = new ArrayList<OffChunk>();
    topology.devices().values().stream()
        .sorted(Comparator.comparing(BlockDevice::name))
        .forEach(device -> of(topology, device).ifPresent(all::add));
    return all;
  }

  private static Optional<OffChunk> of(Topology topology, BlockDevice device) {
    if (device.personality()
        instanceof Personality.Partition(String disk, _, Reading<Long> start)) {
      return start.optional().flatMap(sector -> on(topology, device, disk, sector));
    }
    return device.personality() instanceof Personality.DeviceMapper dm
        ? linear(topology, device, dm)
        : Optional.empty();
  }

  private static Optional<OffChunk> linear(
      Topology topology, BlockDevice device, Personality.DeviceMapper dm) {
    return topology
        .dmTables()
        .map(DmsetupTable::tables)
        .map(tables -> tables.getOrDefault(dm.dmName(), List.<Target>of()))
        .orElse(List.of())
        .stream()
        .filter(target -> target.type().equals("linear") && target.lowers().size() == 1)
        .findFirst()
        .map(target -> target.lowers().getFirst())
        .flatMap(lower ->
            topology.devices().values().stream()
                .filter(under -> under.dev().equals(lower.dev()))
                .findFirst()
                .flatMap(under -> on(topology, device, under.name(), lower.startSector())));
  }

  private static Optional<OffChunk> on(
      Topology topology, BlockDevice device, String array, long sector) {
    return chunk(topology, array)
        .optional()
        .filter(bytes -> bytes > 0)
        .map(bytes -> new OffChunk(device.name(), array, sector, bytes));
  }

  private static Reading<Long> chunk(Topology topology, String array) {
    return topology
        .device(array)
        .map(BlockDevice::personality)
        .filter(Personality.MdArray.class::isInstance)
        .map(Personality.MdArray.class::cast)
        .map(Personality.MdArray::chunkBytes)
        .orElse(Reading.absent(array + " is no array"));
  }

  private long off() {
    return Math.floorMod(startSector * SECTOR, chunkBytes);
  }

  Reading<Optional<Finding>> look(Misaligned rule, Case given) {
    if (off() < REMAINDER.value()) {
      return Verdict.none();
    }
    boolean cutsBlocks = off() % BLOCK != 0;
    Source remainder =
        HostSources.amount(
            Sources.call("off_chunk_bytes", device, array),
            s ->
                of(s.topology()).stream()
                    .filter(place -> place.device().equals(device))
                    .findFirst()
                    .map(place -> Reading.known((double) place.off()))
                    .orElse(Reading.absent("there is no " + device)));
    Source bytes =
        HostSources.file("sys/block/" + array + "/md/chunk_size", s -> chunk(s.topology(), array));
    return Finding.of(rule, new Subject("device", device))
        .says(
            device
                + " begins "
                + Words.kib(off() / 1024.0)
                + " behind the border of a chunk of "
                + array
                + " ("
                + Words.kib(chunkBytes / 1024.0)
                + "): "
                + (cutsBlocks
                    ? "blocks of 4 KiB are cut in two, and parts of sectors written"
                    : "what would fit into one chunk takes two disks"))
        .evidence(REMAINDER.name(), remainder, REMAINDER)
        .evidence("chunk of " + array, bytes, "bytes")
        .severity(cutsBlocks ? Severity.WARNING : Severity.NOTE)
        .sure(Confidence.HIGH)
        .or("small requests at random: then only a few of them lie across a border")
        .act("begin it at a multiple of the chunk: parted -a optimal; pvcreate --dataalignment")
        .check("iosleuth explain --rule misaligned")
        .in(given)
        .map(Optional::of);
  }
}
