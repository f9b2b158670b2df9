package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.dm;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.device;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Lower;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

class DmEdgesTest {
  private final TestingSamples host =
      TestingSamples.host("node1").with(disk("sda"), disk("sdb"), disk("sdc"), disk("sdd"));

  private static Lower data(int minor) {
    return lower(Use.DATA, 8, minor, 2048);
  }

  private static Target raid(String type, Lower... lowers) {
    return new Target(0, 4096, "raid", 128, List.of(lowers), type + " 1 128 2 - - - -");
  }

  @Test
  void oneLowerCarriesTheSameSectorsWhateverTheNumberOfTargets() {
    host.with(lv("dm-0", "vg-root", "sda"))
        .table("vg-root", target("linear", 0, 100, data(0)), target("linear", 100, 50, data(0)));

    assertThat(steps(build(host))).containsExactly("dev:dm-0 -WHOLE-> dev:sda 150");
  }

  @Test
  void severalLowersHaveTheirParts() {
    host.with(lv("dm-0", "vg-root", "sda", "sdb"))
        .table(
            "vg-root",
            target("linear", 0, 100, data(0)),
            target("linear", 100, 50, data(16)),
            target("linear", 150, 10, data(0)));

    assertThat(steps(build(host)))
        .containsExactly("dev:dm-0 -PART-> dev:sda 110", "dev:dm-0 -PART-> dev:sdb 50");
  }

  @Test
  void stripesShareTheSectors() {
    host.with(lv("dm-0", "vg-fast", "sda", "sdb"))
        .table("vg-fast", target("striped", 0, 100, data(0), data(16)));

    assertThat(steps(build(host)))
        .containsExactly("dev:dm-0 -PART-> dev:sda 50", "dev:dm-0 -PART-> dev:sdb 50");
  }

  @Test
  void raidTargetsByTheirFirstWord() {
    host.with(lv("dm-0", "vg-a"), lv("dm-1", "vg-b"), lv("dm-2", "vg-c"), lv("dm-3", "vg-d"))
        .table("vg-a", raid("raid1", lower(Use.META, 8, 32, -1), data(0), data(16)))
        .table("vg-b", raid("raid10_near", data(0), data(16)))
        .table("vg-c", raid("raid6_zr", data(0), data(16)))
        .table("vg-d", raid("raid0", data(0), data(16)));

    assertThat(steps(build(host)))
        .containsExactly(
            "dev:dm-0 -META-> dev:sdc",
            "dev:dm-0 -COPY-> dev:sda",
            "dev:dm-0 -COPY-> dev:sdb",
            "dev:dm-1 -COPY-> dev:sda",
            "dev:dm-1 -COPY-> dev:sdb",
            "dev:dm-2 -PARITY-> dev:sda",
            "dev:dm-2 -PARITY-> dev:sdb",
            "dev:dm-3 -PART-> dev:sda 2048",
            "dev:dm-3 -PART-> dev:sdb 2048");
  }

  @Test
  void everyUseHasItsRole() {
    host.with(dm("dm-0", "cached", ""), dm("dm-1", "snap", ""), dm("dm-2", "thin", ""))
        .with(dm("dm-3", "mirror", ""), dm("dm-4", "secret", "CRYPT-LUKS2-x"))
        .table(
            "cached",
            target(
                "cache",
                0,
                100,
                lower(Use.META, 8, 0, -1),
                lower(Use.CACHE, 8, 16, -1),
                lower(Use.ORIGIN, 8, 32, 0)))
        .table(
            "snap",
            target("snapshot", 0, 100, lower(Use.ORIGIN, 8, 0, 0), lower(Use.COW, 8, 16, -1)))
        .table(
            "thin", target("thin", 0, 100, lower(Use.POOL, 8, 0, -1), lower(Use.ORIGIN, 8, 16, 0)))
        .table("mirror", target("mirror", 0, 100, lower(Use.LOG, 8, 32, -1), data(0), data(16)))
        .table("secret", target("crypt", 0, 100, data(48)));

    assertThat(steps(build(host)))
        .containsExactly(
            "dev:dm-0 -META-> dev:sda",
            "dev:dm-0 -CACHE-> dev:sdb",
            "dev:dm-0 -WHOLE-> dev:sdc 100",
            "dev:dm-1 -WHOLE-> dev:sda 100",
            "dev:dm-1 -COW-> dev:sdb",
            "dev:dm-2 -WHOLE-> dev:sda 100",
            "dev:dm-2 -WHOLE-> dev:sdb 100",
            "dev:dm-3 -META-> dev:sdc",
            "dev:dm-3 -COPY-> dev:sda",
            "dev:dm-3 -COPY-> dev:sdb",
            "dev:dm-4 -WHOLE-> dev:sdd 100");
  }

  @Test
  void multipathTakesRequestsUnlessItSaysBio() {
    host.with(dm("dm-0", "mpatha", "mpath-1"), dm("dm-1", "mpathb", "mpath-2"))
        .table("mpatha", target("multipath", 0, 100, data(0), data(16)))
        .table(
            "mpathb",
            new Target(0, 100, "multipath", 0, List.of(data(32)), "2 queue_mode bio 0 1 1 …"));
    Stack stack = build(host);

    assertThat(device(stack, "dm-0").counting()).isEqualTo(Node.Counting.REQUEST);
    assertThat(device(stack, "dm-1").counting()).isEqualTo(Node.Counting.BIO);
    assertThat(TestingStacks.leaves(stack))
        .containsExactly("sda PATH", "sdb PATH", "sdc PATH", "sdd DISK");
  }

  @Test
  void aTableThatNamesNothingHereIsNoted() {
    host.with(lv("dm-0", "vg-root")).table("vg-root", target("linear", 0, 100, data(160)));
    Stack stack = build(host);

    assertThat(stack.edges()).isEmpty();
    assertThat(stack.notes())
        .anyMatch(n -> n.subject().equals("dm-0") && n.text().contains("8:160"));
    assertThat(device(stack, "dm-0").leaf()).isEmpty();
  }

  @Test
  void zeroIsALeafInMemory() {
    host.with(dm("dm-0", "nothing", "")).table("nothing", target("zero", 0, 100));

    assertThat(TestingStacks.leaves(build(host))).contains("dm-0 MEMORY");
  }

  @Test
  void withoutTablesSlavesAndNamesTell() {
    host.tablesAbsent()
        .with(lv("dm-0", "vg-root", "sda"))
        .with(dm("dm-1", "mpatha", "mpath-1", "sdb", "sdc"))
        .with(lv("dm-2", "vg-pool_tmeta", "sda"), lv("dm-3", "vg-pool_tdata", "sda"))
        .with(lv("dm-4", "vg-pool-tpool", "dm-2", "dm-3"))
        .with(
            lv("dm-5", "vg-r_rimage_0", "sda").size(100),
            lv("dm-6", "vg-r_rimage_1", "sdb").size(100))
        .with(lv("dm-7", "vg-r", "dm-5", "dm-6").size(100))
        .with(lv("dm-8", "vg-s", "dm-5", "dm-6").size(150));
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains(
            "dev:dm-1 -PATH-> dev:sdb",
            "dev:dm-4 -META-> dev:dm-2",
            "dev:dm-4 -WHOLE-> dev:dm-3 2097152",
            "dev:dm-7 -COPY-> dev:dm-5",
            "dev:dm-8 -PARITY-> dev:dm-6");
    assertThat(stack.notes()).anyMatch(n -> n.subject().equals("dm-4"));
    assertThat(stack.notes()).noneMatch(n -> n.subject().equals("dm-0"));
  }
}
