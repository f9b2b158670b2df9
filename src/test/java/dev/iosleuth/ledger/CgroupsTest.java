package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.in;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shares of cgroups, never their counts; a group's own part is itself minus its children. */
class CgroupsTest {
  private static final DevNo SDA = new DevNo(8, 0);

  private static TestingSamples host() {
    return TestingSamples.host("h")
        .with(disk("sda"), partition("sda", 1), partition("sda", 2))
        .mount("sda1", "/", "ext4")
        .mount("sda2", "/srv", "ext4");
  }

  private static CgroupIo groups(
      CgroupIo.Version version, Map<String, Map<DevNo, Long>> writtenKib) {
    var groups = new HashMap<String, Reading<Map<DevNo, CgroupIo.Figures>>>();
    writtenKib.forEach((path, of) -> {
      var figures = new HashMap<DevNo, CgroupIo.Figures>();
      of.forEach(
          (dev, kib) -> figures.put(dev, new CgroupIo.Figures(0, kib * KIB, 0, kib / 4, 0, 0)));
      groups.put(path, Reading.known(figures));
    });
    return new CgroupIo(version, version == CgroupIo.Version.V2, groups);
  }

  private static CgroupIo unified(Map<String, Map<DevNo, Long>> writtenKib) {
    return groups(CgroupIo.Version.V2, writtenKib);
  }

  /** The disk wrote twice what the groups say by now: the shares count. */
  @Test
  void aGroupsOwnPartIsWithoutItsChildren() {
    Ledger ledger =
        interval(
            host().cgroups(unified(Map.of())),
            h ->
                h.cgroups(
                    unified(
                        Map.of(
                            "/", Map.of(SDA, 1000L),
                            "/x.service", Map.of(SDA, 600L),
                            "/y.slice", Map.of(SDA, 300L),
                            "/y.slice/z.service", Map.of(SDA, 200L)))),
            device("sda1").writes(500, 0, 2000),
            device("sda").writes(500, 0, 2000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda x.service",
                1200L,
                "sda z.service",
                400L,
                "sda /y.slice",
                200L,
                "sda /",
                200L));
  }

  /** Who is there and did nothing takes no part. */
  @Test
  void whatOneGroupWroteAloneIsMeasured() {
    Ledger ledger =
        interval(
            host().cgroups(unified(Map.of())),
            h ->
                h.cgroups(unified(Map.of("/", Map.of(SDA, 600L), "/x.service", Map.of(SDA, 600L)))),
            device("sda1").writes(150, 0, 600),
            device("sda").writes(150, 0, 600));
    assertThat(TestingBooks.device(ledger, "sda").postings())
        .extracting(posting -> posting.account().name() + " " + posting.basis())
        .containsExactly("x.service MEASURED");
  }

