package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One host: its clock, devices, mounts and processes; names and numbers as a kernel gives them. */
final class Machine {
  /** 1 GiB in sectors. */
  static final long GIB = 2_097_152;

  private final Clock clock = new Clock();
  private final Random random;
  private final Kernel kernel;
  private final Cgroups cgroups;
  private final Cgroups unseen = new Cgroups(CgroupIo.Version.NONE);
  private final List<SimDevice> devices = new ArrayList<>();
  private final List<FileSystem> fileSystems = new ArrayList<>();
  private final List<Topology.BtrfsVolume> btrfs = new ArrayList<>();
  private final List<Swaps.Swap> swaps = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final List<Program> ended = new ArrayList<>();
  private final Map<String, Topology.LogicalVolume> volumes = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private int nextPid = 1000;

  Machine(Random random, Kernel kernel, CgroupIo.Version version) {
    this.random = random;
    this.kernel = kernel;
    this.cgroups = new Cgroups(version);
  }

  static Machine modern(long seed) {
    return new Machine(new Random(seed), Kernel.MODERN, CgroupIo.Version.V2);
  }

  Clock clock() {
    return clock;
  }

  Random random() {
    return random;
  }

  Kernel kernel() {
    return kernel;
  }

  Cgroups cgroups() {
    return cgroups;
  }

  List<SimDevice> devices() {
    return devices;
  }

  List<FileSystem> fileSystems() {
    return fileSystems;
  }

  List<Topology.BtrfsVolume> btrfs() {
    return btrfs;
  }

  List<Swaps.Swap> swaps() {
    return swaps;
  }

  List<Program> programs() {
    return programs;
  }

  List<Program> ended() {
    return ended;
  }

  Map<String, Topology.LogicalVolume> volumes() {
    return volumes;
  }

  private int count(String what) {
    return counts.merge(what, 1, Integer::sum) - 1;
  }

  private Line line(String name, DevNo dev, long sectors, Stats.Style style, boolean rotational) {
    var stats = new Stats(clock, kernel, style);
    long seq = count("diskseq") + 1L;
    return new Line(name, dev, sectors, seq, stats, cgroups, rotational);
  }

  private <T extends SimDevice> T add(T device) {
    devices.add(device);
    return device;
  }

  Disk disk(DiskModel model, long sectors) {
    int number = count(model.prefix());
    String name =
        switch (model.prefix()) {
          case "nvme" -> "nvme" + (number + 10) + "n1";
          default -> model.prefix() + (char) ('a' + number);
        };
    DevNo dev =
        switch (model.prefix()) {
          case "nvme" -> new DevNo(259, number * 16);
          case "vd" -> new DevNo(253, number * 16);
          default -> new DevNo(8, number * 16);
        };
    Line line = line(name, dev, sectors, Stats.Style.REQUEST, model.rotational());
    var medium = new Medium(model, clock, random, sectors);
    return add(new Disk(line, model, clock, medium, new Personality.Disk()));
  }

  Partition partition(Disk disk, long start, long sectors) {
    int number = count("part of " + disk.name()) + 1;
    String infix = disk.name().startsWith("nvme") ? "p" : "";
    DevNo whole = disk.line().dev();
    var dev = new DevNo(whole.major(), whole.minor() + number);
    Line line =
        line(
            disk.name() + infix + number,
            dev,
            sectors,
            Stats.Style.REQUEST,
            disk.line().rotational());
    return add(new Partition(line, disk, start, number, kernel.flushesOnPartitions()));
  }

  NvmeHead nvmeHead(int paths, long sectors) {
    int number = count("head");
    String head = "nvme" + number + "n1";
    var hidden = new ArrayList<Disk>();
    for (int i = 0; i < paths; i++) {
      var stats = new Stats(clock, kernel, Stats.Style.REQUEST);
      var line =
          new Line(
              "nvme" + number + "c" + i + "n1",
              DevNo.NONE,
              sectors,
              count("diskseq") + 1L,
              stats,
              unseen,
              false);
      var medium = new Medium(DiskModel.NVME, clock, random, sectors);
      var kind = new Personality.NvmePath(head, Reading.known(i == 0 ? "pcie" : "tcp"));
      hidden.add(add(new Disk(line, DiskModel.NVME, clock, medium, kind)));
    }
    Line line = line(head, new DevNo(259, 1000 + number), sectors, Stats.Style.REQUEST, false);
    return add(new NvmeHead(line, hidden));
  }

  Dm dm(String dmName, String uuid, long sectors, Mapping mapping) {
    int number = count("dm");
    boolean rotational = mapping.slaves().stream().anyMatch(s -> s.line().rotational());
    Line line = line("dm-" + number, new DevNo(254, number), sectors, Stats.Style.BIO, rotational);
    return add(new Dm(line, dmName, uuid, mapping, clock));
  }

  /** A logical volume, named as LVM names it. */
  Dm volume(String name, long sectors, Mapping mapping, String... tags) {
    String dmName = "vg-" + name.replace("-", "--");
    volumes.put(dmName, new Topology.LogicalVolume("vg", name, List.of(tags), "lvs"));
    return dm(dmName, "LVM-" + "x".repeat(32) + count("uuid"), sectors, mapping);
  }

  /** A hidden part of a volume: vg-pool_tdata. */
  Dm hiddenVolume(String dmName, long sectors, Mapping mapping, String suffix) {
    return dm(dmName, "LVM-" + "x".repeat(32) + count("uuid") + suffix, sectors, mapping);
  }

