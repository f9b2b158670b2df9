package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingProcesses.at;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.sys.AtaLink;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkSpeedTest {
  private static final Reading<Long> UNTOLD = Reading.absent("the link says <unknown>");

  private final Rule rule = new LinkSpeed();

  private static Case host(
      Map<String, AtaLink> ata, Map<String, SasPhy> sas, Map<String, PciLink> pci) {
    HostSettings none = HostSettings.absent("not read");
    return configuration(
        TestingSamples.host("node1")
            .with(disk("sda"))
            .settings(
                new HostSettings(
                    none.memory(),
                    none.syncLimit(),
                    none.arrays(),
                    Map.of("sda", "../../devices/pci0000:00/0000:00:1f.2/ata3/host2/block/sda"),
                    ata,
                    sas,
                    none.sasPorts(),
                    pci,
                    none.interfaces(),
                    none.bonds(),
                    none.qemuKvm(),
                    none.numbers()))
            .build());
  }

  private static Case ata(Reading<Long> now, Reading<Long> port) {
    return host(Map.of("link3", new AtaLink(now, UNTOLD, port)), Map.of(), Map.of());
  }

  private static Case pci(long speed, long width) {
    var link =
        new PciLink(
            "0x010802",
            Reading.known(speed),
            Reading.known(width),
            Reading.known(8_000L),
            Reading.known(4L));
    return host(Map.of(), Map.of(), Map.of("0000:03:00.0", link));
  }

  @Test
  void aSataLinkBelowWhatThePortCanIsOne() {
    Finding finding = one(rule, ata(Reading.known(1_500_000L), Reading.known(6_000_000L)));
    assertThat(finding.summary())
        .isEqualTo("the SATA link of sda runs at 25 % of the speed that both ends can");
    assertThat(amount(finding, "speed of the link, of what both ends can")).isEqualTo(25);
  }

  private static Case sas(long kilobits) {
    var phy =
        new SasPhy(Reading.known(kilobits), Reading.known(12_000_000L), Reading.known(12_000_000L));
    return host(Map.of(), Map.of("phy-0:1", phy), Map.of());
  }

  @Test
  void aSasPhyIsLookedAt() {
    assertThat(one(rule, sas(3_000_000)).summary())
        .isEqualTo("the SAS link phy-0:1 runs at 25 % of the speed that both ends can");
  }

  @Test
  void aSataDiskAtASasPortCannotDoMore() {
    clear(rule, sas(6_000_000));
  }

  @Test
  void lanesCountAsMuchAsSpeed() {
    assertThat(one(rule, pci(8_000, 1)).summary()).contains("0000:03:00.0 runs at 25 %");
    clear(rule, pci(8_000, 4));
  }

  private static HostSettings settings(Reading<Long> threads, Map<String, PciLink> pci) {
    HostSettings none = HostSettings.absent("not read");
    String controller = "../../devices/pci0000:00/0000:03:00.0/host1/block/";
    return new HostSettings(
        none.memory(),
        none.syncLimit(),
        Map.of("md5", new HostSettings.SyncLimit(UNTOLD, UNTOLD, threads)),
        Map.of("sda", controller + "sda", "sdb", controller + "sdb"),
        Map.of(),
        Map.of(),
        Map.of(),
        pci,
        none.interfaces(),
        none.bonds(),
        none.qemuKvm(),
        none.numbers());
  }

  private static ProcessSample thread(long ticks) {
    return at(
        process(70, "md5_raid5"),
        new PidStat(70, "md5_raid5", 'R', 2, 0x0020_0000L, 0, ticks, 5, 0));
  }

  /** Ten seconds of two disks behind one controller, of which each moves so many MiB/s. */
  private static Case shared(long mib, long ticks, HostSettings settings) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda"), disk("sdb"), md("md5", "raid5", "sda", "sdb"))
            .settings(settings);
    long sectors = mib * 10 * 2048;
    for (String disk : List.of("sda", "sdb", "md5")) {
      host.counters(disk, io(0, 0, 0, 0), io(0, 0, 0, 0));
    }
    Sample first = host.process(thread(0)).build();
    host.later(10);
    for (String disk : List.of("sda", "sdb")) {
      host.counters(disk, io(100, 0, sectors, 100), io(0, 0, 0, 0));
    }
    return samples(first, host.process(thread(ticks)).build());
  }

  private static PciLink narrow(long megatransfers) {
    Reading<Long> speed = Reading.known(megatransfers);
    Reading<Long> one = Reading.known(1L);
    return new PciLink("0x010700", speed, one, speed, one);
  }

  /** One lane of 5 GT/s carries 500 MB/s: 476.8 MiB/s. */
  @Test
  void disksBehindOneControllerShareItsLink() {
    HostSettings settings = settings(Reading.known(0L), Map.of("0000:03:00.0", narrow(5000)));
    Finding finding = one(rule, shared(200, 0, settings));
    assertThat(finding.summary()).startsWith("the 2 disks behind the controller 0000:03:00.0");
    assertThat(amount(finding, "moved over the controller's link, of what it can"))
        .isCloseTo(100 * 400 / 476.837, within(0.01));
    clear(rule, shared(150, 0, settings));
    clear(rule, shared(200, 0, settings(Reading.known(0L), Map.of("0000:03:00.0", narrow(8000)))));
  }

  private static final String EXPANDER =
      "../../devices/pci0000:00/0000:03:00.0/host0/port-0:0/expander-0:0/";

  /**
   * A controller with a port of so many links to an expander with two disks.
   *
   * @param rates of the links, such as 6.0
   * @param most that the expander's links can
   */
  private static HostSettings expander(String most, String... rates) {
    var host = new TestingHost();
    for (int i = 0; i < rates.length; i++) {
      String phy = "sys/class/sas_phy/phy-0:" + i + "/";
      host.tree()
          .file(phy + "negotiated_linkrate", rates[i] + " Gbit\n")
          .file(phy + "maximum_linkrate", "12.0 Gbit\n")
          .file(phy + "maximum_linkrate_hw", "12.0 Gbit\n")
          .link(phy + "device/port", "../../port-0:0");
    }
    String far = "sys/class/sas_phy/phy-0:0:4/";
    host.tree()
        .file(far + "negotiated_linkrate", "6.0 Gbit\n")
        .file(far + "maximum_linkrate", "6.0 Gbit\n")
        .file(far + "maximum_linkrate_hw", most + " Gbit\n")
        .link(far + "device/port", "../../port-0:0:4");
    HostSettings read =
        new Collector().collect(host.tree(), Optional.empty()).topology().settings();
    return new HostSettings(
        read.memory(),
        read.syncLimit(),
        read.arrays(),
        Map.of(
            "sda", EXPANDER + "port-0:0:4/end_device-0:0:4/target0:0:0/0:0:0:0/block/sda",
            "sdb", EXPANDER + "port-0:0:5/end_device-0:0:5/target0:0:1/0:0:1:0/block/sdb"),
        Map.of(),
        read.sasPhys(),
        read.sasPorts(),
        Map.of(),
        read.interfaces(),
        read.bonds(),
        read.qemuKvm(),
        read.numbers());
  }

  /** Two links of 6 Gbit/s carry 1,200 MB/s: 1,144.4 MiB/s. */
  @Test
  void disksBehindAnExpanderShareItsWidePort() {
    HostSettings settings = expander("6.0", "6.0", "6.0");
    Finding finding = one(rule, shared(500, 0, settings));
    assertThat(finding.summary())
        .isEqualTo(
            "the 2 disks behind the SAS port port-0:0 (2 links) move 1,000 MiB/s, which is 87 % of"
                + " what these carry: they share that limit");
    assertThat(amount(finding, "data that the links carry")).isCloseTo(1_171_875, within(1.0));
    clear(rule, shared(500, 0, expander("6.0", "6.0", "6.0", "6.0", "6.0")));
    clear(rule, shared(400, 0, settings));
  }

  @Test
  void aLinkOfAWidePortIsHeldAgainstTheExpanderAndNotAgainstSata() {
    Finding finding = one(rule, shared(1, 0, expander("12.0", "12.0", "6.0")));
    assertThat(finding.summary())
        .isEqualTo("the SAS link phy-0:1 runs at 50 % of the speed that both ends can");
    clear(rule, shared(1, 0, expander("6.0", "6.0", "6.0")));
  }

  @Test
  void oneThreadBindsAnArray() {
    Finding finding = one(rule, shared(1, 950, settings(Reading.known(0L), Map.of())));
    assertThat(finding.summary()).startsWith("md5 is bound by its one thread, which takes 95 %");
    assertThat(amount(finding, "time of one processor for the array's thread")).isEqualTo(95);
    clear(rule, shared(1, 800, settings(Reading.known(0L), Map.of())));
    clear(rule, shared(1, 950, settings(Reading.known(4L), Map.of())));
    assertThat(untold(rule, shared(1, 950, settings(UNTOLD, Map.of())))).contains("<unknown>");
  }

  @Test
  void fullSpeedIsWell() {
    clear(rule, ata(Reading.known(6_000_000L), Reading.known(6_000_000L)));
    clear(rule, recording("raid1-lvm-7"));
  }

  @Test
  void aLinkThatSaysNothingCannotBeTold() {
    assertThat(untold(rule, ata(UNTOLD, Reading.known(6_000_000L)))).startsWith("sda: ");
    assertThat(untold(rule, ata(Reading.known(1_500_000L), UNTOLD))).startsWith("sda: ");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
