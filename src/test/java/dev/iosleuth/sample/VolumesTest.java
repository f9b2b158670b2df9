package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Topology.BtrfsVolume;
import dev.iosleuth.sample.Topology.InstanceDisk;
import dev.iosleuth.sample.Topology.LogicalVolume;
import dev.iosleuth.sample.Topology.ZfsPool;
import dev.iosleuth.source.TestingTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of what lies on devices: LVM, btrfs, ZFS, ganeti's instances. */
final class VolumesTest {
  private static TestingTree dm(TestingTree tree, int minor, String name, String uuid) {
    return tree.file("sys/block/dm-" + minor + "/dm/name", name + "\n")
        .file("sys/block/dm-" + minor + "/dm/uuid", uuid + "\n")
        .file("sys/block/dm-" + minor + "/dev", "254:" + minor + "\n");
  }

  @Test
  void tagsFromLvsThenFromTheBackupThenNone() {
    TestingTree tree = new TestingTree();
    dm(tree, 0, "xenvg-web1.disk0_data", "LVM-a");
    dm(tree, 1, "vg--b-old", "LVM-b");
    dm(tree, 2, "vg--c-x", "LVM-c");
    dm(tree, 3, "secret", "CRYPT-LUKS2-d");
    dm(tree, 4, "xenvg-web1.disk0_data-real", "LVM-a-real");
    tree.file("tool/lvs", "  xenvg\tweb1.disk0_data\toriginstname+web1,b\t-wi-ao----\t254\t0\n")
        .file(
            "etc/lvm/backup/vg-b",
            "vg-b {\nlogical_volumes {\nold {\ntags = [\"originstname+old\"]\n}\n}\n}\n");
    Topology topology = TopologyReader.read(tree);
    assertThat(topology.volumes())
        .containsOnly(
            Map.entry(
                "xenvg-web1.disk0_data",
                new LogicalVolume(
                    "xenvg", "web1.disk0_data", List.of("originstname+web1", "b"), "lvs")),
            Map.entry(
                "xenvg-web1.disk0_data-real",
                new LogicalVolume(
                    "xenvg", "web1.disk0_data-real", List.of("originstname+web1", "b"), "lvs")),
            Map.entry(
                "vg--b-old",
                new LogicalVolume("vg-b", "old", List.of("originstname+old"), "/etc/lvm/backup")),
            Map.entry("vg--c-x", new LogicalVolume("vg-c", "x", List.of(), "device-mapper name")));
    assertThat(topology.notes()).isEmpty();
  }

  @Test
  void udevKnowsNamesThatTheDeviceMapperNameHides() {
    TestingTree tree = new TestingTree();
    dm(tree, 0, "oddly", "LVM-a");
    tree.file("run/udev/data/b254:0", "E:DM_VG_NAME=vg\nE:DM_LV_NAME=lv\nS:vg/lv\n")
        .file("run/udev/data/b8:0", "E:OF=another\n");
    Topology topology = TopologyReader.read(tree);
    assertThat(topology.volumes())
        .containsOnly(Map.entry("oddly", new LogicalVolume("vg", "lv", List.of(), "udev")));
    assertThat(topology.udev())
        .containsOnly(
            Map.entry(
                "dm-0", Map.of("DM_VG_NAME", "vg", "DM_LV_NAME", "lv", "DEVLINKS", "/dev/vg/lv")));
  }

  @Test
  void withoutVolumesNeitherLvsNorDmsetupIsAsked() {
    TestingTree tree =
        new TestingTree()
            .folder("sys/block/sda")
            .file("tool/lvs", "x\n")
            .file("tool/zpool-status", "x\n")
            .file("tool/dmsetup-table", "x\n");
    assertThat(TopologyReader.read(tree).notes()).isEmpty();
    assertThat(tree.filesRead()).isEmpty();
  }

  @Test
  void btrfsOverTwoDevices() {
    String path = "sys/fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/";
    TestingTree tree =
        new TestingTree()
            .file(path + "label", "data\n")
            .link(path + "devices/sda1", "../../../../devices/x/sda1")
            .link(path + "devices/cciss!c0d0p1", "../../../../devices/x")
            .file(path + "allocation/global_rsv_size", "1\n")
            .file(path + "allocation/data/bytes_used", "1\n")
            .folder(path + "allocation/data/single")
            .folder(path + "allocation/data/raid1")
            .folder(path + "allocation/metadata/dup")
            .file(path + "allocation/system/bytes_used", "1\n")
            .folder("sys/fs/btrfs/features");
    Topology topology = TopologyReader.read(tree);
    assertThat(topology.btrfs())
        .containsExactly(
            new BtrfsVolume(
                "0abb23a9-579b-43e6-ad30-227ef47fcb9d",
                "data",
                List.of("cciss/c0d0p1", "sda1"),
                Map.of("data", "raid1+single", "metadata", "dup")));
    assertThat(topology.notes())
        .extracting(Note::subject)
        .containsExactly(path + "allocation/system");
  }

  @Test
  void poolsWhereZfsIsLoaded() {
    TestingTree tree =
        new TestingTree()
            .folder("sys/module/zfs")
            .file(
                "tool/zpool-status",
                """
                  pool: tank
                 state: ONLINE
                config:
                \tNAME          STATE
                \ttank          ONLINE
                \t  mirror-0    ONLINE
                \t    /dev/sda1 ONLINE
                \t    /dev/sdb1 ONLINE
                """);
    assertThat(TopologyReader.read(tree).pools())
        .containsExactly(
            new ZfsPool("tank", "ONLINE", List.of("/dev/sda1", "/dev/sdb1"), List.of("mirror-0")));
  }

  @Test
  void disksOfInstances() {
    String path = "run/ganeti/instance-disks/";
    TestingTree tree =
        new TestingTree()
            .link("var/run", "../run")
            .link(path + "web1.example.com:0", "/dev/drbd0")
            .link(path + "web1.example.com:11", "/srv/ganeti/file-storage/web1/disk1")
            .link(path + "evil\u001b[31m:2", "/dev/x")
            .link(path + "nothing", "/dev/y")
            .link(path + "n:-1", "/dev/y")
            .file(path + "file:1", "x");
    Topology topology = TopologyReader.read(tree);
    assertThat(topology.instanceDisks())
        .containsExactly(
            new InstanceDisk("evil\u001b[31m", 2, "/dev/x"),
            new InstanceDisk("web1.example.com", 0, "/dev/drbd0"),
            new InstanceDisk("web1.example.com", 11, "/srv/ganeti/file-storage/web1/disk1"));
    assertThat(topology.notes())
        .extracting(Note::subject)
        .containsExactly(path + "file:1", path + "n:-1", path + "nothing");
  }

  @Test
  void onlyTheOldPlaceOfInstanceDisks() {
    TestingTree tree = new TestingTree().link("var/run/ganeti/instance-disks/a:0", "/dev/drbd1");
    assertThat(TopologyReader.read(tree).instanceDisks()).hasSize(1);
  }
}
