package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DiskstatsTest {
  private static Diskstats parse(String content) {
    return Diskstats.parse(new Text("proc/diskstats", Text.of("", content).bytes(), 42))
        .optional()
        .orElseThrow();
  }

  @Test
  void threeWidths() {
    Diskstats diskstats =
        parse(
            """
               8       0 sda 1 2 3 4 5 6 7 8 9 10 11
             259       1 nvme0n1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
               8      16 sdb 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
            """);
    assertThat(diskstats.nanos()).isEqualTo(42);
    assertThat(diskstats.damaged()).isEmpty();
    var reads = new Diskstats.Io(1, 2, 3, 4);
    var writes = new Diskstats.Io(5, 6, 7, 8);
    var discards = new Diskstats.Io(12, 13, 14, 15);
    assertThat(diskstats.rows())
        .containsExactly(
            new Diskstats.Row(
                new DevNo(8, 0),
                "sda",
                reads,
                writes,
                9,
                10,
                11,
                Reading.absent("needs kernel 4.18"),
                Reading.absent("needs kernel 5.5")),
            new Diskstats.Row(
                new DevNo(259, 1),
                "nvme0n1",
                reads,
                writes,
                9,
                10,
                11,
                Reading.known(discards),
                Reading.absent("needs kernel 5.5")),
            new Diskstats.Row(
                new DevNo(8, 16),
                "sdb",
                reads,
                writes,
                9,
                10,
                11,
                Reading.known(discards),
                Reading.known(new Diskstats.Flushes(16, 17))));
  }

  @Test
  void otherWidthsAreDamageOfTheirOwnRow() {
    Diskstats diskstats =
        parse(
            """
               8       1 sda1 35486 0 35496 38030
               8       2 sda2 1 2 3 4 5 6 7 8 9 10
               8       3 sda3 1 2 3 4 5 6 7 8 9 10 11 12
               8       4 sda4 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 8 5 sdb 1 2
               8       5 sda5 1 2 3 4 5 6 7 8 9 10 11
               8       6 sda6 1 2 3 4 5 x 7 8 9 10 11
               8       7 sda7 1 2 3 4 5 -6 7 8 9 10 11
               8       sda8 1 2 3 4 5 6 7 8 9 10 11
            99999 8 sda9 1 2 3 4 5 6 7 8 9 10 11
            garbage
            """);
    assertThat(diskstats.rows()).extracting(Diskstats.Row::name).containsExactly("sda5");
    assertThat(diskstats.damaged())
        .extracting(Reading.Malformed::where)
        .containsExactly(
            "proc/diskstats:1",
            "proc/diskstats:2",
            "proc/diskstats:3",
            "proc/diskstats:4",
            "proc/diskstats:6",
            "proc/diskstats:7",
            "proc/diskstats:8",
            "proc/diskstats:9",
            "proc/diskstats:10");
  }

  @Test
  void whatLaterKernelsAppendIsSteppedOver() {
    String twenty = "8 0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17";
    Diskstats diskstats = parse(twenty + " 18\n" + twenty + " 18 19 20 21\n" + twenty + "\n");
    assertThat(diskstats.damaged()).isEmpty();
    assertThat(diskstats.rows()).hasSize(3);
    assertThat(Set.copyOf(diskstats.rows())).hasSize(1);
  }

  @Test
  void aLineCutWithinItsLastNumberIsNoRow() {
    Diskstats diskstats =
        parse("8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n8 16 sdb 1 2 3 4 5 6 7 8 9 10 11");
    assertThat(diskstats.rows()).hasSize(1);
    assertThat(diskstats.damaged()).hasSize(1);
  }

  @Test
  void counterAbove63BitsIsKeptAndAbove64IsDamage() {
    Diskstats diskstats =
        parse(
            """
            8 0 sda 18446744073709551615 2 3 4 5 6 7 8 9 10 11
            8 1 sda1 18446744073709551616 2 3 4 5 6 7 8 9 10 11
            """);
    assertThat(diskstats.rows()).extracting(row -> row.reads().ops()).containsExactly(-1L);
    assertThat(diskstats.damaged()).hasSize(1);
  }

  @Test
  void namesAreThoseOfSysfsAndOtherwiseRaw() {
    Diskstats diskstats =
        parse(
            """
            104 0 cciss/c0d0 1 2 3 4 5 6 7 8 9 10 11\r
            8 0 \u001b[31msda\u202e 1 2 3 4 5 6 7 8 9 10 11
            8 1 %s 1 2 3 4 5 6 7 8 9 10 11
            8 2 \udcff\udcfe 1 2 3 4 5 6 7 8 9 10 11
            """
                .formatted("n".repeat(4096)));
    assertThat(diskstats.rows())
        .extracting(Diskstats.Row::name)
        .containsExactly("cciss/c0d0", "\u001b[31msda\u202e", "n".repeat(4096), "\udcff\udcfe");
  }

  @Test
  void nothingAtAllIsAbsent() {
    assertThat(Diskstats.parse(Text.of("proc/diskstats", "")))
        .isEqualTo(Reading.absent("no block device in proc/diskstats"));
  }
}
