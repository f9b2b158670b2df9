package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.in;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Loop devices over files: through a file system, and through the page cache unless direct. */
class LoopsTest {
  private static TestingSamples host(boolean direct) {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            partition("sda", 1),
            loop("loop0", "/data/img")
                .personality(
                    new BlockDevice.Personality.Loop(
                        Reading.known("/data/img"), Reading.known(0L), Reading.known(direct))))
        .mount("sda1", "/data", "ext4")
        .mount("loop0", "/mnt", "ext4")
        .process(process(10, "fio"))
        .process(process(11, "cp"));
  }

  private static ProcessSample fio(long kib) {
    return mover(10, "fio", 0, kib, file("/mnt/x", 7, 0));
  }

  private static ProcessSample cp(long kib) {
    return mover(11, "cp", 0, kib, file("/data/y", 8, 1));
  }

  @Test
  void directIsPaidAtOnceByWhoWroteAbove() {
    Ledger ledger =
        interval(
            host(true),
            h -> h.process(fio(400)).process(cp(100)),
            device("loop0").writes(100, 0, 400),
            device("sda1").writes(50, 50, 500),
            device("sda").writes(50, 50, 500));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda fio", 400L, "sda cp", 100L));
    Posting posting =
        TestingBooks.device(ledger, "sda").postings().stream()
            .filter(p -> p.account().name().equals("fio"))
            .findFirst()
            .orElseThrow();
    assertThat(posting.via().toString()).contains("loop0").contains("sda");
  }

  /** One request at a time is merged with none, however much is written back beside it. */
  @Test
  void whoDoesOneAtATimeHasNoneMerged() {
    Ledger ledger =
        interval(
            host(true),
            h -> h.process(fio(400)).process(cp(4000)),
            device("loop0").writes(100, 0, 400).busy(100),
            device("sda1").writes(110, 990, 4400),
            device("sda").writes(110, 990, 4400));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda fio", 100L, "sda cp", 10L));
  }

  /** The loop wrote into the page cache; the disk gets it in the next interval. */
  @Test
  void bufferedIsPaidLaterByWhoWroteAbove() {
    TestingSamples host = host(false);
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    host.process(fio(400));
    Sample second = later(host, device("loop0").writes(100, 0, 400));
    Ledger nothing = post(keeper, first, second);
    assertThat(kib(nothing, Direction.WRITE)).isEmpty();
    Sample third = later(host, device("sda1").writes(5, 0, 400), device("sda").writes(5, 0, 400));
    assertThat(kib(post(keeper, second, third), Direction.WRITE))
        .isEqualTo(Map.of("sda fio", 400L));
  }

  /** A loop in a loop. */
  @Test
  void nested() {
    Ledger ledger =
        interval(
            host(true)
                .with(
                    loop("loop1", "/mnt/inner")
                        .personality(
                            new BlockDevice.Personality.Loop(
                                Reading.known("/mnt/inner"),
                                Reading.known(0L),
                                Reading.known(true))))
                .mount("loop1", "/inner", "ext4"),
            h -> h.process(mover(10, "fio", 0, 400, file("/inner/x", 7, 1))),
            device("loop1").writes(100, 0, 400),
            device("loop0").writes(100, 0, 400),
            device("sda1").writes(50, 50, 400),
            device("sda").writes(50, 50, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda fio", 400L));
  }

  private static final DevNo VDA = new DevNo(252, 0);

  private static final DevNo DIRECT = new DevNo(7, 0);

  private static final DevNo CACHED = new DevNo(7, 1);

  private static CgroupIo.Figures wrote(long kib, long ops) {
    return new CgroupIo.Figures(0, kib * KIB, 0, ops, 0, 0);
  }

  private static CgroupIo groups(Map<String, Map<DevNo, CgroupIo.Figures>> figures) {
    var groups = new HashMap<String, Reading<Map<DevNo, CgroupIo.Figures>>>();
    figures.forEach((path, of) -> groups.put(path, Reading.known(of)));
    return new CgroupIo(CgroupIo.Version.V2, true, groups);
  }

  private static TestingSamples twoImages() {
    return TestingSamples.host("h")
        .with(
            disk("vda"),
            loop("loop0", "/mnt/images/direct")
                .personality(
                    new BlockDevice.Personality.Loop(
                        Reading.known("/mnt/images/direct"),
                        Reading.known(0L),
                        Reading.known(true))),
            loop("loop1", "/mnt/images/cached"))
        .mount("vda", "/mnt/images", "ext4")
        .cgroups(groups(Map.of()));
  }

  private static ProcessSample opener(int pid, String name, int loop, long kib) {
    return in(
        mover(pid, name, 0, kib, block("/dev/loop" + loop, 7, loop)),
        "/system.slice/" + name + ".service");
  }

  /**
   * The laboratory's scenario `loop`, seed 210: blktrace saw 300 writes of 16 KiB through loop0 on
   * the disk, none of them merged, and 32 of all others.
   */
  @Test
  void whoPassesTheCacheHasTheOperationsThatHeAskedFor() {
    Ledger ledger =
        interval(
            twoImages(),
            h ->
                h.process(opener(660, "quince406", 0, 4800))
                    .process(opener(667, "elder644", 1, 24_576))
                    .cgroups(
                        groups(
                            Map.of(
                                "/",
                                Map.of(
                                    VDA, wrote(29_392, 332),
                                    DIRECT, wrote(4800, 300),
                                    CACHED, wrote(24_576, 50)),
                                "/system.slice/quince406.service",
                                Map.of(VDA, wrote(4800, 300), DIRECT, wrote(4800, 300)),
                                "/system.slice/elder644.service",
                                Map.of(CACHED, wrote(24_576, 6145))))),
            device("loop0").writes(300, 0, 4800),
            device("loop1").writes(50, 6095, 24_576),
            device("vda").writes(332, 6, 29_392));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("vda quince406", 300L, "vda elder644", 32L));
  }

  /** Beside it somebody of one of the groups writes to the file system itself, in large pieces. */
  @Test
  void eachGroupPaysForWhatItSentThrough() {
    Ledger ledger =
        interval(
            twoImages(),
            h ->
                h.process(opener(660, "quince406", 0, 400))
                    .process(opener(667, "elder644", 0, 400))
                    .process(
                        in(
                            mover(668, "cp", 0, 2000, file("/mnt/images/x", 252, 0)),
                            "/system.slice/elder644.service"))
                    .cgroups(
                        groups(
                            Map.of(
                                "/",
                                Map.of(VDA, wrote(2800, 220), DIRECT, wrote(800, 200)),
                                "/system.slice/quince406.service",
                                Map.of(VDA, wrote(400, 100), DIRECT, wrote(400, 100)),
                                "/system.slice/elder644.service",
                                Map.of(VDA, wrote(2400, 120), DIRECT, wrote(400, 100))))),
            device("loop0").writes(200, 0, 800),
            device("vda").writes(220, 0, 2800));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("vda quince406", 100L, "vda elder644", 100L, "vda cp", 20L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("vda quince406", 400L, "vda elder644", 400L, "vda cp", 2000L));
  }

  /** Before Linux 4.15 the disk below has nothing of it on any group's figures. */
  @Test
  void whereNoGroupIsChargedBelowItIsTheRest() {
    Ledger ledger =
        interval(
            twoImages(),
            h ->
                h.process(opener(660, "quince406", 0, 400))
                    .cgroups(
                        groups(
                            Map.of(
                                "/",
                                Map.of(VDA, wrote(400, 100), DIRECT, wrote(400, 100)),
                                "/system.slice/quince406.service",
                                Map.of(DIRECT, wrote(400, 100))))),
            device("loop0").writes(100, 0, 400),
            device("vda").writes(100, 0, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("vda quince406", 400L));
  }
}
