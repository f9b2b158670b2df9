package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes samples of imagined hosts:
 *
 * <pre>
 * TestingSamples host = TestingSamples.host("node1").with(disk("sda"), partition("sda", 1)).mount("sda1", "/", "ext4");
 * Sample before = host.build();
 * Sample after = host.later(5).count("sda", row -> ...).build();
 * </pre>
 *
 * Every device has a diskstats row (zeros until set); holders follow from slaves.
 */
public final class TestingSamples {
  private final String host;
  private double seconds = 1000;
  private String bootId = "0f0d0a9e-1111-4222-8333-444455556666";
  private final Map<String, TestingDevice> devices = new LinkedHashMap<>();
  private final Map<String, Diskstats.Row> rows = new LinkedHashMap<>();
  private final Set<String> unread = new HashSet<>();
  private final Map<String, List<Target>> tables = new HashMap<>();
  private boolean tablesKnown = true;
  private final List<Mountinfo.Mount> mounts = new ArrayList<>();
  private final List<Swaps.Swap> swaps = new ArrayList<>();
  private final Map<String, Topology.LogicalVolume> volumes = new HashMap<>();
  private final Map<String, Map<String, String>> udev = new HashMap<>();
  private final List<Topology.BtrfsVolume> btrfs = new ArrayList<>();
  private final List<Topology.ZfsPool> pools = new ArrayList<>();
  private final List<Topology.InstanceDisk> instanceDisks = new ArrayList<>();
  private final List<Mdstat.Array> arrays = new ArrayList<>();
  private final List<DrbdResource> drbd = new ArrayList<>();
  private final Map<Integer, ProcessSample> processes = new HashMap<>();
  private Reading<String> productUuid = Reading.absent("not read");
  private final Map<ProcessId, Reading<GuestCounters>> counters = new HashMap<>();
  private final Map<ProcessId, MonitorDisks> described = new HashMap<>();
  private Reading<List<ExitedProcess>> exited = Reading.absent("not asked");
  private CgroupIo cgroups = CgroupIo.none();
  private HostSettings settings = HostSettings.absent("not read");
  private SystemSample system = SystemSample.absent("not read");
  private final Map<ProcessId, Reading<GuestDiskstats>> inside = new HashMap<>();

  private TestingSamples(String host) {
    this.host = host;
  }

  public static TestingSamples host(String name) {
    return new TestingSamples(name);
  }

  public TestingSamples with(TestingDevice... more) {
    for (TestingDevice device : more) {
      devices.put(device.name, device);
    }
    return this;
  }

  public TestingSamples without(String kernelName) {
    devices.remove(kernelName);
    rows.remove(kernelName);
    return this;
  }

  /** Time goes on; everything else stays as it is until changed. */
  public TestingSamples later(double by) {
    seconds += by;
    return this;
  }

  public TestingSamples rebooted() {
    bootId = bootId + "'";
    return this;
  }

  /** A device's counters: 20 fields, the rest zero. */
  public TestingSamples counters(String name, Diskstats.Io reads, Diskstats.Io writes) {
    return counters(row(name, reads, writes));
  }

  public TestingSamples counters(Diskstats.Row row) {
    rows.put(row.name(), row);
    unread.remove(row.name());
    return this;
  }

  /** Its row is not to be read from now on, though the device is there. */
  public TestingSamples unread(String name) {
    unread.add(name);
    return this;
  }

  private Diskstats.Row row(String name, Diskstats.Io reads, Diskstats.Io writes) {
    TestingDevice device = devices.get(name);
    DevNo dev = device == null ? DevNo.NONE : device.build(List.of()).dev();
    return new Diskstats.Row(
        dev,
        name,
        reads,
        writes,
        0,
        reads.ms() + writes.ms(),
        reads.ms() + writes.ms(),
        Reading.known(Diskstats.Io.ZERO),
        Reading.known(new Diskstats.Flushes(0, 0)));
  }

  public TestingSamples table(String dmName, Target... targets) {
    tables.put(dmName, List.of(targets));
    return this;
  }

  /** As without root. */
  public TestingSamples tablesAbsent() {
    tablesKnown = false;
    return this;
  }

  public TestingSamples mount(String kernelName, String point, String type) {
    TestingDevice device = devices.get(kernelName);
    if (device == null) {
      throw new IllegalArgumentException("no device " + kernelName);
    }
    return mount(device.build(List.of()).dev(), "/", point, type, "/dev/" + kernelName, "rw");
  }

