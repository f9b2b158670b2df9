package dev.iosleuth.model;

import java.util.List;
import java.util.function.IntFunction;

/** The words in which scenarios are told. */
final class Host {
  private static final long DISK = 4 * Machine.GIB;
  private static final Pattern GUEST =
      new Pattern(40, List.of(8, 8, 16, 64, 256), false, 4, 4 * Clock.MS, 3, 0);

  private final Machine machine;
  private final Uses uses;
  private final MdMaker arrays;

  Host(Machine machine) {
    this.machine = machine;
    this.uses = new Uses(machine);
    this.arrays = new MdMaker(machine);
  }

  Machine machine() {
    return machine;
  }

  MdMaker arrays() {
    return arrays;
  }

  private Load load() {
    return new Load(machine);
  }

  Disk disk(DiskModel model) {
    return machine.disk(model, DISK);
  }

  List<SimDevice> disks(int count) {
    return arrays.disks(DiskModel.SSD, count, DISK, false);
  }

  SimDevice partition() {
    return machine.partition(disk(DiskModel.SSD), 2048, DISK / 2);
  }

  VolumeGroup group(SimDevice... physical) {
    return new VolumeGroup(machine, List.of(physical));
  }

  FileSystem mount(SimDevice device) {
    return machine.mount(device, "ext4", 250 * Clock.MS, 300 * Clock.MS);
  }

  Dm crypt(SimDevice lower) {
    return machine.dm(
        "luks-x",
        "CRYPT-LUKS2-0-luks-x",
        lower.sectors() - 32_768,
        new Mappings.Crypt(lower, 32_768));
  }

  SimDevice loop(FileSystem fileSystem, boolean directIo) {
    return machine.loop(fileSystem, fileSystem.create("disk.img", 262_144), directIo);
  }

  Dm thin(long sectors, boolean shared) {
    VolumeGroup group = group(disk(DiskModel.SSD));
    Dm meta = group.hidden("vg-pool_tmeta", 16_384, "-tmeta");
    Dm data = group.hidden("vg-pool_tdata", sectors * 4, "-tdata");
    var pool = new ThinPool(machine.clock(), meta, data);
    Dm poolDevice = machine.hiddenVolume("vg-pool-tpool", data.sectors(), pool, "-tpool");
    var thin = new Thin(machine.clock(), poolDevice, pool, 1);
    Dm volume =
        machine.volume("thin1", sectors, shared ? thin.filled(sectors, Scenario.NOBODY) : thin);
    if (shared) {
      machine.volume("thin1-snap", sectors, thin.snapshot(2));
    }
    return volume;
  }

  Dm origin(long sectors) {
    VolumeGroup group = group(disk(DiskModel.SSD));
    Dm real = group.hidden("vg-web1-real", sectors, "-real");
    Dm store = group.hidden("vg-web1--snap-cow", sectors * 2, "-cow");
    var snapshot = new Snapshot(real, store);
    Dm origin = machine.volume("web1", sectors, snapshot.origin());
    machine.volume("web1-snap", sectors, snapshot.view());
    return origin;
  }

  void guest(String name, SimDevice device) {
    Program qemu =
        uses.guest(name, device, "/dev/" + device.name(), "/machine.slice/" + name + ".scope");
    load().direct(qemu, device::submit, device.sectors(), GUEST);
  }

  /** Each heavier than the one before. */
  void guests(int count, IntFunction<SimDevice> disks) {
    for (int i = 0; i < count; i++) {
      SimDevice device = disks.apply(i);
      Program qemu =
          uses.guest("vm" + i, device, "/dev/" + device.name(), "/machine.slice/vm" + i + ".scope");
      var pattern = new Pattern(30 + 20 * i, List.of(8, 32, 128), false, 2 + i, 4 * Clock.MS, 3, 0);
      load().direct(qemu, device::submit, device.sectors(), pattern);
    }
  }

  /** How operations of one load come: at random, so many a second on average. */
  record Arrivals(Pattern pattern, double perSecond, Mood mood) {}

  void arriving(String guest, SimDevice device, Arrivals load) {
    Program qemu =
        uses.guest(guest, device, "/dev/" + device.name(), "/machine.slice/" + guest + ".scope");
    load()
        .arriving(
            qemu, device::submit, device.sectors(), load.pattern(), load.perSecond(), load.mood());
  }

  void arriving(String service, FileSystem fileSystem, Arrivals load) {
    Program program = uses.service(service, "/system.slice/" + service + ".service");
    FileSystem.File file = fileSystem.create(service, 65_536);
    program.open(Uses.file(fileSystem, file, true));
    load()
        .arriving(
            program,
            (bio, done) -> fileSystem.pass(file, bio, done),
            file.sectors(),
            load.pattern(),
            load.perSecond(),
            load.mood());
  }

  void discarding(String name, SimDevice device) {
    Program qemu =
        uses.guest(name, device, "/dev/" + device.name(), "/machine.slice/" + name + ".scope");
    load()
        .direct(
            qemu,
            device::submit,
            device.sectors(),
            new Pattern(40, List.of(8, 64, 256), false, 4, 4 * Clock.MS, 0, 30));
  }

  void primary(String instance, VolumeGroup group, long sectors) {
    guest(instance, drbd(instance, group, sectors, true));
  }

  void secondary(String instance, VolumeGroup group, long sectors) {
    Drbd drbd = drbd(instance, group, sectors, false);
    Cause cause = Cause.replica(instance, "r-" + instance);
    var pattern = new Pattern(0, List.of(8, 64), false, 4, 4 * Clock.MS, 30, 0);
    load().replicated(drbd, cause, pattern);
  }

