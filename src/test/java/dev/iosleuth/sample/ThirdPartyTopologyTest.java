package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.unit.DevNo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of other projects: what is not understood in each is checked in, and nothing else. */
final class ThirdPartyTopologyTest {
  private static final String DUMPS = "stack/util-linux/tests/ts/lsblk/dumps/";
  private static final String LSBLK = "stack/util-linux/tests/expected/lsblk/lsblk-";

  @ParameterizedTest
  @CsvSource({
    "procfs, stack/procfs/fixtures-all.tar.gz, 14",
    "procfs-unpacked, stack/procfs/fixtures, 14",
    "node_exporter, stack/node_exporter/sys-all.tar.gz, 14",
    "sysstat-root1, stack/sysstat/tests/root1.tar.gz, 10",
    "sysstat-root2, stack/sysstat/tests/root2.tar.gz, 5",
    "sysstat-root3, stack/sysstat/tests/root3.tar.gz, 5",
    "sysstat-root4, stack/sysstat/tests/root4.tar.gz, 5",
    "sysstat-root5, stack/sysstat/tests/root5.tar.gz, 5",
    "sysstat-root6, stack/sysstat/tests/root6.tar.gz, 5",
    "sysstat-root6b, stack/sysstat/tests/root6b.tar.gz, 0",
    "sysstat-root7, stack/sysstat/tests/root7.tar.gz, 5",
    "util-linux-lvm, stack/util-linux/tests/ts/lsblk/dumps/simple-lvm.tar.xz, 18",
    "util-linux-nvme, stack/util-linux/tests/ts/lsblk/dumps/simple-nvme.tar.xz, 13",
    "util-linux-bcachefs, stack/util-linux/tests/ts/lsblk/dumps/multi-devs-bcachefs.tar.xz, 14",
  })
  void whatIsNotUnderstoodIsWhatWeKnow(String name, String tree, int devices) throws IOException {
    Topology topology = TopologyReader.read(TestingThirdParty.tree(tree));
    assertThat(topology.devices()).hasSizeGreaterThanOrEqualTo(devices);
    assertThat(
            topology.notes().stream()
                .filter(note -> note.kind() == Note.Kind.NOT_UNDERSTOOD)
                .map(note -> note.subject() + ": " + note.text()))
        .containsExactlyInAnyOrderElementsOf(known(name));
  }

