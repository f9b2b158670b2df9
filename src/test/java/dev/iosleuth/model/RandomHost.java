package dev.iosleuth.model;

import dev.iosleuth.sample.CgroupIo;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Any host: a few disks, something redundant or not on them, volumes, and all sorts of uses. */
final class RandomHost {
  private static final long DISK = 4 * Machine.GIB;
  private static final long VOLUME = 262_144;

  private final Machine machine;
  private final Random random;
  private final MdMaker arrays;
  private final RandomUses uses;
  private final List<String> story = new ArrayList<>();
  private final boolean coldStarts;

  private RandomHost(Machine machine, boolean coldStarts) {
    this.machine = machine;
    this.coldStarts = coldStarts;
    this.random = machine.random();
    this.arrays = new MdMaker(machine);
    this.uses = new RandomUses(machine, story);
  }

  /** The machine of that seed, and what stands on it in words. */
  record Made(Machine machine, List<String> story) {}

  static Made of(long seed) {
    return of(seed, false);
  }

  /**
   * @param coldStarts whether programs are read from a root file system while they work
   */
  static Made of(long seed, boolean coldStarts) {
    var random = new Random(seed);
    Kernel kernel = Kernel.any(random);
    CgroupIo.Version version =
        switch (random.nextInt(4)) {
          case 0 -> CgroupIo.Version.V1;
          case 1 -> CgroupIo.Version.NONE;
          default -> CgroupIo.Version.V2;
        };
    var host = new RandomHost(new Machine(random, kernel, version), coldStarts);
    host.story.add(kernel + " cgroups " + version);
    host.build();
    return new Made(host.machine, host.story);
  }

  private void build() {
    var physical = new ArrayList<SimDevice>();
    int groups = 1 + random.nextInt(2);
    for (int i = 0; i < groups; i++) {
      SimDevice base = base();
      story.add(base.name() + " on " + base.slaves().stream().map(SimDevice::name).toList());
      physical.add(base);
    }
    if (random.nextInt(4) == 0) {
      Disk whole = machine.disk(DiskModel.any(random), DISK);
      uses.raw(random.nextBoolean() ? whole : machine.partition(whole, 2048, DISK / 2));
    }
    var group = new VolumeGroup(machine, physical);
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      uses.any(group, "lv-" + i, VOLUME);
    }
    if (random.nextInt(6) == 0) {
      uses.swap(machine.zram(VOLUME));
    }
    if (coldStarts) {
      uses.coldStarts(machine.disk(DiskModel.any(random), DISK));
    }
    machine.devices().forEach(this::ageCounters);
  }

  private SimDevice base() {
    DiskModel model = DiskModel.any(random);
    boolean partitioned = random.nextBoolean();
    boolean bitmap = random.nextBoolean();
    return switch (random.nextInt(10)) {
      case 0 -> arrays.raid0(arrays.disks(model, 2, DISK, partitioned), 128);
      case 1 -> arrays.linear(arrays.disks(model, 2, DISK, partitioned));
      case 2, 3 -> raid1(model, partitioned, bitmap);
      case 4 -> raid10(model, partitioned, bitmap);
      case 5 -> parity(model, 1, 3 + random.nextInt(4), partitioned, bitmap);
      case 6 -> parity(model, 2, 4 + random.nextInt(3), partitioned, bitmap);
      case 7 -> machine.nvmeHead(1 + random.nextInt(3), DISK);
      default -> arrays.disks(model, 1, DISK, partitioned).getFirst();
    };
  }

  private SimDevice raid1(DiskModel model, boolean partitioned, boolean bitmap) {
    List<SimDevice> disks = arrays.disks(model, 2 + random.nextInt(2), DISK, partitioned);
    return switch (random.nextInt(4)) {
      case 0 -> running(arrays.raid1(disks, bitmap, 1), MdJob.Action.RECOVERY);
      case 1 -> running(arrays.raid1(disks, bitmap, -1), MdJob.Action.RESYNC);
      case 2 -> running(arrays.raid1(disks, bitmap, -1), MdJob.Action.CHECK);
      default -> arrays.raid1(disks, bitmap, -1);
    };
  }

  private SimDevice raid10(DiskModel model, boolean partitioned, boolean bitmap) {
    int count = 3 + random.nextInt(3);
    boolean near = random.nextBoolean();
    List<SimDevice> disks = arrays.disks(model, count, DISK, partitioned);
    Md array =
        arrays.raid10(
            disks, 128, near ? 2 : 1, near ? 1 : 2, !near && random.nextBoolean(), bitmap);
    return random.nextInt(3) == 0 ? running(array, MdJob.Action.CHECK) : array;
  }

  private SimDevice parity(
      DiskModel model, int parity, int count, boolean partitioned, boolean bitmap) {
    List<SimDevice> disks = arrays.disks(model, count, DISK, partitioned);
    if (random.nextInt(3) == 0) {
      return running(arrays.parity(disks, parity, 128, bitmap, 0), MdJob.Action.RECOVERY);
    }
    Md array = arrays.parity(disks, parity, 128, bitmap, -1);
    return random.nextInt(3) == 0 ? running(array, MdJob.Action.CHECK) : array;
  }

  private Md running(Md array, MdJob.Action action) {
    story.add(action + " on " + array.name());
    arrays.run(array, action, 8e6);
    return array;
  }

  /** Most counters begin somewhere; some wrap while they are watched. */
  private void ageCounters(SimDevice device) {
    boolean wraps = random.nextInt(10) == 0;
    long milliseconds = wraps ? (1L << 32) - 200 : random.nextLong(1L << 31);
    long counters =
        random.nextInt(20) == 0 && machine.kernel().word() == 32
            ? (1L << 32) - 300
            : random.nextLong(1L << 30);
    device.line().stats().beginAt(counters, milliseconds);
  }
}