  private Drbd drbd(String instance, VolumeGroup group, long sectors, boolean primary) {
    String tag = "originstname+" + instance;
    Dm data = group.plain(instance + ".data", sectors, tag);
    Dm meta = group.plain(instance + ".meta", 262_144, tag);
    return machine.drbd("r-" + instance, primary, 31, data, meta);
  }

  void process(String comm, SimDevice device) {
    Program program = uses.process(comm);
    program.open(Uses.block(device));
    load().direct(program, device::submit, device.sectors(), GUEST);
  }

  void service(String comm, SimDevice device) {
    Program program = uses.service(comm, "/system.slice/" + comm + ".service");
    program.open(Uses.block(device));
    load().direct(program, device::submit, device.sectors(), GUEST);
  }

  /** Through the page cache of the device. */
  void pages(String comm, SimDevice device) {
    Program program = uses.process(comm);
    program.open(Uses.block(device));
    load().rawBuffered(program, device, 256, 15 * Clock.MS);
  }

  void direct(String comm, FileSystem fileSystem) {
    direct(uses.service(comm, "/system.slice/" + comm + ".service"), comm, fileSystem);
  }

  void directBare(String comm, FileSystem fileSystem) {
    direct(uses.process(comm), comm, fileSystem);
  }

  private void direct(Program program, String name, FileSystem fileSystem) {
    FileSystem.File file = fileSystem.create(name, 65_536);
    program.open(Uses.file(fileSystem, file, true));
    load().direct(program, (bio, done) -> fileSystem.pass(file, bio, done), file.sectors(), GUEST);
  }

  /** A guest whose disk is a file. */
  void fileGuest(String name, FileSystem fileSystem) {
    FileSystem.File file = fileSystem.create(name + ".img", 262_144);
    Program qemu = uses.guest(name, file.path(), "/machine.slice/" + name + ".scope");
    qemu.open(Uses.file(fileSystem, file, true));
    load().direct(qemu, (bio, done) -> fileSystem.pass(file, bio, done), file.sectors(), GUEST);
  }

  /** Each writes 256 KiB past the page cache and ends; all bear one name. */
  void oneShots(String comm, FileSystem fileSystem, String cgroup) {
    FileSystem.File file = fileSystem.create("out", 262_144);
    shot(comm, fileSystem, file, cgroup);
  }

  private void shot(String comm, FileSystem fileSystem, FileSystem.File file, String cgroup) {
    Program program = cgroup.isEmpty() ? uses.process(comm) : uses.service(comm, cgroup);
    program.open(Uses.file(fileSystem, file, true));
    long at = machine.random().nextLong(file.sectors() / 512) * 512;
    program.writes(512 * 512L);
    fileSystem.pass(
        file,
        Bio.of(Bio.Op.WRITE, at, 512, program.cause(), program.cgroup()),
        () -> {
          machine.end(program);
          machine.clock().after(4 * Clock.MS, () -> shot(comm, fileSystem, file, cgroup));
        });
  }

  void reader(String comm, FileSystem fileSystem) {
    Program program = uses.service(comm, "/system.slice/" + comm + ".service");
    FileSystem.File file = fileSystem.create(comm, 65_536);
    program.open(Uses.readOnly(fileSystem, file));
    load().cached(program, fileSystem, file, 70, Clock.MS);
  }

  void writer(String comm, FileSystem fileSystem, int thinkMs) {
    Program program = uses.service(comm, "/system.slice/" + comm + ".service");
    FileSystem.File file = fileSystem.create(comm, 131_072);
    program.open(Uses.file(fileSystem, file, false));
    load().buffered(program, fileSystem, file, Pattern.writes(64, 1, thinkMs * Clock.MS).inOrder());
  }

  void mapped(String comm, FileSystem fileSystem) {
    Program program = uses.service(comm, "/system.slice/" + comm + ".service");
    FileSystem.File file = fileSystem.create(comm, 65_536);
    program.open(Uses.mapped(fileSystem, file));
    load().buffered(program, fileSystem, file, Pattern.writes(8, 1, Clock.MS));
  }

  /**
   * By io_submit, which counts no characters: much is read of a file, and now and then a page of
   * the program, which has just begun, from the root.
   */
  void asynchronousReader(String comm, FileSystem data, FileSystem root) {
    Program program = uses.process(comm).asynchronous();
    reading(program, comm, data, Pattern.reads(256, 4, 3 * Clock.MS));
    starting(program, comm, root, 10 * Clock.MS);
  }

  /** By calls: little is read of a file, while the program is still being read from the root. */
  void startingReader(String comm, FileSystem data, FileSystem root) {
    Program program = uses.process(comm);
    reading(program, comm, data, Pattern.reads(16, 1, 6 * Clock.MS));
    starting(program, comm, root, Clock.MS);
  }

  /** A process that does no more than begin. */
  void starting(String comm, FileSystem root) {
    starting(uses.process(comm), comm, root, 2 * Clock.MS);
  }

  private void reading(Program program, String comm, FileSystem data, Pattern pattern) {
    FileSystem.File file = data.create(comm, 65_536);
    program.open(Uses.readOnly(data, file));
    load().direct(program, (bio, done) -> data.pass(file, bio, done), file.sectors(), pattern);
  }

  private void starting(Program program, String comm, FileSystem root, long think) {
    FileSystem.File bin = root.create(comm, 65_536);
    program.open(Uses.program(root, bin));
    load().starting(program, root, bin, 5000, think);
  }

  void swap(SimDevice device) {
    machine.swapOn(device);
    load().swapping(device, Scenario.SWAP, 4 * Clock.MS);
  }

  void run(Md array, MdJob.Action action) {
    arrays.run(array, action, 12e6);
  }
}
