package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.iosleuth.kernel.proc.DrbdProc.Minor;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DrbdProcTest {
  private static DrbdProc parse(String content) {
    return DrbdProc.parse(Text.of("proc/drbd", content)).optional().orElseThrow();
  }

  @Test
  void version84() {
    DrbdProc drbd =
        parse(
            """
            version: 8.4.11 (api:1/proto:86-101)
            srcversion: 1A9F77B1CA5FF92235C2213

             0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r---n-
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 lo:0 pe:33 ua:18 ap:0 ep:1 wo:f oos:7
                [============>.......] sync'ed: 68.5% (335744/1048576)K
                finish: 0:00:05 speed: 64,800 (64,800) K/sec
             2: cs:Unconfigured

             8: cs:StandAlone ro:Secondary/Unknown ds:UpToDate/DUnknown   r-----
                ns:0 nr:0 dw:0 dr:200 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:1048320
            """);
    assertThat(drbd.version()).isEqualTo("8.4.11");
    assertThat(drbd.damaged()).isEmpty();
    assertThat(drbd.resyncTotalsKib()).isEqualTo(Map.of(0, 1048576L));
    assertThat(drbd.minors())
        .containsExactly(
            new Minor(
                0,
                "SyncSource",
                "Primary",
                "Secondary",
                "UpToDate",
                "Inconsistent",
                "C",
                1,
                2,
                3,
                4,
                5,
                6,
                OptionalLong.of(7)),
            new Minor(
                8,
                "StandAlone",
                "Secondary",
                "Unknown",
                "UpToDate",
                "DUnknown",
                "",
                0,
                0,
                0,
                200,
                0,
                0,
                OptionalLong.of(1048320)));
  }

  @Test
  void version80HasNoOutOfSync() {
    DrbdProc drbd =
        parse(
            """
            version: 8.0.12 (api:86/proto:86)
            GIT-hash: 0123456789abcdef0123456789abcdef01234567 build by root@node1
             0: cs:Connected st:Primary/Secondary ds:UpToDate/UpToDate C r---
                ns:1048576 nr:0 dw:1052672 dr:664 al:17 bm:5 lo:0 pe:0 ua:0 ap:0
            \tresync: used:0/61 hits:0 misses:0 starving:0 dirty:0 changed:0
            \tact_log: used:0/257 hits:4096 misses:17 starving:0 dirty:0 changed:17
            """);
    assertThat(drbd.damaged()).isEmpty();
    assertThat(drbd.minors())
        .extracting(Minor::role, Minor::writtenKib, Minor::outOfSyncKib)
        .containsExactly(tuple("Primary", 1052672L, OptionalLong.empty()));
  }

  /** In MiB from 4 GiB on; a verification is none; progress of a damaged minor is nobody's. */
  @Test
  void progressIsTheMinorsBeforeIt() {
    DrbdProc drbd =
        parse(
            """
             0: cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 lo:0 pe:33 ua:18 ap:0 ep:1 wo:f oos:7
                [>....................] sync'ed:  0.4% (6144/7168)M
             1: cs:VerifyS ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 lo:0 pe:33 ua:18 ap:0 ep:1 wo:f oos:7
                [>....................] verified:  0.4% (6144/7168)K
             2: cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate C r-----
                ns:1 nr:2 dw:x dr:4 al:5 bm:6
                [>....................] sync'ed:  0.4% (6144/7168)K
            """);
    assertThat(drbd.resyncTotalsKib()).isEqualTo(Map.of(0, 7168L * 1024));
    assertThat(drbd.damaged()).hasSize(1);
  }

  @Test
  void version9NamesNoMinors() {
    DrbdProc drbd =
        parse(
            """
            version: 9.1.4 (api:2/proto:110-121)
            GIT-hash: e4de25cdf6c4f7da0a2c4ab5bd4b87a4ee5e1f3a build by root@a
            Transports (api:17): tcp (1.0.0)
            """);
    assertThat(drbd.version()).isEqualTo("9.1.4");
    assertThat(drbd.minors()).isEmpty();
    assertThat(drbd.damaged()).isEmpty();
  }

  @Test
  void aDamagedMinorCostsItself() {
    DrbdProc drbd =
        parse(
            """
             0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
             1: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:99999999999999999999999 dr:4 al:5 bm:6
             2: cs:Connected ro:Primary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6
             3: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 oos:x
             4: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 oos:0
            what is this
             5: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
                ns:1 nr:2 dw:3 dr:4 al:5 bm:6 oos:0\
            """);
    assertThat(drbd.minors()).extracting(Minor::minor).containsExactly(4);
    assertThat(drbd.damaged())
        .extracting(Reading.Malformed::where)
        .containsExactly(
            "proc/drbd:1",
            "proc/drbd:3",
            "proc/drbd:4",
            "proc/drbd:5",
            "proc/drbd:7",
            "proc/drbd:10",
            "proc/drbd:12",
            "proc/drbd:11");
  }

  @Test
  void nothingIsDamageAndNothingConfiguredIsNot() {
    assertThat(DrbdProc.parse(Text.of("proc/drbd", ""))).isInstanceOf(Reading.Malformed.class);
    assertThat(DrbdProc.parse(Text.of("proc/drbd", " 1: cs:Unconfigured\n")))
        .isInstanceOf(Reading.Known.class);
  }
}
