package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recorded;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.md;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import dev.iosleuth.sample.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DegradedTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  private final Rule rule = new Degraded();

  private static TestingSamples host() {
    return TestingSamples.host("node1").with(disk("sda"), disk("sdb"));
  }

  private static TestingSamples replicated(
      String disk, String connection, String peerDisk, String replication) {
    var peer =
        new DrbdResource.Peer(
            "node2", connection, "Secondary", peerDisk, replication, NONE, NONE, NONE);
    return host()
        .drbd(
            new DrbdResource(
                0,
                "r0",
                "Primary",
                disk,
                Optional.of("/dev/sda"),
                Optional.empty(),
                NONE,
                NONE,
                NONE,
                NONE,
                List.of(peer)));
  }

  private static Mdstat.Array inactive(String metadata) {
    String text =
        """
        Personalities : [raid1]
        md127 : inactive sdb[1](S)
              1046528 blocks super %s

        unused devices: <none>
        """
            .formatted(metadata);
    return Mdstat.parse(Text.of("mdstat", text)).optional().orElseThrow().arrays().getFirst();
  }

  @Test
  void anArrayThatDoesNotRunIsTold() {
    Finding finding = one(rule, configuration(host().mdstat(inactive("1.2")).build()));
    assertThat(finding.summary())
        .isEqualTo("md127 does not run: sdb belongs to an array of which too little was found");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(amount(finding, "members found")).isOne();

    // a container of the controller's is never active
    clear(rule, configuration(host().mdstat(inactive("external:imsm")).build()));
  }

  @Test
  void anArrayThatLacksAMemberIsOne() {
    Finding finding =
        one(
            rule,
            configuration(host().mdstat(TestingRules.mirror("md1", 1, Optional.empty())).build()));
    assertThat(finding.summary()).isEqualTo("md1 (raid1) works with 1 of 2 members");
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(amount(finding, "missing members")).isEqualTo(1);
  }

  @Test
  void mdstatAndSysfsMayContradictEachOther() {
    for (long degraded : new long[] {0, 1}) {
      TestingSamples host = host().with(md("md1", "raid1", degraded, "idle", List.of()));
      Finding lacks =
          one(
              rule,
              configuration(host.mdstat(TestingRules.mirror("md1", 1, Optional.empty())).build()));
      assertThat(lacks.alternatives().stream().anyMatch(or -> or.contains("md/degraded says 0")))
          .isEqualTo(degraded == 0);
      Case whole =
          configuration(host.mdstat(TestingRules.mirror("md1", 2, Optional.empty())).build());
      if (degraded == 0) {
        clear(rule, whole);
      } else {
        assertThat(untold(rule, whole))
            .contains("md1: all members by /proc/mdstat, and 1 missing by md/degraded");
      }
    }
  }

  /** As the kernel says it of the laboratory's, and as mdstat does until it is taken out. */
  @Test
  void theMemberThatWasGivenUpIsNamed() {
    String told = "[  118.197084] md/raid1:md1: Disk failure on sdc, disabling device.\n";
    TestingSamples degraded =
        host().with(disk("sdc")).mdstat(TestingRules.mirror("md1", 1, Optional.empty()));
    KernelLog log = KernelLog.parse(Text.of("tool/kernel-log", told)).optional().orElseThrow();
    var tools = new ToolAnswers(Reading.known(log), Reading.absent("not asked"), Map.of());
    Finding finding = one(rule, configuration(TestingSystems.with(degraded.build(), tools)));
    assertThat(finding.actions())
        .containsExactly(
            "mdadm --detail /dev/md1  # why it gave up sdc",
            "smartctl -a /dev/sdc",
            "mdadm --manage /dev/md1 --add /dev/sdc  # after its test; or a new one in its place");
    assertThat(one(rule, configuration(degraded.build())).actions())
        .anyMatch(action -> action.contains("--add /dev/… "));
  }

  @Test
  void aFaultyMemberIsTakenOutFirst() {
    Mdstat faulty =
        Mdstat.parse(
                Text.of(
                    "proc/mdstat",
                    """
                    Personalities : [raid1]
                    md1 : active raid1 sdb[1](F) sda[0]
                          112640 blocks super 1.2 [2/1] [U_]

                    unused devices: <none>
                    """))
            .optional()
            .orElseThrow();
    Finding finding = one(rule, configuration(host().mdstat(faulty.arrays().getFirst()).build()));
    assertThat(finding.actions()).contains("mdadm --manage /dev/md1 --remove /dev/sdb");
  }

  @Test
  void aRecoveryIsSaid() {
    var job = new Mdstat.Job(Mdstat.Action.RECOVERY, "running", 1, 2, 1, "0.1min");
    assertThat(
            one(
                    rule,
                    configuration(
                        host().mdstat(TestingRules.mirror("md1", 1, Optional.of(job))).build()))
                .summary())
        .endsWith("; a recovery is running");
  }

  @Test
  void allCopiesInPlaceAreNothing() {
    clear(
        rule,
        configuration(host().mdstat(TestingRules.mirror("md1", 2, Optional.empty())).build()));
    clear(
        rule,
        configuration(replicated("UpToDate", "Connected", "UpToDate", "Established").build()));
    clear(rule, recording("raid1-lvm-7"));
    clear(rule, recording("drbd-pair-12-node1"));
  }

  @Test
  void aResyncIsNoLossOfTheConnection() {
    clear(
        rule,
        configuration(replicated("UpToDate", "SyncSource", "Inconsistent", "SyncSource").build()));
  }

  @Test
  void aPeerThatIsGoneIsOne() {
    Finding finding =
        one(
            rule,
            configuration(
                replicated("UpToDate", "WFConnection", "DUnknown", "WFConnection").build()));
    assertThat(finding.summary())
        .isEqualTo("DRBD r0: no connection to node2 (WFConnection), there is one good copy only");
  }

  @Test
  void thePeerOfTheLabWasGoneForAWhile() {
    List<Sample> samples = recorded("drbd-resync-33-node1");
    assertThat(found(rule, configuration(samples.getFirst())))
        .anyMatch(finding -> finding.summary().contains("(WFConnection)"));
    clear(rule, configuration(samples.getLast()));
  }

  @Test
  void aDiskThatWasGivenUpIsOne() {
    Finding finding =
        one(
            rule,
            configuration(replicated("Failed", "Connected", "UpToDate", "Established").build()));
    assertThat(finding.summary()).contains("the disk here is Failed");
  }

  @Test
  void aPoolThatIsNotOnlineIsOne() {
    var pool = new Topology.ZfsPool("tank", "DEGRADED", List.of(), List.of("mirror-0"));
    assertThat(one(rule, configuration(host().pool(pool).build())).summary())
        .isEqualTo("the ZFS pool tank is DEGRADED");
  }

  @Test
  void whatTellsNothingOfItsStateCannotBeTold() {
    assertThat(untold(rule, configuration(host().with(drbd(0)).build())))
        .isEqualTo("nothing tells the state of drbd0");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
