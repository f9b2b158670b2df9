package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The files of one process. */
final class PidFilesTest {
  private static Text latin(String path, String content) {
    return new Text(path, content.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  @Nested
  final class Stat {
    private static final String NUMBERS =
        " S 1 1234 1234 0 -1 %d 900 0 17 5 250 50 0 0 20 0 3 0 8765 1000000 500"
            + " 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 33 0 0 0 0 0\n";

    private static PidStat parse(String content) {
      return PidStat.parse(latin("proc/1234/stat", content)).optional().orElseThrow();
    }

    @Test
    void figures() {
      assertThat(parse("1234 (bash)" + NUMBERS.formatted(4194560)))
          .isEqualTo(new PidStat(1234, "bash", 'S', 1, 4194560, 17, 300, 8765, 33));
      assertThat(parse("2 (kthreadd)" + NUMBERS.formatted(2129984)).kernelThread()).isTrue();
    }

    @Test
    void theNameEndsAtTheLastParenthesis() {
      assertThat(parse("7 (a) S 1 (b)" + NUMBERS.formatted(0)).comm()).isEqualTo("a) S 1 (b");
      assertThat(parse("7 (a\nb \t)" + NUMBERS.formatted(0)).comm()).isEqualTo("a\nb \t");
      assertThat(parse("7 ()" + NUMBERS.formatted(0)).comm()).isEmpty();
      assertThat(parse("7 (\u00ff\u001b[2J)" + NUMBERS.formatted(0)).comm())
          .isEqualTo("\udcff\u001b[2J");
      String endless = "n".repeat(4096);
      assertThat(parse("7 (" + endless + ")" + NUMBERS.formatted(0)).comm()).isEqualTo(endless);
    }

    @Test
    void whatIsNotWholeIsDamage() {
      String whole = "1234 (bash)" + NUMBERS.formatted(4194560);
      int delay = whole.indexOf(" 33 ") + 3;
      for (int length = 0; length <= delay; length++) {
        assertThat(PidStat.parse(latin("proc/1234/stat", whole.substring(0, length))))
            .as("%s bytes", length)
            .isInstanceOf(Reading.Malformed.class);
      }
      assertThat(PidStat.parse(latin("proc/x/stat", "x (bash)" + NUMBERS.formatted(0))))
          .isInstanceOf(Reading.Malformed.class);
      assertThat(PidStat.parse(latin("proc/x/stat", "99999999999 (a)" + NUMBERS.formatted(0))))
          .isInstanceOf(Reading.Malformed.class);
    }
  }

  @Nested
  final class Io {
    private static final String WHOLE =
        """
        rchar: 323934931
        wchar: 323929600
        syscr: 632687
        syscw: 632675
        read_bytes: 1
        write_bytes: 323932160
        cancelled_write_bytes: 2
        """;

    @Test
    void figures() {
      assertThat(PidIo.parse(Text.of("proc/1/io", WHOLE)))
          .isEqualTo(
              Reading.known(new PidIo(323934931, 323929600, 632687, 632675, 1, 323932160, 2)));
    }

    @Test
    void whatIsNotWholeIsDamage() {
      for (int length = 0; length < WHOLE.length(); length++) {
        assertThat(PidIo.parse(Text.of("proc/1/io", WHOLE.substring(0, length))))
            .as("%s bytes", length)
            .isInstanceOf(Reading.Malformed.class);
      }
      assertThat(PidIo.parse(Text.of("proc/1/io", WHOLE.replace("632687", "-1"))))
          .isEqualTo(Reading.malformed("proc/1/io:3", "syscr: and a number", "syscr: -1"));
    }
  }

  @Nested
  final class Cgroup {
    @Test
    void bothVersions() {
      assertThat(
              PidCgroup.parse(
                  Text.of(
                      "proc/1/cgroup",
                      """
                      12:cpu,cpuacct:/lxc.payload.web
                      7:blkio:/a:b c
                      1:name=systemd:/init.scope
                      0::/system.slice/\udcff.service (deleted)
                      """)))
          .isEqualTo(
              Reading.known(
                  new PidCgroup(
                      Map.of(
                          "cpu", "/lxc.payload.web",
                          "cpuacct", "/lxc.payload.web",
                          "blkio", "/a:b c",
                          "name=systemd", "/init.scope",
                          "", "/system.slice/\udcff.service (deleted)"))));
    }

    @Test
    void damage() {
      assertThat(PidCgroup.parse(Text.of("c", "0::/a\n7:blkio\n")))
          .isEqualTo(Reading.malformed("c:2", "ID:CONTROLLERS:/PATH", "7:blkio"));
      assertThat(PidCgroup.parse(Text.of("c", "0::/sys"))).isInstanceOf(Reading.Malformed.class);
      assertThat(PidCgroup.parse(Text.of("c", "x::/sys\n"))).isInstanceOf(Reading.Malformed.class);
      assertThat(PidCgroup.parse(Text.of("c", "")))
          .isEqualTo(Reading.known(new PidCgroup(Map.of())));
    }
  }

  @Nested
  final class Cmdline {
    private static java.util.List<String> parse(String content) {
      return PidCmdline.parse(latin("proc/1/cmdline", content))
          .optional()
          .orElseThrow()
          .arguments();
    }

    @Test
    void arguments() {
      assertThat(parse("qemu\0-name\0guest=web1\0")).containsExactly("qemu", "-name", "guest=web1");
      assertThat(parse("sh\0\0-c\0")).containsExactly("sh", "", "-c");
      assertThat(parse("nginx: worker process\0\0\0")).containsExactly("nginx: worker process");
      assertThat(parse("cut\0she")).containsExactly("cut", "she");
      assertThat(parse("a\nb\u00ff\0")).containsExactly("a\nb\udcff");
      assertThat(parse("")).isEmpty();
      assertThat(parse("\0\0")).isEmpty();
    }
  }

  @Nested
  final class Fdinfo {
    private static Reading<PidFdinfo> parse(String content) {
      return PidFdinfo.parse(Text.of("proc/1/fdinfo/3", content));
    }

    @Test
    void openedForDirectWriting() {
      PidFdinfo file =
          parse("pos:\t4096\nflags:\t02140002\nmnt_id:\t29\nino:\t1835031\n")
              .optional()
              .orElseThrow();
      assertThat(file.position()).isEqualTo(4096);
      assertThat(file.writable()).isTrue();
      assertThat(file.direct()).isTrue();
      assertThat(file.mountId()).hasValue(29);
      assertThat(file.inode()).hasValue(1835031);
      assertThat(file.networkInterface()).isEmpty();
    }

    @Test
    void openedForReadingOrForItsPathOnly() {
      PidFdinfo reading = parse("pos:\t0\nflags:\t0100000\n").optional().orElseThrow();
      assertThat(reading.writable()).isFalse();
      assertThat(reading.direct()).isFalse();
      assertThat(reading.mountId()).isEmpty();
      assertThat(reading.inode()).isEmpty();
      assertThat(parse("pos:\t0\nflags:\t010000002\n").optional().orElseThrow().writable())
          .isFalse();
      assertThat(parse("pos:\t0\nflags:\t0200001\n").optional().orElseThrow().direct()).isTrue();
    }

    @Test
    void tapsAndOtherLines() {
      PidFdinfo tap =
          parse("pos:\t0\nflags:\t0104002\nmnt_id:\t29\nino:\t91\niff:\ttap0\n")
              .optional()
              .orElseThrow();
      assertThat(tap.networkInterface()).contains("tap0");
      assertThat(parse("pos:\t-1\nflags:\t02\nmnt_id:\t15\neventfd-count:  0\ntfd: 4 x\n"))
          .isInstanceOf(Reading.Known.class);
    }

    @Test
    void damage() {
      assertThat(parse("")).isInstanceOf(Reading.Malformed.class);
      assertThat(parse("pos:\t0\n")).isInstanceOf(Reading.Malformed.class);
      assertThat(parse("pos:\t0\nflags:\t0100")).isInstanceOf(Reading.Malformed.class);
      assertThat(parse("pos:\t0\nflags:\t0198\n")).isInstanceOf(Reading.Malformed.class);
      assertThat(parse("pos:\t0\nflags:\t02\nmnt_id:\tx\n")).isInstanceOf(Reading.Malformed.class);
    }
  }

  @Nested
  final class Maps {
    @Test
    void filesAndOtherMemory() {
      PidMaps maps =
          PidMaps.parse(
                  Text.of(
                      "proc/1/maps",
                      """
                      7f1c2a000000-7f1c2a021000 rw-s 00001000 fd:1a 1835031                    /var/lib/a b\\012.mdb
                      7f1c2a021000-7f1c2a022000 rw-p 00000000 fd:1a 1835031                    /var/lib/private (deleted)
                      7f1c2a022000-7f1c2a023000 r--s 00000000 00:30 7                          /memfd:\\040x
                      ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                      55d0c0000000-55d0c0021000 rw-p 00000000 00:00 0
                      55d0c0000000 rw-p 00000000 00:00 0
                      7f1c2a021000-7f1c2a022000 rw-p 00000000 fd:zz 1835031 /x
                      """))
              .optional()
              .orElseThrow();
      assertThat(maps.mappings())
          .containsExactly(
              new PidMaps.Mapping(
                  0x21000, "rw-s", 0x1000, new DevNo(253, 26), 1835031, "/var/lib/a b\n.mdb"),
              new PidMaps.Mapping(
                  0x1000, "rw-p", 0, new DevNo(253, 26), 1835031, "/var/lib/private (deleted)"),
              new PidMaps.Mapping(0x1000, "r--s", 0, new DevNo(0, 48), 7, "/memfd:\\040x"),
              new PidMaps.Mapping(0x1000, "--xp", 0, DevNo.NONE, 0, "[vsyscall]"),
              new PidMaps.Mapping(0x21000, "rw-p", 0, DevNo.NONE, 0, ""));
      assertThat(maps.mappings())
          .extracting(PidMaps.Mapping::writesToFile)
          .containsExactly(true, false, false, false, false);
      assertThat(maps.damaged())
          .extracting(Reading.Malformed::where)
          .containsExactly("proc/1/maps:6", "proc/1/maps:7");
    }
  }
}
