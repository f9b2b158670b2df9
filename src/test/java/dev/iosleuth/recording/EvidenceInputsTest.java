package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only explanations need is read, and a recording holds it. */
class EvidenceInputsTest {
  private static final String PLACE =
      "../../devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda";

  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();

  @BeforeEach
  void setUp() {
    host.process(10, "qemu-system-x86", 500, 0, "/usr/bin/qemu-system-x86_64", "-name", "web1")
        .process(11, "vhost-10", 501, 0x0020_8040L)
        .open(10, 3, "/dev/net/tun", "0140002", 26)
        .open(10, 4, "/dev/vhost-net", "0140002", 26);
    host.tree()
        .file("proc/10/fdinfo/3", "pos:\t0\nflags:\t0140002\nmnt_id:\t26\niff:\ttap0\n")
        .file("sys/block/sda/device/model", "WDC WD10EARS-00Y\n")
        .link("sys/dev/block/8:0", PLACE)
        .file("sys/class/ata_link/link3/sata_spd", "1.5 Gbps\n")
        .file("sys/class/ata_link/link3/sata_spd_limit", "3.0 Gbps\n")
        .file("sys/class/ata_link/link3/hw_sata_spd_limit", "3.0 Gbps\n")
        .file("sys/class/sas_phy/phy-0:1/negotiated_linkrate", "6.0 Gbit\n")
        .file("sys/class/sas_phy/phy-0:1/maximum_linkrate", "12.0 Gbit\n")
        .file("sys/class/sas_phy/phy-0:1/maximum_linkrate_hw", "12.0 Gbit\n")
        .link("sys/class/sas_phy/phy-0:1/device/port", "../../port-0:0")
        .file("sys/bus/pci/devices/0000:00:1f.2/class", "0x010601\n")
        .file("sys/class/net/tap0/speed", "10000\n")
        .file("sys/class/net/tap0/operstate", "up\n")
        .link("sys/class/net/tap0/master", "../br0")
        .file("proc/net/bonding/bond0", "Bonding Mode: load balancing (round-robin)\n")
        .file("proc/net/dev", "Inter-| x\n face | y\n  tap0: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n")
        .file("proc/sys/vm/dirty_ratio", "20\n")
        .file("proc/sys/vm/zone_reclaim_mode", "0\n")
        .file("sys/block/sda/device/timeout", "30\n")
        .file("sys/module/nvme_core/parameters/io_timeout", "4294967295\n")
        .file("proc/sys/dev/raid/speed_limit_min", "1000\n")
        .file("proc/sys/dev/raid/speed_limit_max", "200000\n")
        .file("proc/pressure/io", "some avg10=0.45 avg60=0.34 avg300=0.20 total=96242289\n")
        .file("proc/stat", "cpu 1 2 3 4 5 6 7 8\n")
        .file("proc/modules", "vhost_net 32768 1 - Live 0x0\n")
        .file("sys/kernel/mm/ksm/run", "1\n")
        .file("sys/kernel/mm/ksm/pages_shared", "10\n")
        .file("sys/kernel/mm/ksm/pages_sharing", "90\n")
        .file("sys/kernel/mm/ksm/pages_to_scan", "100\n")
        .file("sys/kernel/mm/ksm/sleep_millisecs", "20\n")
        .file("etc/default/qemu-kvm", "VHOST_NET_ENABLED=1\n")
        .file("tool/kernel-log", "[ 1.5] I/O error, dev sda, sector 8\n")
        .file(
            "tool/df",
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 9 1 8 12% /\n")
        .file("tool/smartctl/sda", "{\"rotation_rate\":5400}\n");
  }

  private static Sample collect(Tree tree) {
    return new Collector().collect(tree, Optional.empty());
  }

  @Test
  void allOfItIsRead() {
    Sample sample = collect(host.tree());
    HostSettings settings = sample.topology().settings();
    assertThat(settings.ataLink("sda").orElseThrow().kilobits().optional()).contains(1_500_000L);
    assertThat(settings.controller("sda")).contains("0000:00:1f.2");
    assertThat(settings.ataLink("dm-0")).isEmpty();
    assertThat(settings.sasPhys()).containsOnlyKeys("phy-0:1");
    assertThat(settings.interfaces())
        .hasEntrySatisfying(
            "tap0",
            tap -> {
              assertThat(tap.master()).contains("br0");
              assertThat(tap.megabits().optional()).contains(10_000L);
            });
    assertThat(settings.bonds()).containsOnlyKeys("bond0");
    assertThat(settings.memory("dirty_ratio").optional()).contains(20L);
    assertThat(settings.memory("zone_reclaim_mode").optional()).contains(0L);
    assertThat(settings.number("sys/block/sda/device/timeout").optional()).contains(30L);
    assertThat(settings.number("sys/module/nvme_core/parameters/io_timeout").optional())
        .contains(4_294_967_295L);
    assertThat(settings.sasPorts()).containsExactly(Map.entry("phy-0:1", "port-0:0"));
    assertThat(settings.memory("dirty_bytes").whyNot()).isPresent();
    assertThat(settings.syncLimit().most().optional()).contains(200_000L);
    assertThat(settings.qemuKvm().optional().orElseThrow().value("VHOST_NET_ENABLED"))
        .contains("1");
    SystemSample system = sample.system();
    assertThat(system.pressure().io().optional()).isPresent();
    assertThat(system.pressure().memory().whyNot()).contains("no such file");
    assertThat(system.stat().optional()).isPresent();
    assertThat(system.network().optional().orElseThrow().interfaces()).hasSize(1);
    assertThat(system.modules().optional().orElseThrow().modules()).hasSize(1);
    assertThat(system.ksm().optional().orElseThrow()).containsEntry("pages_sharing", 90L);
    assertThat(system.uevents().optional()).contains(100L);
    assertThat(system.tools().kernelLog().map(KernelLog::entries).orElse(List.of())).hasSize(1);
    assertThat(system.tools().fileSystems().optional().orElseThrow().fileSystems()).hasSize(1);
    assertThat(system.tools().disk("sda").optional()).isPresent();
    assertThat(system.tools().disk("sdb").whyNot()).isPresent();
    assertThat(TestingHost.process(sample, 10).files().orElse(List.of()))
        .filteredOn(file -> file.path().equals("/dev/net/tun"))
        .singleElement()
        .satisfies(file -> assertThat(file.networkInterface()).contains("tap0"));
  }

  @Test
  void aRecordingHoldsAllOfIt() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
    }
    Path file = Files.write(folder.resolve("r.tar.gz"), bytes.toByteArray());
    Sample recorded = collect(Recording.open(file).optional().orElseThrow().samples().getFirst());
    Sample live = collect(host.tree());
    assertThat(recorded.system()).usingRecursiveComparison().isEqualTo(live.system());
    assertThat(recorded.topology().settings())
        .usingRecursiveComparison()
        .isEqualTo(live.topology().settings());
    assertThat(recorded.processes()).usingRecursiveComparison().isEqualTo(live.processes());
  }

  @Test
  void thoseWhoDoNotExplainRunNoTools() {
    Sample sample = collect(GuardedTree.host("/"));
    assertThat(sample.system().tools().kernelLog().whyNot()).contains("not asked");
    assertThat(sample.system().tools().disks()).isEmpty();
  }

  @Test
  void aThreadThatMovesPacketsIsReadThoughItCountsNoBytes() {
    var collector = new Collector();
    Sample before = collector.collect(host.tree(), Optional.empty());
    String stat = host.tree().read("proc/11/stat").map(Text::string).orElse("");
    host.tree().file("proc/11/stat", stat.replace(" 3 4 0 0 20 ", " 70 7 0 0 20 "));
    Sample after = collector.collect(host.at(1_001).tree(), Optional.of(before));
    assertThat(TestingHost.process(after, 11).stat().cpuTicks()).isEqualTo(77);
  }
}
