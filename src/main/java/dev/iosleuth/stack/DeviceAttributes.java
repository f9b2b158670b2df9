package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** What is worth showing of a device, in the order to show it. */
final class DeviceAttributes {
  private DeviceAttributes() {}

  static void show(BlockDevice device, Sample sample, NodeDraft node) {
    switch (device.personality()) {
      case Personality.Disk _, Personality.NvmeHead _ -> disk(device, node);
      case Personality.NvmePath(_, Reading<String> transport) -> {
        disk(device, node);
        node.with("transport", transport.optional());
      }
      case Personality.Partition(String disk, _, Reading<Long> start) ->
          node.with("of", disk).with("start", start.map(s -> s + " sectors").optional());
      case Personality.DeviceMapper dm -> mapped(dm, sample, node);
      case Personality.MdArray md -> array(device.name(), md, sample, node);
      case Personality.Loop(var file, var offset, var direct) ->
          node.with("backing_file", file.optional())
              .with("offset", offset.optional().filter(o -> o > 0).map(o -> o + " bytes"))
              .with("direct_io", direct.map(d -> d ? "on" : "off").optional());
      case Personality.Drbd _ -> {
        // DrbdEdges shows what the resource tells
      }
      case Personality.Rbd(var pool, var image, var snapshot) ->
          node.with("pool", pool.optional())
              .with("image", image.optional())
              .with("snapshot", snapshot.optional().filter(s -> !s.equals("-")));
      case Personality.Nbd(var pid, var backend) ->
          node.with("client", pid.map(p -> "pid " + p).optional())
              .with("backend", backend.optional());
      case Personality.Bcache(_, _, var mode) -> node.with("mode", mode.optional());
      case Personality.Zram _, Personality.Ram _ -> {
        // nothing beyond the size
      }
    }
    node.with("size", device.sizeSectors().map(s -> s + " sectors").optional());
    node.with("read_only", device.readOnly().optional().filter(r -> r).map(_ -> "yes"));
    node.with("scheduler", device.queue().scheduler().optional().filter(s -> !s.equals("none")));
    node.with("write_cache", device.queue().writeCache().optional());
    node.with("fua", device.queue().forcesUnitAccess().map(f -> f ? "yes" : "no").optional());
  }

  private static void disk(BlockDevice device, NodeDraft node) {
    node.with("vendor", device.vendor().optional().map(String::strip))
        .with("model", device.model().optional().map(String::strip))
        .with("serial", device.serial().optional().map(String::strip))
        .with("rotational", device.queue().rotational().map(r -> r ? "yes" : "no").optional());
  }

  private static void mapped(Personality.DeviceMapper dm, Sample sample, NodeDraft node) {
    List<Target> table = DmTables.of(sample, dm.dmName());
    node.with("dm_name", dm.dmName());
    node.with("target", table.stream().map(Target::type).distinct().collect(joined()));
    table.stream()
        .filter(t -> t.chunkSectors() > 0)
        .findFirst()
        .ifPresent(t -> node.with("chunk", t.chunkSectors() + " sectors"));
    node.with("uuid", dm.uuid());
    var volume = sample.topology().volumes().get(dm.dmName());
    if (volume != null) {
      node.with("tags", String.join(", ", volume.tags()));
      node.with("instance", volume.instance());
    }
    node.with("suspended", dm.suspended().optional().filter(s -> s).map(_ -> "yes"));
  }

  private static void array(String name, Personality.MdArray md, Sample sample, NodeDraft node) {
    Optional<Mdstat.Array> live = sample.mdstat().optional().flatMap(m -> m.array(name));
    node.with("level", MdEdges.level(md, live));
    node.with("slots", live.map(Mdstat.Array::slots));
    node.with("state", md.arrayState().optional());
    node.with("degraded", md.degraded().optional().filter(d -> d > 0).map(String::valueOf));
    node.with("chunk", md.chunkBytes().optional().filter(c -> c > 0).map(c -> c / 1024 + " KiB"));
    node.with("metadata", md.metadataVersion().optional());
    node.with("sync_action", md.syncAction().optional().filter(a -> !a.equals("idle")));
    node.with("job", live.flatMap(Mdstat.Array::job).map(DeviceAttributes::job));
    node.with("bitmap", live.filter(array -> array.bitmapChunk().isPresent()).map(_ -> "yes"));
    node.with("faulty", members(md, MdEdges::faulty));
    node.with("spare", members(md, MdEdges::idleSpare));
  }

  private static String job(Mdstat.Job job) {
    String action = job.action().name().toLowerCase(Locale.ROOT);
    return job.running() && job.totalKib() > 0
        ? action + " " + job.positionKib() * 100 / job.totalKib() + " %"
        : action + " " + job.state();
  }

  private static String members(Personality.MdArray md, Predicate<MdMember> which) {
    return md.members().stream().filter(which).map(MdMember::device).collect(joined());
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }
}