  private static List<String> known(String name) throws IOException {
    String resource = "not-understood/" + name + ".txt";
    try (InputStream in = ThirdPartyTopologyTest.class.getResourceAsStream(resource)) {
      return in == null
          ? List.of("no resource " + resource)
          : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** lsblk's own expected output: each line is a device below the one that it is indented under. */
  @ParameterizedTest
  @ValueSource(strings = {"simple-lvm", "simple-nvme", "multi-devs-bcachefs"})
  void slavesAndHoldersAreLsblksTree(String dump) {
    var expected = new TreeSet<String>();
    var above = new ArrayList<String>();
    for (String line :
        TestingThirdParty.text(LSBLK + dump + "-basic").lines().stream().skip(1).toList()) {
      int depth = depth(line);
      List<String> cells = List.of(line.substring(2 * depth).trim().split(" +", 4));
      while (above.size() > depth) {
        above.removeLast();
      }
      expected.add(String.join(" > ", above) + " > " + cells.get(1) + " " + cells.get(2));
      above.add(cells.get(1));
    }
    Topology topology = TopologyReader.read(TestingThirdParty.tree(DUMPS + dump + ".tar.xz"));
    var found = new TreeSet<String>();
    for (BlockDevice device : topology.devices().values()) {
      if (device.slaves().isEmpty() && !(device.personality() instanceof Personality.Partition)) {
        walk(topology, device, new ArrayList<>(), found);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static int depth(String line) {
    int depth = 0;
    while (line.startsWith("|-", 2 * depth)
        || line.startsWith("`-", 2 * depth)
        || line.startsWith("  ", 2 * depth)
        || line.startsWith("| ", 2 * depth)) {
      depth++;
    }
    return depth;
  }

  private static void walk(
      Topology topology, BlockDevice device, List<String> above, Set<String> found) {
    found.add(String.join(" > ", above) + " > " + device.name() + " " + device.dev());
    var below = new ArrayList<>(above);
    below.add(device.name());
    for (String holder : device.holders()) {
      BlockDevice upper = topology.device(holder).orElseThrow();
      assertThat(upper.slaves()).contains(device.name());
      walk(topology, upper, below, found);
    }
    for (BlockDevice other : topology.devices().values()) {
      if (other.personality() instanceof Personality.Partition partition
          && partition.disk().equals(device.name())) {
        walk(topology, other, below, found);
      }
    }
  }

  /** Columns NAME SIZE ALIGNMENT MIN-IO OPT-IO PHY-SEC LOG-SEC RQ-SIZE. */
  @ParameterizedTest
  @ValueSource(strings = {"simple-lvm", "simple-nvme", "multi-devs-bcachefs"})
  void queuesAreAsLsblkShowsThem(String dump) {
    Topology topology = TopologyReader.read(TestingThirdParty.tree(DUMPS + dump + ".tar.xz"));
    List<String> basic = TestingThirdParty.text(LSBLK + dump + "-basic").lines();
    List<String> topo = TestingThirdParty.text(LSBLK + dump + "-topo").lines();
    int compared = 0;
    for (int i = 1; i < basic.size(); i++) {
      if (depth(basic.get(i)) > 0) {
        continue;
      }
      BlockDevice device =
          topology.device(List.of(basic.get(i).split(" +", 3)).get(1)).orElseThrow();
      List<String> cells = List.of(topo.get(i).trim().split(" +", -1));
      assertThat(shown(device.alignmentOffset())).isEqualTo(cells.get(2));
      assertThat(shown(device.queue().optimalIoBytes())).isEqualTo(cells.get(4));
      assertThat(shown(device.queue().physicalBlockBytes())).isEqualTo(cells.get(5));
      assertThat(shown(device.queue().logicalBlockBytes())).isEqualTo(cells.get(6));
      assertThat(shown(device.queue().nrRequests())).isEqualTo(cells.get(7));
      compared++;
    }
    assertThat(compared).isGreaterThan(2);
  }

  private static String shown(Reading<Long> number) {
    return number.map(Object::toString).orElse("");
  }

  @Test
  void namesOfTheLvmDump() {
    Topology topology = TopologyReader.read(TestingThirdParty.tree(DUMPS + "simple-lvm.tar.xz"));
    assertThat(topology.volumes())
        .containsOnly(
            Map.entry(
                "vg_foo.4059-lv_foo.4059",
                new Topology.LogicalVolume(
                    "vg_foo.4059", "lv_foo.4059", List.of(), "device-mapper name")));
    assertThat(topology.device("nvme0n1").orElseThrow().model())
        .isEqualTo(Reading.known("KINGSTON SKC1000240G"));
    assertThat(topology.device("sda").orElseThrow().vendor()).isEqualTo(Reading.known("ATA"));
    assertThat(topology.device("nvme0n1").orElseThrow().personality())
        .isEqualTo(new Personality.Disk());
    assertThat(topology.mounts().optional().orElseThrow().mounts()).isNotEmpty();
  }

  @Test
  void arraysAndVolumesOfNodeExporter() {
    Topology topology =
        TopologyReader.read(TestingThirdParty.tree("stack/node_exporter/sys-all.tar.gz"));
    assertThat(topology.device("md10").orElseThrow().personality())
        .isInstanceOfSatisfying(
            Personality.MdArray.class,
            md -> {
              assertThat(md.level()).isEqualTo(Reading.known("raid10"));
              assertThat(md.members())
                  .extracting(BlockDevice.MdMember::device)
                  .containsExactly("sdu", "sdv", "sdw", "sdx");
            });
    assertThat(topology.btrfs())
        .extracting(Topology.BtrfsVolume::devices)
        .containsExactly(
            List.of("loop25", "loop26"), List.of("loop22", "loop23", "loop24", "loop25"));
    assertThat(topology.btrfs().getFirst().profiles())
        .containsOnly(
            Map.entry("data", "raid0"),
            Map.entry("metadata", "raid1"),
            Map.entry("system", "raid1"));
  }

  /** The tree has no dev files: the numbers come from the links of /sys/dev/block. */
  @Test
  void numbersOfTheSysstatTree() {
    Topology topology =
        TopologyReader.read(TestingThirdParty.tree("stack/sysstat/tests/root7.tar.gz"));
    assertThat(topology.device("cciss/c0d0").orElseThrow().dev()).isEqualTo(new DevNo(104, 0));
    assertThat(topology.device("cciss/c0d0p2").orElseThrow().dev()).isEqualTo(new DevNo(104, 2));
    assertThat(topology.device("cciss/c0d0p2").orElseThrow().personality())
        .isInstanceOfSatisfying(
            Personality.Partition.class, p -> assertThat(p.disk()).isEqualTo("cciss/c0d0"));
  }
}