  /** A volume's I/O stands again at its disk: what entered at the disk itself is the rest. */
  @Test
  void stackedLayersRepeat() {
    DevNo volume = new DevNo(253, 0);
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    partition("sda", 1),
                    partition("sda", 2),
                    lv("dm-0", "vg-a", "sda2"))
                .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 8, 2, 0)))
                .mount("sda1", "/boot", "ext4")
                .mount("dm-0", "/", "ext4")
                .cgroups(unified(Map.of())),
            h ->
                h.cgroups(
                    unified(
                        Map.of(
                            "/", Map.of(SDA, 440L, volume, 400L),
                            "/x.service", Map.of(SDA, 400L, volume, 400L),
                            "/y.service", Map.of(SDA, 40L)))),
            device("dm-0").writes(100, 0, 400),
            device("sda1").writes(10, 0, 40),
            device("sda2").writes(100, 0, 400),
            device("sda").writes(110, 0, 440));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda x.service", 400L, "sda y.service", 40L));
  }

  /** dm-crypt hands on later: what was under way when the interval began entered before it. */
  @Test
  void whatWasUnderWayDidNotEnterBelow() {
    DevNo volume = new DevNo(253, 0);
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    partition("sda", 1),
                    partition("sda", 2),
                    lv("dm-0", "locked", "sda2"))
                .table("locked", target("crypt", 0, 1000, lower(Use.DATA, 8, 2, 0)))
                .mount("sda1", "/clear", "ext4")
                .mount("dm-0", "/locked", "ext4")
                .cgroups(
                    unified(
                        Map.of(
                            "/", Map.of(SDA, 0L, volume, 400L),
                            "/x.service", Map.of(SDA, 0L, volume, 400L)))),
            h ->
                h.cgroups(
                    unified(
                        Map.of(
                            "/", Map.of(SDA, 1040L, volume, 1000L),
                            "/x.service", Map.of(SDA, 1000L, volume, 1000L),
                            "/y.service", Map.of(SDA, 40L)))),
            device("dm-0").writes(250, 0, 1000),
            device("sda1").writes(10, 0, 40),
            device("sda2").writes(250, 0, 1000),
            device("sda").writes(260, 0, 1040));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda x.service", 1000L, "sda y.service", 40L));
  }

  /**
   * program, seed 214: a slice was read before its service, or, when it had just begun, not at all,
   * while fio wrote 46 of its 300 times 4 KiB: the other 254 came in the interval, all of them its.
   */
  @Test
  void aSliceThatWasReadBeforeItsServiceHasNothingOfIts() {
    for (Map<String, Map<DevNo, Long>> before :
        List.of(
            Map.of("/", of(88), "/s.slice", of(90), "/s.slice/vetch749.service", of(91)),
            Map.of("/", of(88), "/s.slice/vetch749.service", of(91)))) {
      Ledger ledger =
          interval(
              host().cgroups(unified(before)),
              h ->
                  h.cgroups(
                      unified(
                          Map.of(
                              "/", of(300),
                              "/s.slice", of(300),
                              "/s.slice/vetch749.service", of(300)))),
              device("sda1").writes(254, 0, 1016),
              device("sda").writes(254, 0, 1016));
      assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda vetch749.service", 1016L));
    }
  }

  /** Writes of 4 KiB. */
  private static Map<DevNo, Long> of(long writes) {
    return Map.of(SDA, 4 * writes);
  }

  private static ProcessSample writer(int pid, String name, String group, long kib, int partition) {
    return with(in(moved(process(pid, name), 0, kib * KIB), group), file("/x", 8, partition));
  }

  /** io.stat knows whole disks only; who has files open where says on which of its partitions. */
  @Test
  void fileSystemsOnPartitionsOfOneDisk() {
    Ledger ledger =
        interval(
            host()
                .process(in(process(10, "a"), "/a.service"))
                .process(in(process(11, "b"), "/b.service"))
                .cgroups(unified(Map.of())),
            h ->
                h.cgroups(
                        unified(
                            Map.of(
                                "/", Map.of(SDA, 400L),
                                "/a.service", Map.of(SDA, 100L),
                                "/b.service", Map.of(SDA, 300L))))
                    .process(writer(10, "a", "/a.service", 100, 1))
                    .process(writer(11, "b", "/b.service", 300, 2)),
            device("sda1").writes(25, 0, 100),
            device("sda2").writes(75, 0, 300),
            device("sda").writes(100, 0, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 100L, "sda b", 300L));
  }

  /** A group that nothing else is known of keeps its share; the process within another pays. */
  @Test
  void aProcessPaysWithinItsGroup() {
    Ledger ledger =
        interval(
            host().process(in(process(10, "a"), "/a.service")).cgroups(unified(Map.of())),
            h ->
                h.cgroups(
                        unified(
                            Map.of(
                                "/", Map.of(SDA, 400L),
                                "/a.service", Map.of(SDA, 100L),
                                "/b.service", Map.of(SDA, 300L))))
                    .process(writer(10, "a", "/a.service", 400, 1)),
            device("sda1").writes(100, 0, 400),
            device("sda").writes(100, 0, 400));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda a", 100L, "sda b.service", 300L));
  }

  /** v1 charges write-back to the root: the rest of what a process dirtied is found there. */
  @Test
  void theFirstHierarchyChargesTheRoot() {
    TestingSamples host = host();
    ProcessSample a =
        new ProcessSample(
            process(10, "a").stat(),
            Reading.known(PidIo.ZERO),
            Reading.known(new PidCgroup(Map.of("blkio", "/x", "name=systemd", "/"))),
            Reading.known(List.of()),
            Reading.absent("not asked"));
    Sample before = host.cgroups(groups(CgroupIo.Version.V1, Map.of())).process(a).build();
    host.cgroups(
            groups(CgroupIo.Version.V1, Map.of("/", Map.of(SDA, 700L), "/x", Map.of(SDA, 300L))))
        .process(with(moved(a, 0, 400 * KIB), file("/x", 8, 1)));
    Ledger ledger =
        post(
            before,
            later(host, device("sda1").writes(250, 0, 1000), device("sda").writes(250, 0, 1000)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 400L, "sda /", 600L));
  }

  /** Neither of the two groups has a rule that limits it: v1 counts nothing of them. */
  @Test
  void zerosOfV1AreNoFigures() {
    var zero = Reading.known(Map.of(SDA, new CgroupIo.Figures(0, 0, 0, 0, 0, 0)));
    Map<String, Reading<Map<DevNo, CgroupIo.Figures>>> none =
        Map.of("/", zero, "/a.service", zero, "/b.service", zero);
    Ledger ledger =
        interval(
            host()
                .process(in(process(10, "a"), "/a.service"))
                .process(in(process(11, "b"), "/b.service"))
                .cgroups(new CgroupIo(CgroupIo.Version.V1, false, none)),
            h ->
                h.process(writer(10, "a", "/a.service", 300, 1))
                    .process(writer(11, "b", "/b.service", 100, 2)),
            device("sda1").writes(75, 0, 300),
            device("sda2").writes(25, 0, 100),
            device("sda").writes(100, 0, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 300L, "sda b", 100L));
  }

  /** A group that writes to a volume flushes its disk: that is no flush of the disk's partition. */
  @Test
  void whatLayersAddIsNotEnteredBesideThem() {
    DevNo volume = new DevNo(253, 0);
    var before = new CgroupIo.Figures(0, 0, 0, 0, 0, 0);
    CgroupIo groups =
        new CgroupIo(
            CgroupIo.Version.V2,
            true,
            Map.of(
                "/",
                Reading.known(
                    Map.of(
                        SDA, new CgroupIo.Figures(0, 440 * KIB, 0, 137, 0, 0),
                        volume, new CgroupIo.Figures(0, 400 * KIB, 0, 100, 0, 0))),
                "/x.service",
                Reading.known(
                    Map.of(
                        SDA, new CgroupIo.Figures(0, 400 * KIB, 0, 127, 0, 0),
                        volume, new CgroupIo.Figures(0, 400 * KIB, 0, 100, 0, 0))),
                "/y.service",
                Reading.known(Map.of(SDA, new CgroupIo.Figures(0, 40 * KIB, 0, 10, 0, 0)))));
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    partition("sda", 1),
                    partition("sda", 2),
                    lv("dm-0", "vg-a", "sda2"))
                .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 8, 2, 0)))
                .mount("sda1", "/boot", "ext4")
                .mount("dm-0", "/", "ext4")
                .cgroups(
                    new CgroupIo(
                        CgroupIo.Version.V2,
                        true,
                        Map.of("/", Reading.known(Map.of(SDA, before))))),
            h -> h.cgroups(groups),
            device("dm-0").writes(100, 0, 400),
            device("sda1").writes(10, 0, 40),
            device("sda2").writes(127, 0, 400),
            device("sda").writes(137, 0, 440));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda x.service", 127L, "sda y.service", 10L));
  }

  /** Whose files are not known read where his cgroup did, not where the root's processes did. */
  @Test
  void whoseFilesAreNotKnownReadWhereHisGroupDid() {
    DevNo sdb = new DevNo(8, 16);
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"), disk("sdb"))
            .cgroups(unified(Map.of()))
            .process(in(process(10, "db"), "/x.service"))
            .process(in(process(11, "sh"), "/"));
    var figures = Map.of(sdb, new CgroupIo.Figures(4000 * KIB, 0, 100, 0, 0, 0));
    Ledger ledger =
        interval(
            host,
            h ->
                h.cgroups(
                        new CgroupIo(
                            CgroupIo.Version.V2,
                            true,
                            Map.of("/x.service", Reading.known(figures))))
                    .process(in(moved(process(10, "db"), 4000 * KIB, 0), "/x.service"))
                    .process(in(moved(process(11, "sh"), 400 * KIB, 0), "/")),
            device("sda").reads(100, 0, 400),
            device("sdb").reads(100, 0, 4000));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda sh", 400L, "sdb db", 4000L));
  }

  /** What a group's counters have on one disk was not read from another, whatever fits it. */
  @Test
  void whoseGroupTellsAllOfItReadNothingElsewhere() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"), disk("sdb"))
            .cgroups(unified(Map.of()))
            .process(in(process(10, "db"), "/x.service"))
            .process(in(process(11, "sh"), "/"));
    var figures = Map.of(SDA, new CgroupIo.Figures(400 * KIB, 0, 100, 0, 0, 0));
    Ledger ledger =
        interval(
            host,
            h ->
                h.cgroups(
                        new CgroupIo(
                            CgroupIo.Version.V2,
                            true,
                            Map.of("/x.service", Reading.known(figures))))
                    .process(in(moved(process(10, "db"), 400 * KIB, 0), "/x.service"))
                    .process(in(moved(process(11, "sh"), 4 * KIB, 0), "/")),
            device("sda"),
            device("sdb").reads(100, 0, 400));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sdb sh", 4L, "sdb sdb", 396L));
  }
}
