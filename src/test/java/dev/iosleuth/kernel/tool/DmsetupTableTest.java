package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Lower;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DmsetupTableTest {
  private static final String KEY = "0123456789abcdef".repeat(8);

  private static DmsetupTable parse(String text) {
    return DmsetupTable.parse(Text.of("tool/dmsetup-table", text));
  }

  private static Target only(String arguments) {
    DmsetupTable table = parse("x: 0 4096 " + arguments + "\n");
    assertThat(table.damaged()).isEmpty();
    return table.targets("x").getFirst();
  }

  @Test
  void severalTargetsUnderOneName() {
    DmsetupTable table =
        parse(
            """
            vg-root: 0 41943040 linear 8:2 2048
            vg-root: 41943040 8192 linear 8:18 0
            vg-fast: 0 8388608 striped 2 128 8:16 2048 8:32 4096
            gone:\s
            """);
    assertThat(table.damaged()).isEmpty();
    assertThat(table.tables()).containsOnlyKeys("vg-root", "vg-fast", "gone");
    assertThat(table.targets("vg-root"))
        .containsExactly(
            new Target(
                0,
                41943040,
                "linear",
                0,
                List.of(new Lower(Use.DATA, new DevNo(8, 2), 2048)),
                "8:2 2048"),
            new Target(
                41943040,
                8192,
                "linear",
                0,
                List.of(new Lower(Use.DATA, new DevNo(8, 18), 0)),
                "8:18 0"));
    assertThat(table.targets("vg-fast").getFirst().chunkSectors()).isEqualTo(128);
    assertThat(table.targets("gone")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          linear 8:2 2048 | 0 | DATA 8:2 2048
          striped 2 128 8:16 0 8:32 64 | 128 | DATA 8:16 0, DATA 8:32 64
          unstriped 2 512 1 259:0 0 | 512 | DATA 259:0 0
          crypt aes-xts-plain64 :32:logon:cryptsetup:u-d0 0 8:2 4096 1 allow_discards | 0 | DATA 8:2 4096
          mirror core 2 1024 nosync 2 8:0 0 8:16 8 1 handle_errors | 0 | DATA 8:0 0, DATA 8:16 8
          mirror disk 2 253:5 1024 2 8:0 0 8:16 0 | 0 | LOG 253:5 -1, DATA 8:0 0, DATA 8:16 0
          raid raid5_ls 3 128 region_size 1024 3 254:0 254:1 254:2 254:3 - - | 128 | META 254:0 -1, DATA 254:1 0, META 254:2 -1, DATA 254:3 0
          raid raid1 1 0 2 - 254:1 - 254:3 | 0 | DATA 254:1 0, DATA 254:3 0
          thin-pool 254:3 254:4 128 0 1 skip_block_zeroing | 128 | META 254:3 -1, DATA 254:4 -1
          thin 254:5 1 | 0 | POOL 254:5 -1
          thin 254:5 1 254:9 | 0 | POOL 254:5 -1, ORIGIN 254:9 0
          snapshot 254:1 254:2 P 8 | 8 | ORIGIN 254:1 0, COW 254:2 -1
          snapshot-merge 254:1 254:2 P 8 | 8 | ORIGIN 254:1 0, COW 254:2 -1
          snapshot-origin 254:1 | 0 | ORIGIN 254:1 0
          cache 254:0 254:1 254:2 128 1 writeback smq 0 | 128 | META 254:0 -1, CACHE 254:1 -1, ORIGIN 254:2 0
          writecache s 254:1 254:2 4096 0 | 8 | ORIGIN 254:1 0, CACHE 254:2 -1
          multipath 1 queue_if_no_path 1 alua 2 1 service-time 0 2 2 8:0 1 1 8:16 1 1 service-time 0 1 2 8:32 1 1 | 0 | DATA 8:0 0, DATA 8:16 0, DATA 8:32 0
          multipath 0 0 0 0 | 0 | ''
          integrity 8:2 0 32 J 6 interleave_sectors:32768 internal_hash:crc32c | 0 | DATA 8:2 -1
          integrity 8:2 0 4 J 2 meta_device:8:3 internal_hash:crc32c | 0 | DATA 8:2 0, META 8:3 -1
          verity 1 8:1 8:2 4096 4096 262144 1 sha256 aa bb 2 use_fec_from_device 8:3 | 0 | DATA 8:1 0, META 8:2 -1, META 8:3 -1
          verity 1 8:1 8:1 4096 4096 262144 1 sha256 aa - | 0 | DATA 8:1 0
          era 8:1 8:2 4096 | 4096 | META 8:1 -1, DATA 8:2 0
          delay 8:1 0 10 | 0 | DATA 8:1 0
          delay 8:1 0 10 8:2 64 20 8:2 64 20 | 0 | DATA 8:1 0, DATA 8:2 64
          flakey 8:1 2048 30 0 1 drop_writes | 0 | DATA 8:1 2048
          vdo V4 254:0 262144 4096 32768 16380 | 0 | DATA 254:0 -1
          switch 2 128 0 8:0 0 8:16 0 | 128 | DATA 8:0 0, DATA 8:16 0
          dust 8:1 0 512 | 0 | DATA 8:1 0
          ebs 8:1 0 8 | 0 | DATA 8:1 0
          clone 8:1 8:2 8:3 8 1 no_hydration | 8 | META 8:1 -1, DATA 8:2 0, ORIGIN 8:3 0
          log-writes 8:1 8:2 | 0 | DATA 8:1 0, LOG 8:2 -1
          zoned 8:1 8:2 | 0 | DATA 8:1 -1, DATA 8:2 -1
          zero | 0 | ''
          error | 0 | ''
          """)
  void everyTypeNamesItsDevices(String line, long chunk, String lowers) {
    Target target = only(line.strip());
    assertThat(target.understood()).isTrue();
    assertThat(target.chunkSectors()).isEqualTo(chunk);
    assertThat(
            target.lowers().stream()
                .map(l -> l.use() + " " + l.dev() + " " + l.startSector())
                .toList())
        .isEqualTo(lowers.isEmpty() ? List.of() : List.of(lowers.strip().split(", ")));
  }

  @Test
  void keysAreNeverKept() {
    String lines =
        """
        c: 0 8 crypt aes-xts-plain64 KEY 0 8:2 4096
        i: 0 8 integrity 8:2 0 4 J 2 internal_hash:hmac(sha256):KEY journal_mac:x:KEY
        u: 0 8 default-key aes-xts-plain64 KEY 0 8:2 0
        broken: 0 8 crypt aes-xts-plain64 KEY 0 nowhere
        crypt aes KEY
        KEY 0 8:2
        KEY: 1 2 crypt aes KEY
        """
            .replace("KEY", KEY);
    DmsetupTable table = parse(lines);
    assertThat(table.toString()).doesNotContain(KEY);
    assertThat(table.targets("c").getFirst().arguments()).isEqualTo("aes-xts-plain64 - 0 8:2 4096");
    assertThat(table.targets("i").getFirst().arguments())
        .contains("internal_hash:hmac(sha256):- journal_mac:x:-");
    assertThat(table.damaged()).hasSize(4);
  }

  @Test
  void anUnknownTypeIsKept() {
    Target target = only("teleport 8:1 8:2 fast");
    assertThat(target.understood()).isFalse();
    assertThat(target.type()).isEqualTo("teleport");
    assertThat(target.arguments()).isEqualTo("8:1 8:2 fast");
    assertThat(target.lowers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear 8:2",
        "linear sda 0",
        "linear 8:2 -5",
        "linear 8:2 x",
        "linear 99999:2 0",
        "striped 3 128 8:16 0 8:32 64",
        "striped 99999999999999999999 128 8:16 0",
        "striped 2147483648 128 8:16 0",
        "raid raid1 9 0 2 - 8:1",
        "multipath 0 0 9 1 rr 0 1 1 8:0",
        "thin-pool 8:1",
        "zoned",
        "mirror disk 0 2 8:0 0 8:16 0"
      })
  void damagedArgumentsCostTheirRow(String arguments) {
    DmsetupTable table = parse("bad: 0 8 " + arguments + "\ngood: 0 8 zero\n");
    assertThat(table.damaged()).hasSize(1);
    assertThat(table.damaged().getFirst().where()).isEqualTo("tool/dmsetup-table:1");
    assertThat(table.tables()).containsKey("good");
  }

  @Test
  void namesMayHoldAnything() {
    DmsetupTable table =
        parse(
            "a: 0 8 linear: 0 8 linear 8:1 0\n\u001b[31m\udcff: 0 8 zero\n"
                + "n".repeat(4096)
                + ": 0 8 zero\n");
    assertThat(table.tables())
        .containsOnlyKeys("a: 0 8 linear", "\u001b[31m\udcff", "n".repeat(4096));
  }

  /** The kernel allows a newline in a name; what follows it imitates the row of another device. */
  @Test
  void aForgedRowDoesNotReplaceTheTrueOne() {
    DmsetupTable table =
        parse("vg-root: 0 100 linear 8:2 2048\nevil\nvg-root: 0 8 linear 7:0 0: 0 8 zero\n");
    assertThat(table.targets("vg-root")).hasSize(1);
    assertThat(table.targets("vg-root").getFirst().sectors()).isEqualTo(100);
    assertThat(table.damaged()).isNotEmpty();
  }

  @Test
  void gapsAndOverflowsAreDamage() {
    DmsetupTable table =
        parse(
            """
            a: 0 8 zero
            a: 9 8 zero
            b: 8 8 zero
            c: 0 9223372036854775807 zero
            c: 9223372036854775807 9223372036854775807 zero
            d: 0 18446744073709551615 zero
            e: 0 0 zero
            """);
    assertThat(table.damaged()).hasSize(5);
    assertThat(table.targets("a")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "No devices found\n"})
  void nothingIsNothing(String text) {
    assertThat(parse(text).tables()).isEmpty();
    assertThat(parse(text).damaged()).isEmpty();
  }

  @Test
  void aLineOfSeparatorsIsNoTrap() {
    assertThat(parse(": 1".repeat(500_000)).damaged()).hasSize(1);
  }
}
