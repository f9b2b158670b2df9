package dev.iosleuth.model;

import dev.iosleuth.sample.CgroupIo;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Hosts on which it is known how well the counters alone can tell who it was. */
final class Scenarios {
  /** What is asked of a ledger there: the share of bytes on the right account. */
  enum Category {
    ONE_DIRECT(0.99),
    SEVERAL_DIRECT(0.95),
    WRITTEN_BACK(0.95),
    JOB(0.95);

    private final double atLeast;

    Category(double atLeast) {
      this.atLeast = atLeast;
    }

    double atLeast() {
      return atLeast;
    }
  }

  /** One kind of host. */
  record Kind(
      String name,
      Category category,
      Kernel kernel,
      CgroupIo.Version version,
      Consumer<Host> build) {
    Machine machine(long seed) {
      var machine = new Machine(new Random(seed), kernel, version);
      build.accept(new Host(machine));
      return machine;
    }
  }

  private static final long DISK = 4 * Machine.GIB;
  private static final long VOLUME = 524_288;

  private final List<Kind> kinds = new ArrayList<>();

  private Scenarios() {}

  static List<Kind> all() {
    var scenarios = new Scenarios();
    scenarios.oneDirect();
    scenarios.oneOnArrays();
    scenarios.oneAmplified();
    scenarios.severalDirect();
    scenarios.writtenBack();
    scenarios.jobs();
    scenarios.otherGroups();
    scenarios.ended();
    scenarios.coldStarts();
    return List.copyOf(scenarios.kinds);
  }

  private void add(String name, Category category, Consumer<Host> build) {
    kinds.add(new Kind(name, category, Kernel.MODERN, CgroupIo.Version.V2, build));
  }

  private void one(String name, Consumer<Host> build) {
    add(name, Category.ONE_DIRECT, build);
  }

  private void oneDirect() {
    one("disk, raw", h -> h.process("fio", h.disk(DiskModel.SSD)));
    one("disk, write through", h -> h.process("fio", h.disk(DiskModel.PROTECTED)));
    one("rotating disk, raw", h -> h.process("fio", h.disk(DiskModel.HDD)));
    one("partition, raw", h -> h.process("fio", h.partition()));
    one(
        "guest on volume",
        h -> h.guest("web1", h.group(h.disk(DiskModel.SSD)).plain("web1", VOLUME)));
    one(
        "guest on two segments",
        h -> {
          var group = h.group(h.disk(DiskModel.SSD), h.disk(DiskModel.SSD));
          h.guest("web1", h.machine().volume("web1", VOLUME, group.pieces(VOLUME, 2)));
        });
    one(
        "guest on striped volume",
        h -> {
          var group = h.group(h.disk(DiskModel.SSD), h.disk(DiskModel.SSD));
          h.guest("web1", h.machine().volume("web1", VOLUME, group.striped(VOLUME, 128)));
        });
    one(
        "guest on crypt",
        h -> h.guest("web1", h.crypt(h.group(h.disk(DiskModel.SSD)).plain("x", VOLUME))));
    one("file, O_DIRECT", h -> h.direct("db", h.mount(h.disk(DiskModel.NVME))));
    one("two NVMe paths, head zero", h -> h.guest("web1", h.machine().nvmeHead(2, DISK)));
    kinds.add(
        new Kind(
            "two NVMe paths, head repeats",
            Category.ONE_DIRECT,
            new Kernel(20, false, true, true, false, 64),
            CgroupIo.Version.V2,
            h -> h.guest("web1", h.machine().nvmeHead(2, DISK))));
    one(
        "raw through page cache",
        h -> h.pages("dd", h.group(h.disk(DiskModel.SSD)).plain("x", VOLUME)));
    one("discards", h -> h.discarding("web1", h.group(h.disk(DiskModel.SSD)).plain("x", VOLUME)));
    one("loop, dio", h -> h.process("fio", h.loop(h.mount(h.disk(DiskModel.SSD)), true)));
    one("reader, page cache", h -> h.reader("grep", h.mount(h.disk(DiskModel.SSD))));
  }

  private void oneOnArrays() {
    one("raid0", h -> h.guest("web1", h.arrays().raid0(h.disks(2), 128)));
    one("raid1", h -> h.guest("web1", h.arrays().raid1(h.disks(2), true, -1)));
    one("raid1 of three", h -> h.guest("web1", h.arrays().raid1(h.disks(3), true, -1)));
    one("raid10 near", h -> h.guest("web1", h.arrays().raid10(h.disks(4), 128, 2, 1, false, true)));
    one("raid10 far", h -> h.guest("web1", h.arrays().raid10(h.disks(4), 128, 1, 2, false, true)));
    one(
        "raid10 offset",
        h -> h.guest("web1", h.arrays().raid10(h.disks(3), 128, 1, 2, true, true)));
    one("raid5", h -> h.guest("web1", h.arrays().parity(h.disks(4), 1, 128, true, -1)));
    one("raid5 of three", h -> h.guest("web1", h.arrays().parity(h.disks(3), 1, 128, true, -1)));
    one("raid6", h -> h.guest("web1", h.arrays().parity(h.disks(6), 2, 128, true, -1)));
  }