  public TestingSamples mount(
      DevNo dev, String root, String point, String type, String source, String superOptions) {
    int id = 20 + mounts.size();
    mounts.add(
        new Mountinfo.Mount(
            id, id == 20 ? 1 : 20, dev, root, point, "rw,relatime", type, source, superOptions));
    return this;
  }

  public TestingSamples mount(Mountinfo.Mount mount) {
    mounts.add(mount);
    return this;
  }

  public TestingSamples swap(String file) {
    String type = file.startsWith("/dev/") ? "partition" : "file";
    swaps.add(new Swaps.Swap(file, type, 1_048_576, 0, -2));
    return this;
  }

  public TestingSamples volume(String dmName, String group, String name, String... tags) {
    volumes.put(dmName, new Topology.LogicalVolume(group, name, List.of(tags), "lvs"));
    return this;
  }

  public TestingSamples udev(String kernelName, Map<String, String> properties) {
    udev.put(kernelName, properties);
    return this;
  }

  public TestingSamples btrfs(Topology.BtrfsVolume volume) {
    btrfs.add(volume);
    return this;
  }

  public TestingSamples pool(Topology.ZfsPool pool) {
    pools.add(pool);
    return this;
  }

  public TestingSamples instanceDisk(String instance, int index, String target) {
    instanceDisks.add(new Topology.InstanceDisk(instance, index, target));
    return this;
  }

  public TestingSamples mdstat(Mdstat.Array array) {
    arrays.removeIf(a -> a.name().equals(array.name()));
    arrays.add(array);
    return this;
  }

  public TestingSamples drbd(DrbdResource resource) {
    drbd.removeIf(r -> r.minor() == resource.minor());
    drbd.add(resource);
    return this;
  }

  public TestingSamples process(ProcessSample process) {
    processes.put(process.stat().pid(), process);
    return this;
  }

  /** It ended. */
  public TestingSamples without(int pid) {
    processes.remove(pid);
    return this;
  }

  /** What the guest of that process counted itself by now; asked for at that time. */
  public TestingSamples told(int pid, DiskCounters... disks) {
    return told(pid, GuestCounters.Teller.QMP, disks);
  }

  public TestingSamples told(int pid, GuestCounters.Teller teller, DiskCounters... disks) {
    return told(
        pid,
        Reading.known(
            new GuestCounters(
                (long) (seconds * 1e9),
                OptionalLong.empty(),
                Reading.known("running"),
                teller,
                List.of(disks),
                List.of())));
  }

  public TestingSamples told(int pid, Reading<GuestCounters> told) {
    counters.put(running(pid).id(), told);
    return this;
  }

  private ProcessSample running(int pid) {
    ProcessSample process = processes.get(pid);
    if (process == null) {
      throw new IllegalArgumentException("no process " + pid);
    }
    return process;
  }

  /** What that process's monitor says of itself and its disks: answers of QMP, a line each. */
  public TestingSamples describes(int pid, String... answers) {
    String said = "{\"QMP\": {\"version\": {}}}\n" + String.join("\n", answers);
    byte[] bytes = ("asked 1 held 1\n" + said + "\n").getBytes(StandardCharsets.UTF_8);
    Text text = new Text("qemu/" + pid + "/qmp", bytes, 0);
    described.put(running(pid).id(), MonitorDisks.qmp(text).optional().orElseThrow());
    return this;
  }

  public TestingSamples exited(List<ExitedProcess> ended) {
    exited = Reading.known(List.copyOf(ended));
    return this;
  }

  /** What the agent within a guest told, as it said it. */
  public TestingSamples inside(int pid, String said) {
    long nanos = (long) (seconds * 1e9);
    byte[] words =
        ("asked " + nanos + " held 1\n\u00ff{\"return\":1}\n" + said)
            .getBytes(StandardCharsets.ISO_8859_1);
    inside.put(
        running(pid).id(), GuestDiskstats.parse(new Text("qemu/" + pid + "/agent", words, nanos)));
    return this;
  }

  public TestingSamples cgroups(CgroupIo io) {
    cgroups = io;
    return this;
  }

