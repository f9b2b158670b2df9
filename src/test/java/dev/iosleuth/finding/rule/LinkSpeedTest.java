package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.sys.AtaLink;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
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
                    pci,
                    none.interfaces(),
                    none.bonds(),
                    none.qemuKvm()))
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
