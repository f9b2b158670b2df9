package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Jbd2Info.Averages;
import dev.iosleuth.kernel.proc.Modules.Module;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The files of the whole host that are evidence only. */
final class HostFilesTest {
  private static <T> T known(Function<Text, Reading<T>> parser, String content) {
    return parser.apply(Text.of("proc/file", content)).optional().orElseThrow();
  }

  private static <T> void malformed(Function<Text, Reading<T>> parser, String content) {
    assertThat(parser.apply(Text.of("proc/file", content))).isInstanceOf(Reading.Malformed.class);
  }

  @Nested
  final class NamesAndNumbers {
    @Test
    void vmstat() {
      Vmstat vmstat = known(Vmstat::parse, "nr_dirty 53\npgpgin x\npgmajfault 3012\nlast 12");
      assertThat(vmstat.values()).containsOnlyKeys("nr_dirty", "pgmajfault");
      assertThat(vmstat.values()).containsEntry("nr_dirty", 53L);
      assertThat(vmstat.damaged()).hasSize(2);
      malformed(Vmstat::parse, "");
      malformed(Vmstat::parse, "\0\u0001\u0002\n");
    }

    @Test
    void xfsStat() {
      assertThat(known(XfsStat::parse, "extent_alloc 1 2\nlog 5 17 0 5 3\nrw 16 0\n"))
          .isEqualTo(new XfsStat(5, 17 * 512));
      malformed(XfsStat::parse, "extent_alloc 1 2\n");
      malformed(XfsStat::parse, "log 5 x 0\n");
      malformed(XfsStat::parse, "log 5 17 0 5");
      malformed(XfsStat::parse, "");
    }

    @Test
    void meminfo() {
      Meminfo meminfo =
          known(
              Meminfo::parse,
              """
              MemTotal:       15666184 kB
              Active(anon):    1234567 kB
              HugePages_Total:       7
              Dirty:           many kB
              Writeback:      12 MB
              Cached 12 kB
              """);
      assertThat(meminfo.kib())
          .containsEntry("MemTotal", 15666184L)
          .containsEntry("Active(anon)", 1234567L)
          .containsEntry("HugePages_Total", 7L)
          .hasSize(3);
      assertThat(meminfo.damaged()).hasSize(3);
      malformed(Meminfo::parse, "\n");
    }

    @Test
    void stat() {
      Stat stat =
          known(
              Stat::parse,
              """
              cpu  1 2 3 4 5 6 7 8 9 10
              cpu0 1 2 3 4 5 6 7
              cpu1 1 2 3
              intr 95105080 8 0 0
              ctxt 130465866
              btime 1555568347
              procs_blocked 1
              softirq 39588713 71735
              processes x
              procs_running 2\
              """);
      assertThat(stat.cpus().get("cpu"))
          .isEqualTo(new Stat.Cpu(1, 2, 3, 4, 5, 6, 7, OptionalLong.of(8)));
      assertThat(stat.cpus().get("cpu0"))
          .isEqualTo(new Stat.Cpu(1, 2, 3, 4, 5, 6, 7, OptionalLong.empty()));
      assertThat(stat.cpus()).hasSize(2);
      assertThat(stat.values()).containsOnlyKeys("ctxt", "btime", "procs_blocked");
      assertThat(stat.damaged())
          .extracting(Reading.Malformed::where)
          .containsExactly("proc/file:3", "proc/file:9", "proc/file:10");
      malformed(Stat::parse, "");
    }
  }

  @Nested
  final class Tables {
    @Test
    void modules() {
      Modules modules =
          known(
              Modules::parse,
              """
              kvm 1146880 1 kvm_intel,kvm_amd, Live 0x0000000000000000
              drbd 376832 - - Loading 0x0000000000000000 (OE)
              broken many 1 - Live 0x0
              cut 1
              """);
      assertThat(modules.modules())
          .containsExactly(
              new Module(
                  "kvm", 1146880, OptionalLong.of(1), List.of("kvm_intel", "kvm_amd"), "Live", ""),
              new Module("drbd", 376832, OptionalLong.empty(), List.of(), "Loading", "OE"));
      assertThat(modules.damaged()).hasSize(2);
      assertThat(known(Modules::parse, "").modules()).isEmpty();
    }

