package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.member;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.device;
import static dev.iosleuth.stack.TestingStacks.leaves;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import org.junit.jupiter.api.Test;

class MdEdgesTest {
  private final TestingSamples host =
      TestingSamples.host("node1").with(disk("sda"), disk("sdb"), disk("sdc").size(3 * 2_097_152));

  @Test
  void everyLevelHasItsRole() {
    host.with(md("md0", "raid10", "sda"), md("md1", "raid6", "sda"), md("md2", "raid4", "sda"))
        .with(md("md3", "container", "sda"));

    assertThat(steps(build(host)))
        .containsExactly(
            "dev:md0 -COPY-> dev:sda", "dev:md1 -PARITY-> dev:sda", "dev:md2 -PARITY-> dev:sda");
  }

  @Test
  void partsAreInProportionToTheMembers() {
    host.with(md("md0", "linear", "sda", "sdc").size(4 * 2_097_152));

    assertThat(steps(build(host)))
        .containsExactly("dev:md0 -PART-> dev:sda 2097152", "dev:md0 -PART-> dev:sdc 6291456");
  }

  @Test
  void sparesWaitOrAreRebuiltAndFaultyMembersGetNothing() {
    host.with(disk("sdd"), disk("sde"))
        .with(
            md(
                "md0",
                "raid1",
                1,
                List.of(
                    member("sda", "in_sync,write_mostly", "0"),
                    member("sdb", "spare", "1"),
                    member("sdc", "spare", "none"),
                    member("sdd", "faulty", "none"),
                    member("sde", "journal", "journal"))));
    Stack stack = build(host);

    assertThat(steps(stack))
        .containsExactly(
            "dev:md0 -COPY-> dev:sda",
            "dev:md0 -COPY-> dev:sdb",
            "dev:md0 -META-> dev:sdc",
            "dev:md0 -META-> dev:sde");
    assertThat(device(stack, "sdb").attribute("member")).isEqualTo("being rebuilt in md0");
    assertThat(device(stack, "sda").attribute("member")).isEqualTo("write_mostly in md0");
    assertThat(device(stack, "sdd").attribute("member")).isEqualTo("faulty in md0");
    assertThat(device(stack, "md0").attributes())
        .containsEntry("faulty", "sdd")
        .containsEntry("spare", "sdc")
        .containsEntry("degraded", "1");
  }

  @Test
  void mdstatTellsWhereSysfsIsMissing() {
    Mdstat mdstat =
        Mdstat.parse(
                Text.of(
                    "proc/mdstat",
                    """
                    Personalities : [raid1]
                    md0 : active raid1 sdb[1] sda[0] sdc[2](F)
                          976630464 blocks super 1.2 [2/2] [UU]
                          [========>............]  check = 41.2% (402371712/976630464) finish=93.2min speed=102660K/sec

                    unused devices: <none>
                    """))
            .optional()
            .orElseThrow();
    host.mdstat(mdstat.arrays().getFirst())
        .counters(
            new Diskstats.Row(
                new DevNo(9, 0),
                "md0",
                TestingSamples.io(1, 0, 8, 0),
                TestingSamples.io(1, 0, 8, 0),
                0,
                0,
                0,
                Reading.absent("needs kernel 4.18"),
                Reading.absent("needs kernel 5.5")));
    Stack stack = build(host);

    assertThat(steps(stack))
        .containsExactlyInAnyOrder("dev:md0 -COPY-> dev:sda", "dev:md0 -COPY-> dev:sdb");
    assertThat(device(stack, "md0").attributes())
        .containsEntry("level", "raid1")
        .containsEntry("slots", "UU")
        .containsEntry("job", "check 41 %");
  }

  @Test
  void anUnknownLevelIsNoted() {
    host.with(md("md0", "raid9", "sda"));
    Stack stack = build(host);

    assertThat(stack.notes()).anyMatch(n -> n.text().contains("raid9"));
    assertThat(leaves(stack)).doesNotContain("md0 DISK");
  }
}
