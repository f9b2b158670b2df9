package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TopologyReaderTest {
  private static final String PCI = "sys/devices/pci0000:00/ata1/block/";

  private static TestingTree disk() {
    return new TestingTree()
        .link("sys/block/sda", "../devices/pci0000:00/ata1/block/sda")
        .file(PCI + "sda/dev", "8:0\n")
        .file(PCI + "sda/diskseq", "9\n")
        .file(PCI + "sda/size", "1000\n")
        .file(PCI + "sda/ro", "0\n")
        .file(PCI + "sda/removable", "0\n")
        .file(PCI + "sda/device/model", "SSD 870     \n")
        .file(PCI + "sda/device/vendor", "ATA     \n")
        .file(PCI + "sda/device/wwid", "t10.ATA SSD 870 S5\n")
        .file(PCI + "sda/queue/rotational", "0\n")
        .file(PCI + "sda/queue/scheduler", "mq-deadline kyber [bfq] none\n")
        .file(PCI + "sda/queue/write_cache", "write back\n")
        .file(PCI + "sda/sda1/dev", "8:1\n")
        .file(PCI + "sda/sda1/partition", "1\n")
        .file(PCI + "sda/sda1/start", "64\n")
        .file(PCI + "sda/sda1/size", "900\n")
        .folder(PCI + "sda/sda1/holders/dm-0");
  }

  @Test
  void aDiskAndItsPartitionBehindLinks() {
    Topology topology = TopologyReader.read(disk());
    assertThat(topology.notes()).isEmpty();
    BlockDevice sda = topology.device("sda").orElseThrow();
    assertThat(sda.dev()).isEqualTo(new DevNo(8, 0));
    assertThat(sda.diskseq()).isEqualTo(Reading.known(9L));
    assertThat(sda.personality()).isEqualTo(new Personality.Disk());
    assertThat(sda.model()).isEqualTo(Reading.known("SSD 870"));
    assertThat(sda.serial()).isEqualTo(Reading.known("t10.ATA SSD 870 S5"));
    assertThat(sda.queue().scheduler()).isEqualTo(Reading.known("bfq"));
    assertThat(sda.queue().writeCache()).isEqualTo(Reading.known("write back"));
    assertThat(sda.queue().nrRequests()).isInstanceOf(Reading.Absent.class);
    BlockDevice sda1 = topology.device("sda1").orElseThrow();
    assertThat(sda1.personality())
        .isEqualTo(new Personality.Partition("sda", Reading.known(1L), Reading.known(64L)));
    assertThat(sda1.holders()).isEqualTo(List.of("dm-0"));
  }

  /** The class directory of a live host repeats all that stands in /sys/block. */
  @Test
  void theClassDirectoryAddsOnlyWhatIsMissing() {
    TestingTree tree =
        disk()
            .link("sys/class/block/sda", "../../devices/pci0000:00/ata1/block/sda")
            .link("sys/class/block/sda1", "../../devices/pci0000:00/ata1/block/sda/sda1")
            .link("sys/class/block/sdb1", "../../devices/x/block/sdb/sdb1")
            .file("sys/devices/x/block/sdb/sdb1/partition", "1\n")
            .file("sys/class/block/dm-3/dm/name", "vg-root\n");
    assertThat(TopologyReader.read(tree).devices())
        .containsOnlyKeys("sda", "sda1", "sdb1", "dm-3")
        .hasEntrySatisfying(
            "sdb1",
            device ->
                assertThat(device.personality())
                    .isInstanceOfSatisfying(
                        Personality.Partition.class, p -> assertThat(p.disk()).isEqualTo("sdb")));
    assertThat(tree.filesRead()).doesNotContain("sys/class/block/sda/size");
  }

  @Test
  void theTablesStandUnderTheNamesOfSysfs() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/dm-0/dm/name", "a\\x20b\n")
            .file("tool/dmsetup-table", "a b: 0 8 zero\nc: 0 8 teleport 8:1\n");
    Topology topology = TopologyReader.read(tree);
    assertThat(topology.dmTables().optional().orElseThrow().tables())
        .containsOnlyKeys("a\\x20b", "c");
    assertThat(topology.notes()).hasSize(1);
    assertThat(topology.notes().getFirst().text()).contains("'teleport'");
  }

  @Test
  void withoutRootTheTablesSayWhatTheyNeed() {
    TestingTree tree = new TestingTree().file("sys/block/dm-0/dm/name", "vg-root\n");
    assertThat(TopologyReader.read(tree).dmTables().whyNot().orElse("")).startsWith("needs root: ");
    assertThat(TopologyReader.read(new TestingTree()).dmTables().whyNot().orElse(""))
        .isEqualTo("no device-mapper devices");
  }
}
