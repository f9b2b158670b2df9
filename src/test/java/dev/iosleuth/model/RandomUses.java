package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a random host is used for. */
final class RandomUses {
  private final Machine machine;
  private final Random random;
  private final Uses uses;
  private final List<String> story;
  private final List<Program> programs = new ArrayList<>();
  private int number;

  RandomUses(Machine machine, List<String> story) {
    this.machine = machine;
    this.random = machine.random();
    this.uses = new Uses(machine);
    this.story = story;
  }

  private Load load() {
    return new Load(machine);
  }

  private boolean mayDiscard(SimDevice device) {
    return machine.kernel().fields() >= 18 && device.discards();
  }

  private Pattern pattern(SimDevice device) {
    return Pattern.any(random, mayDiscard(device));
  }

  private Program anybody() {
    number++;
    Program program =
        random.nextBoolean()
            ? uses.service("app" + number, "/system.slice/app" + number + ".service")
            : uses.process("tool" + number);
    programs.add(program);
    return program;
  }

  /** Some have only just begun: their programs are read, page by page, from the root. */
  void coldStarts(SimDevice device) {
    FileSystem root = mount(device);
    story.add("cold starts from " + device.name());
    for (Program program : programs) {
      FileSystem.File file = root.create("bin-" + program.pid(), 65_536);
      program.open(Uses.program(root, file));
      if (random.nextBoolean()) {
        program.asynchronous();
      }
      if (random.nextInt(3) > 0) {
        int faults = 20 + random.nextInt(400);
        load().starting(program, root, file, faults, (1 + random.nextInt(10)) * Clock.MS);
      }
    }
  }

  void any(VolumeGroup group, String name, long sectors) {
    switch (random.nextInt(11)) {
      case 0 -> guest(group.any(name, sectors, "originstname+vm-" + name), name);
      case 1 -> replicated(group, name, sectors, true);
      case 2 -> replicated(group, name, sectors, false);
      case 3 -> files(group.any(name, sectors));
      case 4 -> loopOn(group.any(name, sectors));
      case 5 -> swap(group.any(name, sectors));
      case 6 -> crypt(group.any(name, sectors), name);
      case 7 -> thin(group, name, sectors);
      case 8 -> snapshot(group, name, sectors);
      case 9 -> raw(group.any(name, sectors));
      default -> btrfs(group, name, sectors);
    }
  }

  void raw(SimDevice device) {
    story.add("raw " + device.name());
    Program program = anybody();
    program.open(Uses.block(device));
    if (random.nextInt(3) == 0) {
      load().rawBuffered(program, device, 1 + random.nextInt(200), 20 * Clock.MS);
      return;
    }
    load().direct(program, device::submit, device.sectors(), pattern(device));
  }

  private void guest(SimDevice device, String name) {
    story.add("guest on " + device.name());
    Program qemu =
        uses.guest(
            "vm-" + name,
            device,
            "/dev/" + device.name(),
            random.nextBoolean() ? "/machine.slice/vm-" + name + ".scope" : "");
    load().direct(qemu, device::submit, device.sectors(), pattern(device));
  }

  private void replicated(VolumeGroup group, String name, long sectors, boolean primary) {
    Dm data = group.plain(name + ".data", sectors, "originstname+inst-" + name);
    Dm meta = group.plain(name + ".meta", 262_144, "originstname+inst-" + name);
    Drbd drbd = machine.drbd("r-" + name, primary, 2 + random.nextInt(60), data, meta);
    story.add((primary ? "primary " : "secondary ") + drbd.name());
    if (primary) {
      guest(drbd, name);
      return;
    }
    Cause cause = Cause.replica("inst-" + name, "r-" + name);
    load().replicated(drbd, cause, Pattern.writes(8, 4, 3 * Clock.MS).flushing(30));
  }

  private FileSystem mount(SimDevice device) {
    return machine.mount(
        device,
        random.nextBoolean() ? "ext4" : "xfs",
        (long) (random.nextDouble() * Clock.SECOND) + 100 * Clock.MS,
        (long) (random.nextDouble() * Clock.SECOND));
  }

