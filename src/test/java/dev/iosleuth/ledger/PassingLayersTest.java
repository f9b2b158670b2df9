package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.dm;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.nvmeHead;
import static dev.iosleuth.sample.TestingDevices.nvmePath;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that change nothing but the place: linear, striped, crypt, partitions. */
class PassingLayersTest {
  private static TestingSamples writes(
      TestingSamples host, int pid, String name, long kib, int minor) {
    return host.process(
        with(moved(process(pid, name), 0, kib * KIB), block("/dev/dm-" + minor, 253, minor)));
  }

  /** Volume a lies on both disks, b on the second: what b did there leaves a the rest. */
  @Test
  void linearOverTwoDisksOneOfThemShared() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    lv("dm-0", "vg-a", "sda", "sdb"),
                    lv("dm-1", "vg-b", "sdb"))
                .table(
                    "vg-a",
                    target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)),
                    target("linear", 1000, 1000, lower(Use.DATA, 8, 16, 0)))
                .table("vg-b", target("linear", 0, 1000, lower(Use.DATA, 8, 16, 1000)))
                .process(process(10, "a"))
                .process(process(11, "b")),
            h -> {
              writes(h, 10, "a", 300, 0);
              writes(h, 11, "b", 100, 1);
            },
            device("dm-0").writes(75, 0, 300),
            device("dm-1").writes(25, 0, 100),
            device("sda").writes(5, 45, 200),
            device("sdb").writes(10, 40, 200));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda a", 200L, "sdb a", 100L, "sdb b", 100L));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda a", 5L, "sdb a", 5L, "sdb b", 5L));
  }

  /** A bio that crosses a chunk is split: more operations, the same bytes, nobody else's. */
  @Test
  void stripedSplitsAtChunks() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), disk("sdb"), lv("dm-0", "vg-a", "sda", "sdb"))
                .table(
                    "vg-a",
                    target("striped", 0, 2000, lower(Use.DATA, 8, 0, 0), lower(Use.DATA, 8, 16, 0)))
                .process(process(10, "a")),
            h -> writes(h, 10, "a", 1024, 0),
            device("dm-0").writes(4, 0, 1024),
            device("sda").writes(8, 0, 512),
            device("sdb").writes(8, 0, 512));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 512L, "sdb a", 512L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 8L, "sdb a", 8L));
  }

  /** dmcrypt's kernel threads issue what others wrote, and never pay. */
  @Test
  void cryptPassesAndItsThreadsPayNothing() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), partition("sda", 1), dm("dm-0", "home", "CRYPT-LUKS2-x", "sda1"))
                .table("home", target("crypt", 0, 1000, lower(Use.DATA, 8, 1, 4096)))
                .process(process(10, "a"))
                .process(thread(process(12, "dmcrypt_write/2"))),
            h -> {
              writes(h, 10, "a", 400, 0);
              h.process(thread(moved(process(12, "dmcrypt_write/2"), 0, 400 * KIB)));
            },
            device("dm-0").writes(100, 0, 400),
            device("sda1").writes(10, 90, 400),
            device("sda").writes(10, 90, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 400L));
  }

  static ProcessSample thread(ProcessSample process) {
    var stat = process.stat();
    return new ProcessSample(
        new PidStat(stat.pid(), stat.comm(), 'S', 2, 0x0020_0000, 0, 0, stat.startTicks(), 0),
        process.io(),
        process.cgroup(),
        process.command(),
        process.files());
  }

  /** A partition's counters are requests already: 10 that merged 190 stay 10. */
  @Test
  void requestsOfPartitionsPassUnchanged() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), partition("sda", 1), partition("sda", 2))
                .mount("sda1", "/a", "ext4")
                .mount("sda2", "/b", "ext4"),
            device("sda1").writes(10, 190, 800),
            device("sda2").writes(100, 0, 400),
            device("sda").writes(110, 190, 1200));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 10L, "sda /b", 100L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 800L, "sda /b", 400L));
  }

  /** What no partition counted is nobody's; a partition table read by udev is little. */
  @Test
  void whatNoPartitionCountedIsAProbeOrUnexplained() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), partition("sda", 1))
                .mount("sda1", "/a", "ext4"),
            device("sda1").reads(10, 0, 40),
            device("sda").reads(20, 0, 80).writes(10, 0, 40));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda /a", 40L, "sda LVM/udev probe", 40L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda unexplained", 40L));
  }

  @Test
  void swapIsAJob() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), partition("sda", 2))
                .swap("/dev/sda2")
                .process(process(10, "a")),
            h -> h.process(moved(process(10, "a"), 100 * KIB, 500 * KIB)),
            device("sda2").reads(25, 0, 100).writes(10, 0, 300),
            device("sda").reads(25, 0, 100).writes(10, 0, 300));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda swap", 100L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda swap", 300L));
  }

  private static TestingSamples btrfs(String profile) {
    return TestingSamples.host("h")
        .with(disk("sda"), disk("sdb"))
        .btrfs(
            new Topology.BtrfsVolume("u-1", "data", List.of("sda", "sdb"), Map.of("data", profile)))
        .mount(new DevNo(0, 42), "/", "/data", "btrfs", "/dev/sda", "rw")
        .process(process(10, "app"));
  }

  @Test
  void btrfsOverTwoDevices() {
    Ledger ledger =
        interval(
            btrfs("single"),
            h -> h.process(mover(10, "app", 0, 500, file("/data/x", 0, 42))),
            device("sda").writes(3, 0, 300),
            device("sdb").writes(2, 0, 200));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda app", 300L, "sdb app", 200L));
  }

  /** The profile makes two copies of what the process wrote once. */
  @Test
  void btrfsMirrorsItself() {
    Ledger ledger =
        interval(
            btrfs("raid1"),
            h -> h.process(mover(10, "app", 0, 500, file("/data/x", 0, 42))),
            device("sda").writes(3, 0, 500),
            device("sdb").writes(2, 0, 500));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda app", 500L, "sdb app", 500L));
  }

  private static TestingSamples multipath() {
    return TestingSamples.host("h")
        .with(
            nvmeHead("nvme0n1", "nvme0c0n1", "nvme0c1n1").dev(259, 0),
            nvmePath("nvme0c0n1", "nvme0n1"),
            nvmePath("nvme0c1n1", "nvme0n1"),
            partition("nvme0n1", 1).dev(259, 1))
        .mount("nvme0n1p1", "/data", "ext4")
        .process(process(10, "app"));
  }

  private static Ledger throughPaths(Counted head) {
    TestingSamples host = multipath();
    Sample before = host.build();
    host.process(mover(10, "app", 0, 500, file("/data/x", 259, 1)));
    return post(
        before,
        later(
            host,
            head,
            device("nvme0c0n1").writes(30, 0, 300),
            device("nvme0c1n1").writes(20, 0, 200)));
  }

  /** Whether the head's counters repeat the paths' or are zero: counted once, on the paths. */
  @Test
  void multipathIsCountedOnItsPaths() {
    for (Counted head : List.of(device("nvme0n1"), device("nvme0n1").writes(50, 0, 500).busy(50))) {
      Ledger ledger = throughPaths(head);
      assertThat(kib(ledger, Direction.WRITE))
          .isEqualTo(Map.of("nvme0c0n1 app", 300L, "nvme0c1n1 app", 200L));
      assertThat(ledger.accounts()).hasSize(1);
    }
  }
}
