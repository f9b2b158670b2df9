package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Mountstats;
import dev.iosleuth.kernel.proc.NetBonding;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.HostSettings.NetInterface;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkLimitTest {
  private static final long MEGABIT = 125_000;

  private final Rule rule = new NetworkLimit();

  private static NetInterface at(long megabits) {
    return new NetInterface(
        Reading.known(megabits), Reading.known("full"), Reading.known("up"), Optional.empty());
  }

  private static HostSettings settings(long megabits, Map<String, NetBonding> bonds) {
    HostSettings none = HostSettings.absent("not read");
    Map<String, NetInterface> interfaces = new HashMap<>();
    interfaces.put("eth0", at(megabits));
    interfaces.put("eth1", at(megabits));
    return new HostSettings(
        none.memory(),
        none.syncLimit(),
        none.arrays(),
        none.places(),
        none.ataLinks(),
        none.sasPhys(),
        none.sasPorts(),
        none.pciLinks(),
        interfaces,
        bonds,
        none.qemuKvm(),
        none.numbers());
  }

  private static SystemSample sent(long first, long second) {
    return TestingSystems.with(
        Reading.known(
            new NetDev(
                List.of(
                    new NetDev.Interface("eth0", 0, 0, 0, 0, first, 0, 0, 0),
                    new NetDev.Interface("eth1", 0, 0, 0, 0, second, 0, 0, 0)),
                List.of())),
        Reading.absent("not read"),
        Reading.absent("not read"));
  }

  /** Megabits a second over ten seconds. */
  private static Case of(long first, long second, HostSettings settings) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda")).settings(settings);
    return samples(
        host.system(sent(0, 0)).build(),
        host.later(10).system(sent(first * MEGABIT * 10, second * MEGABIT * 10)).build());
  }

  private static Map<String, NetBonding> bond(String mode) {
    return Map.of(
        "bond0",
        new NetBonding(
            mode,
            Reading.known("layer2 (0)"),
            List.of(
                new NetBonding.Leg("eth0", "up", "1000 Mbps", "1"),
                new NetBonding.Leg("eth1", "up", "1000 Mbps", "1"))));
  }

  @Test
  void aLinkThatIsFullIsOne() {
    Finding finding = one(rule, of(900, 10, settings(1000, Map.of())));
    assertThat(finding.summary()).isEqualTo("eth0 is full: 900 of 1,000 Mbit/s sent");
    assertThat(amount(finding, "use of the link")).isCloseTo(90, within(1e-6));
  }

  @Test
  void aBondThatUsesOneLegIsOne() {
    Finding finding =
        one(rule, of(600, 10, settings(1000, bond("IEEE 802.3ad Dynamic link aggregation"))));
    assertThat(finding.summary())
        .isEqualTo("bond0 sends over eth0 alone (60 % full), of 2 legs; its hash is layer2 (0)");
  }

  @Test
  void oneLegIsAllThatABackupHas() {
    clear(rule, of(600, 0, settings(1000, bond("fault-tolerance (active-backup)"))));
  }

  @Test
  void spreadOrSmallTrafficIsWell() {
    clear(rule, of(500, 400, settings(1000, bond("load balancing (xor)"))));
    clear(rule, of(100, 0, settings(1000, bond("load balancing (xor)"))));
  }

  @Test
  void whatTapsSayOfTheirSpeedIsNoLimit() {
    clear(rule, of(900, 900, settings(10, Map.of())));
  }

  private static SystemSample mounted(long count, long queued, long answered) {
    return TestingSystems.mounted(
        sent(0, 0),
        Mountstats.parse(
            Text.of(
                "proc/self/mountstats",
                """
                device nas:/vol mounted on /srv with fstype nfs4 statvers=1.1
                \tper-op statistics
                \t        READ: %d %d 0 1 1 %d %d %d 0
                \t       WRITE: 0 0 0 0 0 0 0 0 0
                """
                    .formatted(count, count, queued, answered, queued + answered))));
  }

  /** Ten seconds. */
  private static Case remote(long count, long queued, long answered) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.system(mounted(0, 0, 0)).build(),
        host.later(10).system(mounted(count, queued, answered)).build());
  }

  @Test
  void aMountWhoseRequestsWaitHereIsAtItsLimit() {
    Finding finding = one(rule, remote(1000, 45_000, 15_000));
    assertThat(finding.summary())
        .isEqualTo(
            "/srv (nas:/vol) is at its limit: 6 reads and writes under way, 60 ms each, most of it"
                + " before they are sent");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(amount(finding, "part of their time before they are sent")).isEqualTo(75);
  }

  @Test
  void aServerThatTakesItsTimeIsANote() {
    assertThat(one(rule, remote(1000, 5_000, 55_000)).severity()).isEqualTo(Severity.NOTE);
    clear(rule, remote(1000, 15_000, 5_000));
  }

  @Test
  void withoutCountersNobodyKnows() {
    assertThat(untold(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build())))
        .contains("one sample");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
