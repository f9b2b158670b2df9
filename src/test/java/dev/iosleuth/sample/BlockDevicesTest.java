package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockDevicesTest {
  private final Findings findings = new Findings();

  private BlockDevice only(TestingTree tree, String name) {
    return Optional.ofNullable(BlockDevices.read(tree, findings).get(name)).orElseThrow();
  }

  private Personality kind(TestingTree tree, String name) {
    return only(tree, name).personality();
  }

  @Test
  void anMdArrayWithItsMembers() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/md1/md/level", "raid10\n")
            .file("sys/block/md1/md/layout", "258 (257)\n")
            .file("sys/block/md1/md/chunk_size", "524288\n")
            .file("sys/block/md1/md/raid_disks", "4 (3)\n")
            .file("sys/block/md1/md/degraded", "1\n")
            .file("sys/block/md1/md/sync_action", "recover\n")
            .file("sys/block/md1/md/sync_completed", "512 / 2048\n")
            .file("sys/block/md1/md/array_state", "clean\n")
            .file("sys/block/md1/md/metadata_version", "1.2\n")
            .file("sys/block/md1/md/dev-sda2/state", "in_sync,write_mostly\n")
            .file("sys/block/md1/md/dev-sda2/slot", "0\n")
            .file("sys/block/md1/md/dev-cciss!c0d0p1/state", "spare\n")
            .file("sys/block/md1/md/dev-cciss!c0d0p1/slot", "none\n");
    assertThat(kind(tree, "md1"))
        .isEqualTo(
            new Personality.MdArray(
                Reading.known("raid10"),
                Reading.known(258L),
                Reading.known(524288L),
                Reading.known(4L),
                Reading.known(1L),
                Reading.known("recover"),
                Reading.known("512 / 2048"),
                Reading.known("clean"),
                Reading.known("1.2"),
                List.of(
                    new MdMember("cciss/c0d0p1", Reading.known("spare"), Reading.known("none")),
                    new MdMember(
                        "sda2", Reading.known("in_sync,write_mostly"), Reading.known("0")))));
    assertThat(findings.notes()).isEmpty();
  }

  @Test
  void anMdLevelThatIsNotKnownAndOneThatIsEmpty() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/md1/md/level", "raid99\n")
            .file("sys/block/md2/md/level", "\n");
    assertThat(kind(tree, "md2"))
        .isInstanceOfSatisfying(
            Personality.MdArray.class,
            md -> assertThat(md.level()).isInstanceOf(Reading.Absent.class));
    // damaged, so that nobody takes it for a level: mdstat is asked
    assertThat(kind(tree, "md1"))
        .isInstanceOfSatisfying(
            Personality.MdArray.class,
            md -> assertThat(md.level()).isInstanceOf(Reading.Malformed.class));
    assertThat(findings.notes()).extracting(Note::subject).containsOnly("sys/block/md1/md/level");
  }

  @Test
  void loopDevices() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/loop0/loop/backing_file", "/srv/a b\n.img (deleted)\n")
            .file("sys/block/loop0/loop/offset", "1048576\n")
            .file("sys/block/loop0/loop/dio", "1\n")
            .file("sys/block/loop1/size", "0\n")
            .folder("sys/block/loop1/queue");
    assertThat(kind(tree, "loop0"))
        .isEqualTo(
            new Personality.Loop(
                Reading.known("/srv/a b\n.img (deleted)"),
                Reading.known(1048576L),
                Reading.known(true)));
    assertThat(kind(tree, "loop1"))
        .isInstanceOfSatisfying(
            Personality.Loop.class,
            loop -> assertThat(loop.backingFile()).isInstanceOf(Reading.Absent.class));
  }

  @Test
  void headsAndPathsOfNvme() {
    TestingTree tree =
        new TestingTree()
            .link("sys/block/nvme0n1", "../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1")
            .file("sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/dev", "259:0\n")
            .link(
                "sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/multipath/nvme0c1n1",
                "../../../../../pci0/nvme1/nvme0c1n1")
            .file("sys/block/nvme0c0n1/hidden", "1\n")
            .file("sys/block/nvme0c0n1/device/transport", "tcp\n")
            .file("sys/block/nvme0c1n1/hidden", "1\n")
            .file("sys/block/nvme1n1/dev", "259:1\n");
    assertThat(kind(tree, "nvme0n1"))
        .isEqualTo(new Personality.NvmeHead(List.of("nvme0c0n1", "nvme0c1n1")));
    assertThat(kind(tree, "nvme0c0n1"))
        .isEqualTo(new Personality.NvmePath("nvme0n1", Reading.known("tcp")));
    assertThat(only(tree, "nvme0c0n1").dev()).isEqualTo(DevNo.NONE);
    assertThat(only(tree, "nvme0c0n1").hidden()).isEqualTo(Reading.known(true));
    assertThat(kind(tree, "nvme1n1")).isEqualTo(new Personality.Disk());
  }

  @Test
  void bcacheByItsLinks() {
    TestingTree tree =
        new TestingTree()
            .link("sys/block/bcache0/bcache", "../../../pci/block/sdb/sdb1/bcache")
            .folder("sys/block/bcache0/slaves/sdb1")
            .folder("sys/block/bcache0/slaves/sdc")
            .file("sys/pci/block/sdb/sdb1/bcache/cache_mode", "writethrough [writeback] none\n");
    // The link leads out of sys/block and three up, into sys/pci.
    assertThat(
            kind(
                tree.without("sys/block/bcache0/bcache")
                    .link("sys/block/bcache0/bcache", "../../pci/block/sdb/sdb1/bcache"),
                "bcache0"))
        .isEqualTo(
            new Personality.Bcache(
                Reading.known("sdb1"), List.of("sdc"), Reading.known("writeback")));
  }

  @Test
  void bcacheByTheCacheSet() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/bcache0/bcache/backing_dev_name", "sdb\n")
            .link("sys/block/bcache0/bcache/cache", "../../../fs/bcache/uuid")
            .link("sys/fs/bcache/uuid/cache0", "../../../devices/block/nvme0n1/bcache")
            .link("sys/fs/bcache/uuid/bdev0", "../../../devices/block/sdb/bcache");
    assertThat(kind(tree, "bcache0"))
        .isInstanceOfSatisfying(
            Personality.Bcache.class,
            bcache -> {
              assertThat(bcache.backing()).isEqualTo(Reading.known("sdb"));
              assertThat(bcache.caches()).containsExactly("nvme0n1");
            });
  }

  @Test
  void memoryAndRemoteDevices() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/zram0/backing_dev", "none\n")
            .file("sys/block/zram0/mm_stat", "  4096   74  12288  0  12288  0  0  0\n")
            .file("sys/block/rbd0/dev", "252:0\n")
            .file("sys/bus/rbd/devices/0/pool", "vms\n")
            .file("sys/bus/rbd/devices/0/name", "web1\n")
            .file("sys/bus/rbd/devices/0/current_snap", "-\n")
            .file("sys/block/nbd3/pid", "4711\n")
            .folder("sys/block/ram0")
            .folder("sys/block/drbd16");
    assertThat(kind(tree, "zram0"))
        .isInstanceOfSatisfying(
            Personality.Zram.class,
            zram ->
                assertThat(zram.mmStat())
                    .containsEntry("compr_data_size", 74L)
                    .containsEntry("huge_pages", 0L)
                    .doesNotContainKey("huge_pages_since"));
    assertThat(kind(tree, "rbd0"))
        .isEqualTo(
            new Personality.Rbd(Reading.known("vms"), Reading.known("web1"), Reading.known("-")));
    assertThat(kind(tree, "nbd3"))
        .isInstanceOfSatisfying(
            Personality.Nbd.class, nbd -> assertThat(nbd.pid()).isEqualTo(Reading.known(4711L)));
    assertThat(kind(tree, "ram0")).isEqualTo(new Personality.Ram());
    assertThat(kind(tree, "drbd16")).isEqualTo(new Personality.Drbd(16));
    assertThat(findings.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sda",
        "sdaaa",
        "hda",
        "vda",
        "xvdq",
        "sr0",
        "fd0",
        "nvme0n1",
        "mmcblk0",
        "mmcblk0boot0",
        "mmcblk0rpmb",
        "pmem0",
        "dasda",
        "cciss!c0d0",
        "nullb0",
        "mtdblock0",
        "ubda",
        "zd0",
        "loop4294967295",
        "dm-0",
        "md127",
        "md_d0",
        "md_home",
        "bcache0",
        "nbd0",
        "rbd0",
        "zram0",
        "ram0",
        "drbd0",
        "nvme0c0n1"
      })
  void kindsThatAreKnown(String name) {
    BlockDevices.read(new TestingTree().folder("sys/block/" + name), findings);
    assertThat(findings.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quux0", "drbd", "drbd99999999999999999999", "\u001b[31m", "\udcff"})
  void otherKindsAreNoted(String name) {
    assertThat(kind(new TestingTree().folder("sys/block/" + name), name))
        .isEqualTo(new Personality.Disk());
    assertThat(findings.notes()).extracting(Note::subject).containsExactly("sys/block/" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "sda, sda1, true",
    "sda, sdab, false",
    "sda, sda, false",
    "sda, sdb1, false",
    "nvme0n1, nvme0n1p2, true",
    "nvme0n1, nvme0n12, false",
    "nvme0n1, nvme0n1p, false",
    "cciss!c0d0, cciss!c0d0p1, true",
    "md0, md0p1, true",
    "loop0, loop, false",
  })
  void partitionsByTheirNames(String disk, String below, boolean partition) {
    assertThat(Partitions.isPartition(disk, below)).isEqualTo(partition);
    if (partition) {
      assertThat(Partitions.diskOf(below)).isEqualTo(disk);
    }
  }

  @Test
  void serialNumbersWhereverTheyStand() {
    byte[] page = {0, (byte) 0x80, 0, 4, 'S', '1', '2', ' '};
    TestingTree tree =
        new TestingTree()
            .file("sys/block/vda/serial", "disk-1\n")
            .file("sys/block/vda/device/vendor", "0x1af4\n")
            .file("sys/block/nvme0n1/device/serial", "S4X  \n")
            .bytes("sys/block/sda/device/vpd_pg80", page)
            .bytes("sys/block/sdb/device/vpd_pg80", new byte[] {0, 1})
            .file("sys/block/sdb/device/wwid", "naa.5000\n")
            .file("sys/block/nvme1n1/wwid", "eui.1\n")
            .folder("sys/block/nvme1n1/device");
    assertThat(only(tree, "vda").serial()).isEqualTo(Reading.known("disk-1"));
    assertThat(only(tree, "nvme0n1").serial()).isEqualTo(Reading.known("S4X"));
    assertThat(only(tree, "sda").serial()).isEqualTo(Reading.known("S12"));
    assertThat(only(tree, "sdb").serial()).isEqualTo(Reading.known("naa.5000"));
    assertThat(only(tree, "nvme1n1").serial()).isEqualTo(Reading.known("eui.1"));
  }

  @Test
  void numbersFromElsewhere() {
    TestingTree tree =
        new TestingTree()
            .folder("sys/block/sda/sda1")
            .folder("sys/block/cciss!c0d0")
            .link("sys/dev/block/8:1", "../../block/sda/sda1/")
            .link("sys/dev/block/104:0", "../../block/cciss!c0d0/")
            .file("proc/diskstats", "   8       0 sda 1 0 8 0 0 0 0 0 0 0 0\n");
    assertThat(only(tree, "sda").dev()).isEqualTo(new DevNo(8, 0));
    assertThat(only(tree, "sda1").dev()).isEqualTo(new DevNo(8, 1));
    assertThat(only(tree, "cciss/c0d0").dev()).isEqualTo(new DevNo(104, 0));
  }

  @Test
  void whatDoesNotParseIsNotedAndHidesNothingElse() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/sda/size", "lots\n")
            .file("sys/block/sda/dev", "eight:zero\n")
            .file("sys/block/sda/removable", "2\n")
            .file("sys/block/sda/queue/scheduler", "a b c\n")
            .file("sys/block/sdb/size", "8\n")
            .file("sys/block/_list", "sda sdb\n")
            .link("sys/block/sdc", "../nowhere");
    assertThat(only(tree, "sdb").sizeSectors()).isEqualTo(Reading.known(8L));
    assertThat(findings.notes())
        .extracting(Note::subject)
        .containsExactlyInAnyOrder(
            "sys/block/sda/size",
            "sys/block/sda/dev",
            "sys/block/sda/removable",
            "sys/block/sda/queue/scheduler",
            "sys/block/_list",
            "sys/block/sdc");
  }

  /** 2,000 loop devices without a file must not cost thirty files each. */
  @Test
  void aDetachedLoopDeviceCostsLittle() {
    var tree = new TestingTree();
    for (int i = 0; i < 100; i++) {
      String path = "sys/block/loop" + i + "/";
      tree.file(path + "size", "0\n").file(path + "dev", "7:" + i + "\n").folder(path + "slaves");
      tree.folder(path + "holders").file(path + "queue/rotational", "0\n");
    }
    BlockDevices.read(tree, findings);
    assertThat(tree.calls()).isLessThan(100 * 6 + 10);
  }
}