    @Test
    void interfaces() {
      NetDev net =
          known(
              NetDev::parse,
              """
              Inter-|   Receive                                                |  Transmit
               face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                  lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
              eth0:1:18446744073709551615 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
                eth1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
                eth2
              """);
      assertThat(net.interfaces())
          .containsExactly(
              new NetDev.Interface("lo", 1, 2, 3, 4, 9, 10, 11, 12),
              new NetDev.Interface("eth0:1", -1, 2, 3, 4, 9, 10, 11, 12));
      assertThat(net.damaged()).hasSize(2);
      malformed(NetDev::parse, "");
      malformed(NetDev::parse, "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
    }
  }

  @Nested
  final class Shares {
    @Test
    void pressure() {
      Pressure pressure =
          known(
              Pressure::parse,
              """
              some avg10=0.45 avg60=100.00 avg300=0.20 total=96242289
              full avg10=0.05 avg60=0.33 avg300=0.20 total=x
              """);
      assertThat(pressure.some())
          .isEqualTo(Reading.known(new Pressure.Share(45, 10000, 20, 96242289)));
      assertThat(pressure.full()).isInstanceOf(Reading.Malformed.class);
    }

    @Test
    void ofCpusOnOldKernels() {
      Pressure pressure =
          known(Pressure::parse, "some avg10=0.10 avg60=2.00 avg300=3.85 total=15\n");
      assertThat(pressure.full()).isInstanceOf(Reading.Absent.class);
      malformed(Pressure::parse, "");
      malformed(Pressure::parse, "most avg10=0.10 avg60=2.00 avg300=3.85 total=15\n");
      assertThat(known(Pressure::parse, "some avg10=0.10 avg60=2.00 avg300=3.85 total=15").some())
          .isInstanceOf(Reading.Malformed.class);
    }

    @Test
    void uptime() {
      assertThat(known(Uptime::parse, "350735.47 234388.90\n").nanos())
          .isEqualTo(350_735_470_000_000L);
      malformed(Uptime::parse, "350735.4");
      malformed(Uptime::parse, "up 3 days\n");
      malformed(Uptime::parse, "");
    }
  }

  @Nested
  final class Zfs {
    private static final String HEAD =
        """
        30 1 0x01 7 2160 5214787391 73405258558961
        name                            type data
        """;

    @Test
    void objset() {
      assertThat(
              known(
                  Objset::parse,
                  HEAD
                      + """
                      dataset_name                    7    rpool/my data
                      writes                          4    4
                      nwritten                        4    2
                      reads                           4    6
                      nread                           4    9
                      nunlinks                        4    0
                      """))
          .isEqualTo(new Objset("rpool/my data", 4, 2, 6, 9));
      malformed(Objset::parse, HEAD);
      malformed(
          Objset::parse,
          HEAD + "dataset_name 7 a\nwrites 4 x\nnwritten 4 2\nreads 4 1\nnread 4 1\n");
      malformed(Objset::parse, "");
      malformed(Objset::parse, "writes 4 1\n");
    }

    @Test
    void arcstats() {
      Arcstats arc = known(Arcstats::parse, HEAD + "hits 4 8772612\nneed 3 -5\nmisses 4\nx 4 1");
      assertThat(arc.values())
          .containsEntry("hits", 8772612L)
          .containsEntry("need", -5L)
          .hasSize(2);
      assertThat(arc.damaged()).hasSize(2);
    }
  }

  @Nested
  final class Journal {
    private static final String WHOLE =
        """
        2092 transactions (2091 requested), each up to 8192 blocks
        average:\s
          1ms waiting for transaction
          0ms request delay
          20ms running transaction
          2ms transaction was being locked
          3ms flushing data (in ordered mode)
          21ms logging transaction
          15981us average transaction commit time
          67 handles per transaction
          4 blocks per transaction
          5 logged blocks per transaction
        """;

    @Test
    void averages() {
      assertThat(known(Jbd2Info::parse, WHOLE))
          .isEqualTo(
              new Jbd2Info(
                  2092, 2091, 8192, Optional.of(new Averages(1, 20, 2, 3, 21, 15981, 67, 4, 5))));
    }

    @Test
    void beforeTheFirstCommit() {
      assertThat(known(Jbd2Info::parse, "0 transactions (0 requested), each up to 8192 blocks\n"))
          .isEqualTo(new Jbd2Info(0, 0, 8192, Optional.empty()));
    }

    @Test
    void whatIsNotWholeIsDamage() {
      int firstLine = WHOLE.indexOf('\n') + 1;
      for (int length = 0; length < WHOLE.length(); length++) {
        if (length != firstLine) {
          malformed(Jbd2Info::parse, WHOLE.substring(0, length));
        }
      }
    }
  }
}