  private void oneAmplified() {
    one("thin, fresh", h -> h.guest("web1", h.thin(VOLUME / 2, false)));
    one("thin with snapshot", h -> h.guest("web1", h.thin(VOLUME / 2, true)));
    one("snapshot's origin", h -> h.guest("web1", h.origin(VOLUME / 2)));
    one("drbd primary", h -> h.primary("web1", h.group(h.disk(DiskModel.SSD)), VOLUME));
    one("drbd secondary", h -> h.secondary("web2", h.group(h.disk(DiskModel.SSD)), VOLUME));
    one(
        "drbd primary, two disks",
        h -> h.primary("web1", h.group(h.disk(DiskModel.SSD), h.disk(DiskModel.SSD)), VOLUME));
  }

  private void several(String name, Consumer<Host> build) {
    add(name, Category.SEVERAL_DIRECT, build);
  }

  private void severalDirect() {
    several(
        "three guests",
        h -> {
          var group = h.group(h.disk(DiskModel.SSD));
          h.guests(3, i -> group.plain("lv" + i, VOLUME));
        });
    several(
        "three guests on raid1",
        h -> {
          var group = h.group(h.arrays().raid1(h.disks(2), true, -1));
          h.guests(3, i -> group.plain("lv" + i, VOLUME));
        });
    several(
        "three guests on raid10",
        h -> {
          var group = h.group(h.arrays().raid10(h.disks(4), 128, 2, 1, false, true));
          h.guests(3, i -> group.plain("lv" + i, VOLUME));
        });
    several(
        "two guests on partitions",
        h -> {
          Disk disk = h.disk(DiskModel.SSD);
          h.guests(2, i -> h.machine().partition(disk, 2048 + i * VOLUME, VOLUME));
        });
    several(
        "services on one file system",
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.direct("db", fileSystem);
          h.direct("queue", fileSystem);
        });
    several(
        "processes on one file system",
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.directBare("db", fileSystem);
          h.directBare("queue", fileSystem);
        });
    several(
        "guest and services on raid1",
        h -> {
          var group = h.group(h.arrays().raid1(h.disks(2), true, -1));
          h.guest("web1", group.plain("web1", VOLUME));
          FileSystem fileSystem = h.mount(group.plain("srv", VOLUME));
          h.direct("db", fileSystem);
          h.reader("grep", fileSystem);
        });
    several(
        "guest and swap",
        h -> {
          var group = h.group(h.disk(DiskModel.SSD));
          h.guest("web1", group.plain("web1", VOLUME));
          h.swap(group.plain("swap", VOLUME));
        });
    several(
        "drbd node",
        h -> {
          var group = h.group(h.arrays().raid1(h.disks(2), true, -1));
          h.primary("web1", group, VOLUME);
          h.primary("web2", group, VOLUME);
          h.secondary("mail", group, VOLUME);
        });
    several(
        "services on btrfs of two",
        h -> {
          FileSystem fileSystem =
              h.machine()
                  .mountBtrfs(
                      List.of(h.disk(DiskModel.SSD), h.disk(DiskModel.SSD)), 300 * Clock.MS, 0);
          h.direct("db", fileSystem);
          h.direct("queue", fileSystem);
        });
    several(
        "guests on raid5",
        h -> {
          var group = h.group(h.arrays().parity(h.disks(4), 1, 128, true, -1));
          h.guests(2, i -> group.plain("lv" + i, VOLUME));
        });
  }

  private void writtenBack(String name, Consumer<Host> build) {
    add(name, Category.WRITTEN_BACK, build);
  }

  private void writtenBack() {
    writtenBack(
        "two writers",
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.writer("backup", fileSystem, 2);
          h.writer("logger", fileSystem, 5);
        });
    writtenBack(
        "two writers on raid1",
        h -> {
          var group = h.group(h.arrays().raid1(h.disks(2), true, -1));
          FileSystem fileSystem = h.mount(group.plain("srv", VOLUME));
          h.writer("backup", fileSystem, 2);
          h.writer("logger", fileSystem, 5);
        });
    writtenBack(
        "mapped writer and another",
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.mapped("cache", fileSystem);
          h.writer("logger", fileSystem, 5);
        });
    writtenBack(
        "writers on crypt",
        h -> {
          FileSystem fileSystem =
              h.mount(h.crypt(h.group(h.disk(DiskModel.SSD)).plain("x", VOLUME)));
          h.writer("backup", fileSystem, 2);
          h.writer("logger", fileSystem, 5);
        });
    writtenBack(
        "writer through a cached loop",
        h -> {
          SimDevice loop = h.loop(h.mount(h.disk(DiskModel.SSD)), false);
          h.service("fio", loop);
        });
    writtenBack(
        "writers with a guest beside",
        h -> {
          var group = h.group(h.disk(DiskModel.SSD));
          h.guest("web1", group.plain("web1", VOLUME));
          FileSystem fileSystem = h.mount(group.plain("srv", VOLUME));
          h.writer("backup", fileSystem, 2);
          h.writer("logger", fileSystem, 5);
        });
  }

  private void job(String name, Consumer<Host> build) {
    add(name, Category.JOB, build);
  }

  private void jobs() {
    job("check of raid1", h -> h.run(h.arrays().raid1(h.disks(2), true, -1), MdJob.Action.CHECK));
    job(
        "check of raid1 under a guest",
        h -> {
          Md array = h.arrays().raid1(h.disks(2), true, -1);
          h.run(array, MdJob.Action.CHECK);
          h.guest("web1", h.group(array).plain("web1", VOLUME));
        });
    job(
        "check of raid10 under a guest",
        h -> {
          Md array = h.arrays().raid10(h.disks(4), 128, 2, 1, false, true);
          h.run(array, MdJob.Action.CHECK);
          h.guest("web1", h.group(array).plain("web1", VOLUME));
        });
    job(
        "check of raid10 far of three",
        h -> h.run(h.arrays().raid10(h.disks(3), 128, 1, 2, false, true), MdJob.Action.CHECK));
    job(
        "check of raid5 under a guest",
        h -> {
          Md array = h.arrays().parity(h.disks(4), 1, 128, true, -1);
          h.run(array, MdJob.Action.CHECK);
          h.guest("web1", h.group(array).plain("web1", VOLUME));
        });
    job(
        "resync of raid1 under a guest",
        h -> {
          Md array = h.arrays().raid1(h.disks(2), true, -1);
          h.run(array, MdJob.Action.RESYNC);
          h.guest("web1", h.group(array).plain("web1", VOLUME));
        });
    job(
        "recovery of raid1 under a guest",
        h -> {
          Md array = h.arrays().raid1(h.disks(2), true, 1);
          h.run(array, MdJob.Action.RECOVERY);
          h.guest("web1", h.group(array).plain("web1", VOLUME));
        });
    job(
        "recovery of raid6",
        h -> h.run(h.arrays().parity(h.disks(5), 2, 128, true, 2), MdJob.Action.RECOVERY));
  }

  private void old(String name, Category category, CgroupIo.Version version, Consumer<Host> build) {
    kinds.add(new Kind(name, category, Kernel.MODERN, version, build));
  }

  /** Without the unified hierarchy. */
  private void otherGroups() {
    old(
        "v1: guests on raid1",
        Category.SEVERAL_DIRECT,
        CgroupIo.Version.V1,
        h -> {
          var group = h.group(h.arrays().raid1(h.disks(2), true, -1));
          h.guests(3, i -> group.plain("lv" + i, VOLUME));
        });
    old(
        "v1: services on one file system",
        Category.SEVERAL_DIRECT,
        CgroupIo.Version.V1,
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.direct("db", fileSystem);
          h.direct("queue", fileSystem);
        });
    old(
        "no groups: processes, direct",
        Category.SEVERAL_DIRECT,
        CgroupIo.Version.NONE,
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.directBare("db", fileSystem);
          h.directBare("queue", fileSystem);
        });
    old(
        "v1: two writers",
        Category.WRITTEN_BACK,
        CgroupIo.Version.V1,
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.writer("backup", fileSystem, 2);
          h.writer("logger", fileSystem, 5);
        });
    old(
        "no groups: a writer",
        Category.WRITTEN_BACK,
        CgroupIo.Version.NONE,
        h -> h.writer("backup", h.mount(h.disk(DiskModel.SSD)), 2));
    one("guest on a file", h -> h.fileGuest("web1", h.mount(h.disk(DiskModel.SSD))));
    several(
        "guest on a file beside a service",
        h -> {
          FileSystem fileSystem = h.mount(h.disk(DiskModel.SSD));
          h.fileGuest("web1", fileSystem);
          h.direct("db", fileSystem);
        });
  }

  /** Processes that live for a moment. */
  private void ended() {
    one("one-shot dd, direct", h -> h.oneShots("dd", h.mount(h.disk(DiskModel.SSD)), ""));
    one(
        "one-shot dd in a service",
        h -> h.oneShots("dd", h.mount(h.disk(DiskModel.SSD)), "/system.slice/cron.service"));
  }

  /** Whose page faults are of another disk than what they read by calls. */
  private void coldStarts() {
    several(
        "cold start of a reader",
        h ->
            h.asynchronousReader(
                "fio", h.mount(h.disk(DiskModel.SSD)), h.mount(h.disk(DiskModel.NVME))));
    several(
        "cold starts beside a reader",
        h -> {
          FileSystem root = h.mount(h.disk(DiskModel.NVME));
          h.asynchronousReader("fio", h.mount(h.disk(DiskModel.SSD)), root);
          h.starting("java", root);
          h.reader("grep", root);
        });
    several(
        "cold starts of two readers",
        h -> {
          FileSystem root = h.mount(h.disk(DiskModel.NVME));
          FileSystem data = h.mount(h.disk(DiskModel.SSD));
          h.asynchronousReader("fio", data, root);
          h.startingReader("db", data, root);
        });
  }
}