  private void files(SimDevice device) {
    FileSystem fileSystem = mount(device);
    story.add("files on " + device.name());
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      file(fileSystem, device);
    }
  }

  private void file(FileSystem fileSystem, SimDevice device) {
    Program program = anybody();
    FileSystem.File file =
        fileSystem.create("file" + number, Math.min(65_536, fileSystem.free() / 2));
    switch (random.nextInt(4)) {
      case 0 -> {
        program.open(Uses.file(fileSystem, file, true));
        load()
            .direct(
                program,
                (bio, done) -> fileSystem.pass(file, bio, done),
                file.sectors(),
                pattern(device));
      }
      case 1 -> {
        program.open(Uses.readOnly(fileSystem, file));
        load().cached(program, fileSystem, file, 80, 2 * Clock.MS);
      }
      case 2 -> {
        program.open(Uses.mapped(fileSystem, file));
        load().buffered(program, fileSystem, file, Pattern.writes(8, 1, 3 * Clock.MS));
      }
      default -> {
        program.open(Uses.file(fileSystem, file, false));
        Pattern pattern = Pattern.writes(8 << random.nextInt(6), 1, 3 * Clock.MS);
        load()
            .buffered(program, fileSystem, file, pattern.flushing(random.nextInt(3) == 0 ? 10 : 0));
      }
    }
  }

  private void loopOn(SimDevice device) {
    FileSystem fileSystem = mount(device);
    boolean direct = random.nextBoolean();
    Disk loop =
        machine.loop(fileSystem, fileSystem.create("disk.img", fileSystem.free() / 16 * 8), direct);
    story.add(loop.name() + (direct ? " dio" : " cached") + " on " + device.name());
    if (random.nextBoolean()) {
      raw(loop);
      return;
    }
    file(mount(loop), loop);
  }

  void swap(SimDevice device) {
    story.add("swap on " + device.name());
    machine.swapOn(device);
    load().swapping(device, Scenario.SWAP, 4 * Clock.MS);
  }

  private void crypt(SimDevice lower, String name) {
    long sectors = lower.sectors() - 32_768;
    Dm crypt =
        machine.dm(
            "luks-" + name,
            "CRYPT-LUKS2-0-luks-" + name,
            sectors,
            new Mappings.Crypt(lower, 32_768));
    if (random.nextBoolean()) {
      files(crypt);
      return;
    }
    raw(crypt);
  }

  private void thin(VolumeGroup group, String name, long sectors) {
    Dm meta = group.hidden("vg-" + name.replace("-", "--") + "_tmeta", 16_384, "-tmeta");
    Dm data = group.hidden("vg-" + name.replace("-", "--") + "_tdata", sectors * 2, "-tdata");
    var pool = new ThinPool(machine.clock(), meta, data);
    Dm poolDevice =
        machine.hiddenVolume(
            "vg-" + name.replace("-", "--") + "-tpool", data.sectors(), pool, "-tpool");
    long size = sectors / 2;
    var first = new Thin(machine.clock(), poolDevice, pool, 1).filled(size, Scenario.NOBODY);
    boolean shared = random.nextBoolean();
    Thin snapshot = shared ? first.snapshot(2) : new Thin(machine.clock(), poolDevice, pool, 2);
    Dm one = machine.volume(name + "-thin1", size, first);
    Dm two = machine.volume(name + "-thin2", size, snapshot);
    story.add("thin " + one.name() + (shared ? " with snapshot " : " and ") + two.name());
    guest(one, name);
    if (random.nextBoolean()) {
      files(two);
    }
  }

  private void snapshot(VolumeGroup group, String name, long sectors) {
    String dmName = "vg-" + name.replace("-", "--");
    Dm real = group.hidden(dmName + "-real", sectors, "-real");
    Dm store = group.hidden(dmName + "--snap-cow", sectors * 2, "-cow");
    var snapshot = new Snapshot(real, store);
    Dm origin = machine.volume(name, sectors, snapshot.origin());
    Dm view = machine.volume(name + "-snap", sectors, snapshot.view());
    story.add("snapshot of " + origin.name());
    guest(origin, name);
    if (random.nextBoolean()) {
      Program reader = anybody();
      reader.open(Uses.block(view));
      load().direct(reader, view::submit, view.sectors(), Pattern.reads(64, 2, 4 * Clock.MS));
    }
  }

  private void btrfs(VolumeGroup group, String name, long sectors) {
    Dm one = group.any(name + "a", sectors);
    List<SimDevice> below =
        random.nextBoolean() ? List.of(one) : List.of(one, group.plain(name + "b", sectors));
    story.add("btrfs on " + below.stream().map(SimDevice::name).toList());
    FileSystem fileSystem =
        machine.mountBtrfs(below, 400 * Clock.MS, (long) (random.nextDouble() * Clock.SECOND));
    file(fileSystem, one);
  }
}
