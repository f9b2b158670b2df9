package dev.iosleuth.model;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.io;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An array shows many times the operations of its disks, or volumes those of theirs: published
 * figures in which nobody did too much. Requests were merged, and the ledger says so.
 */
final class RiddleTest {
  private static final Diskstats.Io NONE = Diskstats.Io.ZERO;

  private static String words(Ledger ledger) {
    return Stream.concat(
            ledger.edges().stream().map(EdgeFlow::why), ledger.notes().stream().map(Note::text))
        .collect(Collectors.joining("\n"));
  }

  /** A published sequential read: md1 at 33,109 r/s, its four members at 364 and 32,749 merged. */
  @Test
  void anArrayOfFourThousandByteReads() {
    TestingSamples host =
        TestingSamples.host("server")
            .with(disk("sdb"), disk("sdc"), disk("sdd"), disk("sde"))
            .with(raid10("md1", "sdb", "sdc", "sdd", "sde"))
            .mount("md1", "/srv", "xfs");
    Sample before = host.build();
    host.later(4).counters("md1", io(4 * 33_109, 0, 4 * 33_109 * 8, 3_500), NONE);
    for (String member : List.of("sdb", "sdc", "sdd", "sde")) {
      host.counters(member, io(364, 32_749, 33_109 * 8, 3_000), NONE);
    }
    Ledger ledger = new Bookkeeper().post(before, host.build());
    assertThat(words(ledger)).contains("nothing is amplified").contains("merged");
    assertThat(below(ledger, "dev:md1"))
        .hasSize(4)
        .allSatisfy(e -> assertThat(e.factor()).isCloseTo(1, within(0.01)));
    long merged = below(ledger, "dev:md1").stream().mapToLong(e -> e.reads().mergesBelow()).sum();
    assertThat(merged).isEqualTo(4 * 32_749);
  }

  /** Since boot: volumes of together 22.85 w/s on a disk of 6.05 w/s and 16.80 merged. */
  @Test
  void volumesThatWriteMoreOftenThanTheirDisk() {
    TestingSamples host =
        TestingSamples.host("server")
            .with(disk("sda"), partition("sda", 2), partition("sda", 3))
            .with(lv("dm-0", "vg-root", "sda2").size(1_000_000))
            .with(lv("dm-1", "vg-usr", "sda2").size(1_000_000))
            .with(lv("dm-2", "vg-tmp", "sda2").size(1_000_000))
            .with(lv("dm-3", "vg-var", "sda2", "sda3").size(1_000_000))
            .with(lv("dm-4", "vg-home", "sda2").size(1_000_000));
    linear(host, "vg-root", 0);
    linear(host, "vg-usr", 1);
    linear(host, "vg-tmp", 2);
    linear(host, "vg-home", 4);
    host.table(
        "vg-var",
        target("linear", 0, 500_000, lower(Use.DATA, 8, 2, 3_000_000)),
        target("linear", 500_000, 500_000, lower(Use.DATA, 8, 3, 2048)));
    for (int i = 0; i < 5; i++) {
      host.mount("dm-" + i, "/mnt/" + i, "ext3");
    }
    Sample before = host.build();
    host.later(100)
        .counters("dm-0", NONE, io(305, 0, 2438, 1300))
        .counters("dm-1", NONE, io(460, 0, 3680, 2300))
        .counters("dm-2", NONE, io(148, 0, 1188, 430))
        .counters("dm-3", NONE, io(492, 0, 3936, 3700))
        .counters("dm-4", NONE, io(880, 0, 7044, 1600))
        .counters("sda2", NONE, io(602, 1441, 16_342, 900))
        .counters("sda3", NONE, io(3, 239, 1944, 50))
        .counters("sda", NONE, io(605, 1680, 18_286, 950));
    Ledger ledger = new Bookkeeper().post(before, host.build());
    assertThat(words(ledger)).contains("nothing is amplified").contains("merged");
    assertThat(ledger.edges())
        .filteredOn(e -> e.edge().lower().value().startsWith("dev:sda"))
        .allSatisfy(e -> assertThat(e.factor()).as(e.why()).isCloseTo(1, within(0.03)));
    assertThat(Books.device(ledger, "sda").postings()).allMatch(p -> p.ops() <= 605);
  }

  /** Two near copies in chunks of 64 KiB. */
  private static TestingDevice raid10(String name, String... members) {
    var list = new ArrayList<BlockDevice.MdMember>();
    for (String member : members) {
      list.add(TestingDevices.member(member, "in_sync", "" + list.size()));
    }
    return md(name, "raid10", members)
        .personality(
            new BlockDevice.Personality.MdArray(
                Reading.known("raid10"),
                Reading.known(0x102L),
                Reading.known(65_536L),
                Reading.known((long) members.length),
                Reading.known(0L),
                Reading.known("idle"),
                Reading.known("none"),
                Reading.known("clean"),
                Reading.known("1.2"),
                list));
  }

  private static void linear(TestingSamples host, String name, int place) {
    host.table(
        name, target("linear", 0, 1_000_000, lower(Use.DATA, 8, 2, place * 1_000_000L + 2048)));
  }

  private static List<EdgeFlow> below(Ledger ledger, String upper) {
    return ledger.edges().stream().filter(e -> e.edge().upper().value().equals(upper)).toList();
  }
}
