package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.compare.Circumstances.Kind;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tree;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Gathers the circumstances of a recording: jobs from every sample, the rest from one. */
public final class CircumstancesReader {
  private static final List<String> HOST =
      List.of(
          "proc/sys/kernel/osrelease",
          "proc/cmdline",
          "proc/sys/vm/dirty_background_bytes",
          "proc/sys/vm/dirty_background_ratio",
          "proc/sys/vm/dirty_bytes",
          "proc/sys/vm/dirty_expire_centisecs",
          "proc/sys/vm/dirty_ratio",
          "proc/sys/vm/dirty_writeback_centisecs",
          "proc/sys/vm/laptop_mode",
          "proc/sys/vm/min_free_kbytes",
          "proc/sys/vm/swappiness",
          "proc/sys/vm/vfs_cache_pressure",
          "proc/sys/dev/raid/speed_limit_max",
          "proc/sys/dev/raid/speed_limit_min",
          "sys/kernel/mm/ksm/run",
          "sys/kernel/mm/transparent_hugepage/defrag",
          "sys/kernel/mm/transparent_hugepage/enabled");

  private static final List<String> DEVICE =
      List.of(
          "bcache/cache_mode",
          "device/firmware_rev",
          "device/model",
          "device/queue_depth",
          "device/rev",
          "loop/dio",
          "md/bitmap/location",
          "md/chunk_size",
          "md/degraded",
          "md/level",
          "md/raid_disks",
          "md/stripe_cache_size",
          "queue/iostats",
          "queue/max_sectors_kb",
          "queue/nomerges",
          "queue/nr_requests",
          "queue/read_ahead_kb",
          "queue/rotational",
          "queue/rq_affinity",
          "queue/scheduler",
          "queue/wbt_lat_usec",
          "queue/write_cache",
          "size");

  private final Map<String, Integer> running = new HashMap<>();
  private final Set<String> guests = new HashSet<>();
  private int samples;

  /** Each sample of the recording, in any order. */
  public void look(Sample sample) {
    samples++;
    sample.guests().forEach(guest -> guests.add(guest.name()));
    for (Mdstat.Array array : sample.mdstat().map(Mdstat::arrays).orElse(List.of())) {
      array
          .job()
          .filter(Mdstat.Job::running)
          .ifPresent(job -> {
            String action = job.action().name().toLowerCase(Locale.ROOT);
            running.merge(array.name() + " " + action, 1, Integer::sum);
          });
    }
  }

  /**
   * @param tree of one sample
   * @param sample the same
   */
  public Circumstances circumstances(Tree tree, Sample sample) {
    var found = new HashMap<Circumstances.Key, String>();
    found.put(new Circumstances.Key(Kind.HOST, "", "name", false), sample.host());
    HOST.forEach(
        path -> setting(tree, path, new Circumstances.Key(Kind.HOST, "", path, false), found));
    running.forEach((job, count) ->
        found.put(
            new Circumstances.Key(Kind.JOB, job, "", true),
            count == samples ? "running" : "running part of the time"));
    guests.forEach(guest -> found.put(new Circumstances.Key(Kind.GUEST, guest, "", true), "there"));
    sample.drbd().forEach(resource -> drbd(resource, found));
    sample.topology().devices().values().forEach(device -> device(tree, device, found));
    sample.topology().mounts().optional().ifPresent(mounts -> mounts(mounts, found));
    return new Circumstances(found, told(sample));
  }

  /** Of what its files tell. A host without arrays has no mdstat, and no jobs of theirs. */
  private static Set<Kind> told(Sample sample) {
    var told = EnumSet.of(Kind.HOST, Kind.SETTING);
    if (!(sample.mdstat() instanceof Reading.Malformed<Mdstat>)) {
      told.add(Kind.JOB);
    }
    if (!sample.processes().isEmpty()) {
      told.add(Kind.GUEST);
    }
    if (!sample.topology().devices().isEmpty()) {
      told.add(Kind.DEVICE);
    }
    if (sample.topology().mounts().optional().isPresent()) {
      told.add(Kind.MOUNT);
    }
    return told;
  }

  private static void setting(
      Tree tree, String path, Circumstances.Key key, Map<Circumstances.Key, String> found) {
    if (tree.read(path) instanceof Reading.Known<Text>(Text text)) {
      found.put(key, text.strip());
    }
  }

  private static void drbd(DrbdResource resource, Map<Circumstances.Key, String> found) {
    String name = "DRBD " + resource.resource();
    found.put(
        new Circumstances.Key(Kind.JOB, name, "state", false),
        resource.role() + ", " + resource.disk());
    for (DrbdResource.Peer peer : resource.peers()) {
      String what = peer.name().isEmpty() ? "peer" : "peer " + peer.name();
      found.put(
          new Circumstances.Key(Kind.JOB, name, what, false),
          peer.connection() + ", " + peer.disk());
    }
  }

  /** Of partitions nothing can be set; what has no size is not in use. */
  private static void device(Tree tree, BlockDevice device, Map<Circumstances.Key, String> found) {
    if (device.sizeSectors().orElse(0L) == 0
        || device.personality() instanceof Personality.Partition) {
      return;
    }
    String name =
        device.personality() instanceof Personality.DeviceMapper dm ? dm.dmName() : device.name();
    found.put(new Circumstances.Key(Kind.DEVICE, name, "", true), device.model().orElse("there"));
    String folder = "sys/block/" + device.name().replace('/', '!') + "/";
    for (String file : DEVICE) {
      setting(tree, folder + file, new Circumstances.Key(Kind.SETTING, name, file, false), found);
    }
  }

  /** Of what lies on devices, here or on another host. */
  private static void mounts(Mountinfo mounts, Map<Circumstances.Key, String> found) {
    for (Mountinfo.Mount mount : mounts.mounts()) {
      if (mount.source().startsWith("/") || mount.source().contains(":/")) {
        found.put(new Circumstances.Key(Kind.MOUNT, mount.point(), "", true), mount.type());
        found.put(
            new Circumstances.Key(Kind.MOUNT, mount.point(), "options", false),
            mount.options() + "," + mount.superOptions());
      }
    }
  }
}
