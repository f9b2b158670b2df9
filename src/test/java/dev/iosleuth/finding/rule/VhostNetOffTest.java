package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.at;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VhostNetOffTest {
  private static final OpenFile TAP = tap("tap0");
  private static final OpenFile VHOST =
      new OpenFile("/dev/vhost-net", OpenFile.Kind.CHARACTER, Optional.empty(), true, false, -1);
  private static final String MODULE = "vhost_net 32768 2 - Live 0x0\n";

  private final Rule rule = new VhostNetOff();

  private static ProcessSample qemu(String vhost) {
    return process(
        10,
        "qemu-system-x86",
        "qemu-system-x86_64",
        "-name",
        "web1",
        "-netdev",
        "tap,id=n0,ifname=tap0,vhost=" + vhost,
        "-device",
        "virtio-net-pci,netdev=n0");
  }

  private static SystemSample system(long packets, String modules, long ksmRuns) {
    var tap = new NetDev.Interface("tap0", 0, packets, 0, 0, 0, packets, 0, 0);
    return TestingSystems.with(
        Reading.known(new NetDev(List.of(tap), List.of())),
        Modules.parse(Text.of("proc/modules", modules)),
        Reading.known(Map.of("run", ksmRuns, "pages_sharing", 1000L)));
  }

  private static ProcessSample ksmd(long ticks) {
    ProcessSample plain = process(30, "ksmd");
    return new ProcessSample(
        new PidStat(30, "ksmd", 'S', 2, 0x0020_0000L, 0, ticks, 1, 0),
        plain.io(),
        plain.cgroup(),
        Reading.known(List.of()),
        plain.files());
  }

  private static ProcessSample vhost(long ticks) {
    return at(
        process(40, "vhost-10"), new PidStat(40, "vhost-10", 'S', 2, 0x0020_8040L, 0, ticks, 1, 0));
  }

  /** Ten seconds in which the thread of vhost ran for so many ticks. */
  private static Case helped(ProcessSample guest, long ticks) {
    TestingSamples host =
        TestingSamples.host("node1").with(disk("sda")).process(guest).process(ksmd(0));
    return samples(
        host.process(vhost(0)).system(system(0, MODULE, 0)).build(),
        host.later(10).process(vhost(ticks)).system(system(10, MODULE, 0)).build());
  }

  @Test
  void threadsOfVhostAreToldWithTheirTime() {
    Finding finding = one(rule, helped(with(qemu("on"), TAP, TAP, VHOST), 250));
    assertThat(amount(finding, "processor time of vhost threads")).isEqualTo(25);
    assertThat(finding.alternatives())
        .anyMatch(
            or -> or.contains("of the queues that have it") && or.endsWith("25 % of a processor"));
  }

  /** A disk of vhost-scsi has such threads, too. */
  @Test
  void threadsWithoutADescriptorAreThoseOfOtherDevices() {
    Finding finding = one(rule, helped(with(qemu("off"), TAP), 100));
    assertThat(amount(finding, "processor time of vhost threads")).isEqualTo(10);
    assertThat(finding.alternatives())
        .anyMatch(or -> or.contains("without a descriptor of /dev/vhost-net"));
  }

  /** Ten seconds. */
  private static Case watched(ProcessSample guest, long packets, String modules, long ticks) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda")).process(guest);
    return samples(
        host.process(ksmd(0)).system(system(0, modules, 1)).build(),
        host.later(10).process(ksmd(ticks)).system(system(packets, modules, 1)).build());
  }

  @Test
  void aTapWithoutADescriptorIsMovedByQemu() {
    Finding finding = one(rule, watched(with(qemu("off"), TAP), 10_000, "", 0));
    assertThat(finding.summary())
        .isEqualTo("web1: qemu moves the packets itself, of 1 queue none has vhost-net");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(amount(finding, "packets of the guest")).isEqualTo(2_000);
    assertThat(amount(finding, "uses of the module vhost_net")).isZero();
    assertThat(finding.actions()).anyMatch(action -> action.startsWith("restart the guest"));
  }

  @Test
  void aLoadedModuleCarriesNothing() {
    Finding finding = one(rule, watched(with(qemu("off"), TAP), 10, MODULE, 0));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(amount(finding, "uses of the module vhost_net")).isEqualTo(2);
    assertThat(finding.alternatives()).anyMatch(or -> or.contains("that alone moves no packet"));
  }

  @Test
  void whatWasAskedForMayNotHaveBeenGiven() {
    Finding finding = one(rule, watched(with(qemu("on"), TAP), 10, "", 0));
    assertThat(finding.alternatives()).anyMatch(or -> or.startsWith("vhost=on was asked for"));
  }

  @Test
  void oneOfTwoQueuesIsNotAll() {
    assertThat(one(rule, watched(with(qemu("on"), TAP, TAP, VHOST), 10, MODULE, 0)).summary())
        .endsWith("of 2 queues 1 has vhost-net");
  }

  @Test
  void aDescriptorAQueueIsAsItShouldBe() {
    clear(rule, watched(with(qemu("on"), TAP, VHOST), 10_000, MODULE, 10));
    clear(rule, watched(with(qemu("off")), 0, "", 0));
  }

  @Test
  void mergingMemoryHasItsPrice() {
    Finding finding = one(rule, watched(with(qemu("on"), TAP, VHOST), 10_000, MODULE, 300));
    assertThat(finding.summary())
        .isEqualTo("KSM takes 30 % of a processor to merge the memory of guests");
    assertThat(amount(finding, "pages saved")).isEqualTo(1000);
  }

  @Test
  void withoutItsOpenFilesNobodyKnows() {
    assertThat(untold(rule, watched(qemu("on"), 10, MODULE, 0))).contains("web1: its open files");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }

  private static OpenFile tap(String name) {
    return new OpenFile(
        "/dev/net/tun",
        OpenFile.Kind.CHARACTER,
        Optional.empty(),
        true,
        true,
        false,
        -1,
        false,
        Optional.of(name));
  }

  /** What one interface carried is the least that both did. */
  @Test
  void anInterfaceThatNothingCountsLeavesALowerBound() {
    for (long packets : new long[] {10_000, 10}) {
      Finding finding = one(rule, watched(with(qemu("off"), TAP, tap("tap1")), packets, "", 0));
      assertThat(finding.severity()).isEqualTo(Severity.WARNING);
      assertThat(amount(finding, "packets of the guest, at least")).isEqualTo(packets / 5.0);
      assertThat(finding.evidence())
          .anyMatch(e -> e.what().equals("packets of tap1") && e.toString().contains("not known"));
    }
  }

  @Test
  void itIsCheckedInTheProcessThatComesThen() {
    assertThat(one(rule, watched(with(qemu("off"), TAP), 10, "", 0)).verify())
        .first()
        .asString()
        .contains("$(pgrep -of ' -name (guest=)?web1([ ,]|$)')");
  }
}