  Md md(MdMembers members, MdPersonality personality, boolean bitmap) {
    int number = count("md");
    boolean rotational = members.devices().stream().anyMatch(s -> s.line().rotational());
    Line line =
        line("md" + number, new DevNo(9, number), personality.size(), Stats.Style.BIO, rotational);
    return add(new Md(line, clock, members, personality, bitmap));
  }

  Drbd drbd(String resource, boolean primary, int extents, Dm data, Dm meta) {
    int minor = count("drbd");
    Line line =
        line(
            "drbd" + minor,
            new DevNo(147, minor),
            data.sectors(),
            Stats.Style.BIO,
            data.line().rotational());
    return add(
        new Drbd(
            line,
            new Drbd.Settings(
                minor, resource, primary, extents, path(data), Optional.of(path(meta))),
            data,
            meta));
  }

  /** As administrators write it: /dev/vg/lv. */
  String path(Dm device) {
    Topology.LogicalVolume volume = volumes.get(device.dmName());
    return volume == null
        ? "/dev/mapper/" + device.dmName()
        : "/dev/" + volume.group() + "/" + volume.name();
  }

  Disk loop(FileSystem fileSystem, FileSystem.File file, boolean directIo) {
    int number = count("loop");
    Line line =
        line("loop" + number, new DevNo(7, number), file.sectors(), Stats.Style.REQUEST, false);
    var backend = new LoopFile(clock, fileSystem, file, directIo);
    var kind =
        new Personality.Loop(
            Reading.known(file.path()), Reading.known(0L), Reading.known(directIo));
    return add(new Disk(line, DiskModel.LOOP, clock, backend, kind));
  }

  Zram zram(long sectors) {
    int number = count("zram");
    Line line = line("zram" + number, new DevNo(252, number), sectors, Stats.Style.BIO, false);
    return add(new Zram(line, clock));
  }

  FileSystem mount(SimDevice device, String type, long interval, long age) {
    int number = count("mount");
    String source =
        device instanceof Dm dm ? "/dev/mapper/" + dm.dmName() : "/dev/" + device.name();
    var mounted =
        new FileSystem.Mounted("/srv/" + number, type, source, device.line().dev(), 30 + number);
    return mounted(mounted, device::submit, device.sectors(), interval, age);
  }

  /** Two devices, everything on both. */
  FileSystem mountBtrfs(List<SimDevice> below, long interval, long age) {
    int number = count("mount");
    btrfs.add(
        new Topology.BtrfsVolume(
            "c0ffee00-0000-4000-8000-00000000000" + number,
            "",
            below.stream().map(SimDevice::name).toList(),
            Map.of(
                "data", below.size() > 1 ? "raid1" : "single",
                "metadata", below.size() > 1 ? "raid1" : "single")));
    SimDevice first = below.getFirst();
    String source = first instanceof Dm dm ? "/dev/mapper/" + dm.dmName() : "/dev/" + first.name();
    var mounted =
        new FileSystem.Mounted(
            "/srv/" + number, "btrfs", source, new DevNo(0, 40 + number), 30 + number);
    FileSystem.Target target =
        (bio, done) -> {
          if (bio.op() == Bio.Op.READ) {
            below.get(random.nextInt(below.size())).submit(bio, done);
            return;
          }
          Runnable joined = Join.of(below.size(), done);
          below.forEach(d -> d.submit(bio, joined));
        };
    return mounted(mounted, target, first.sectors(), interval, age);
  }

  private FileSystem mounted(
      FileSystem.Mounted mounted, FileSystem.Target target, long sectors, long interval, long age) {
    boolean charges = cgroups.version() == CgroupIo.Version.V2;
    var made = new FileSystem(clock, mounted, target, sectors, charges, interval, age);
    fileSystems.add(made);
    return made;
  }

  void swapOn(SimDevice device) {
    swaps.add(new Swaps.Swap("/dev/" + device.name(), "partition", device.sectors() / 2, 0, -2));
  }

  Program program(String comm, String cgroup, Cause cause, List<String> command) {
    int pid = nextPid++;
    if (!cgroup.isEmpty()) {
      cgroups.make(cgroup);
    }
    long startTicks = clock.now() / (10 * Clock.MS) - 5 + count("start");
    var program = new Program(pid, comm, startTicks, cgroup, command, cause);
    programs.add(program);
    return program;
  }

  void end(Program program) {
    programs.remove(program);
    ended.add(program);
  }

  /** Lets somebody else have the number of one that ended. */
  void reuse(int pid) {
    nextPid = pid;
  }

  /** Another disk that is given the name and number of one that was removed. */
  Disk replacement(Disk gone) {
    Line old = gone.line();
    Line line = line(old.name(), old.dev(), old.sectors(), Stats.Style.REQUEST, false);
    var medium = new Medium(gone.model(), clock, random, old.sectors());
    return add(new Disk(line, gone.model(), clock, medium, new Personality.Disk()));
  }

  /** lvrename. */
  void rename(Dm volume, String name) {
    volumes.remove(volume.dmName());
    volume.rename("vg-" + name);
    volumes.put(volume.dmName(), new Topology.LogicalVolume("vg", name, List.of(), "lvs"));
  }

  void remove(SimDevice device) {
    devices.remove(device);
  }

  List<Leaf> leaves() {
    return devices.stream()
        .filter(d -> d instanceof Leaf && !d.name().startsWith("loop"))
        .map(Leaf.class::cast)
        .toList();
  }

  List<Md> arrays() {
    return devices.stream().filter(Md.class::isInstance).map(Md.class::cast).toList();
  }

  List<Drbd> resources() {
    return devices.stream().filter(Drbd.class::isInstance).map(Drbd.class::cast).toList();
  }
}