  public Sample build() {
    long nanos = (long) (seconds * 1e9);
    Map<String, BlockDevice> built = builtDevices();
    var counted = new ArrayList<Diskstats.Row>();
    var paths = new HashMap<String, Diskstats.Row>();
    for (BlockDevice device : built.values()) {
      Diskstats.Row row =
          rows.getOrDefault(
              device.name(), row(device.name(), Diskstats.Io.ZERO, Diskstats.Io.ZERO));
      if (device.personality() instanceof BlockDevice.Personality.NvmePath) {
        paths.put(device.name(), row);
      } else {
        counted.add(row);
      }
    }
    rows.values().stream().filter(r -> !built.containsKey(r.name())).forEach(counted::add);
    counted.removeIf(row -> unread.contains(row.name()));
    return new Sample(
        host,
        Instant.EPOCH.plusNanos(nanos),
        nanos,
        Reading.known(bootId),
        Reading.known(new Diskstats(counted, List.of(), nanos)),
        paths,
        arrays.isEmpty()
            ? Reading.absent("no such file")
            : Reading.known(new Mdstat(arrays, List.of())),
        drbd,
        Map.copyOf(processes),
        guests(topology(built)),
        counters,
        inside,
        exited,
        cgroups,
        system,
        topology(built),
        List.of(),
        List.of());
  }

  /** The guests among the processes, by what can be read of these alone. */
  public static List<Guest> guests(Map<Integer, ProcessSample> processes, Topology topology) {
    return new GuestReader()
        .read(new TestingTree(), topology, processes, GuestReader.Asking.NOBODY, new Findings())
        .guests();
  }

  private List<Guest> guests(Topology topology) {
    return guests(processes, topology).stream().map(guest -> counted(guest, topology)).toList();
  }

  private Guest counted(Guest guest, Topology topology) {
    Optional<MonitorDisks> says = guest.process().map(described::get);
    List<MonitoredDisks.Names> told =
        guest
            .process()
            .flatMap(process -> Optional.ofNullable(counters.get(process)))
            .flatMap(Reading::optional)
            .map(c -> c.disks().stream().map(MonitoredDisks.Names::of).toList())
            .orElse(List.of());
    return new Guest(
        guest.kind(),
        guest.name(),
        guest.title(),
        guest.manager(),
        guest.uuid(),
        says.map(MonitorDisks::version).orElse(guest.version()),
        guest.process(),
        new MonitoredDisks(
                image -> {
                  var tree = new TestingTree();
                  ProcessSample process = running(guest.pid().orElseThrow());
                  return new GuestDisks(tree, topology, process, BlockServers.none(tree, topology))
                      .image(image);
                })
            .join(guest.disks(), says, told, List.of()),
        guest.others(),
        guest.monitors(),
        guest.helpers(),
        guest.groups());
  }

  private Map<String, BlockDevice> builtDevices() {
    var holders = new HashMap<String, List<String>>();
    for (TestingDevice device : devices.values()) {
      for (String slave : device.slaves()) {
        holders.computeIfAbsent(slave, _ -> new ArrayList<>()).add(device.name);
      }
    }
    var built = new LinkedHashMap<String, BlockDevice>();
    devices.forEach(
        (name, device) -> built.put(name, device.build(holders.getOrDefault(name, List.of()))));
    return built;
  }

  private Topology topology(Map<String, BlockDevice> built) {
    return new Topology(
        built,
        tablesKnown
            ? Reading.known(new DmsetupTable(tables, List.of()))
            : Reading.absent("needs root"),
        Reading.known(new Mountinfo(mounts, List.of())),
        Reading.known(new Swaps(swaps, List.of())),
        volumes,
        udev,
        btrfs,
        pools,
        instanceDisks,
        productUuid,
        settings,
        List.of());
  }

  public TestingSamples settings(HostSettings known) {
    settings = known;
    return this;
  }

  public TestingSamples system(SystemSample known) {
    system = known;
    return this;
  }

  /** What the firmware calls it. */
  public TestingSamples uuid(String uuid) {
    productUuid = Reading.known(uuid);
    return this;
  }

  /** Operations, merges, sectors and ms of one direction. */
  public static Diskstats.Io io(long ops, long merges, long sectors, long ms) {
    return new Diskstats.Io(ops, merges, sectors, ms);
  }

  /** A target over lowers that all have one use. */
  public static Target target(
      String type, long startSector, long sectors, DmsetupTable.Lower... lowers) {
    return new Target(startSector, sectors, type, 0, List.of(lowers), "");
  }

  public static DmsetupTable.Lower lower(
      DmsetupTable.Use use, int major, int minor, long startSector) {
    return new DmsetupTable.Lower(use, new DevNo(major, minor), startSector);
  }

  /** A DRBD volume with external meta data, its one peer connected and up to date. */
  public static DrbdResource drbdVolume(
      int minor, String resource, String role, Optional<String> data, Optional<String> meta) {
    return new DrbdResource(
        minor,
        resource,
        role,
        "UpToDate",
        data,
        meta,
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        List.of(
            new DrbdResource.Peer(
                "node2",
                "Connected",
                role.equals("Primary") ? "Secondary" : "Primary",
                "UpToDate",
                "Established",
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(0))));
  }
}
