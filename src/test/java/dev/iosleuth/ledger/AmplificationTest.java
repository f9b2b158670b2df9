package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

/** What neighbouring layers' figures mean, in words. */
class AmplificationTest {
  private static EdgeFlow flow(Ledger ledger, String upper, String lower) {
    return ledger.edges().stream()
        .filter(e -> e.edge().upper().value().equals("dev:" + upper))
        .filter(e -> e.edge().lower().value().equals("dev:" + lower))
        .findFirst()
        .orElseThrow();
  }

  private static String why(Ledger ledger, String upper, String lower) {
    return flow(ledger, upper, lower).why();
  }

  /** 22.85 w/s above, 6.05 requests and 16.80 merges below: over 100 seconds. */
  @Test
  void theFourTimesRiddle() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), lv("dm-0", "vg-a", "sda"))
                .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0))),
            h -> h.later(95),
            device("dm-0").writes(2285, 0, 9140),
            device("sda").writes(605, 1680, 9140));
    assertThat(why(ledger, "dm-0", "sda"))
        .contains("22.85 w/s = 6.05 requests/s + 16.80/s merged below: nothing is amplified");
    assertThat(flow(ledger, "dm-0", "sda").factor()).isEqualTo(1.0);
  }

  @Test
  void splitsCopiesAndParity() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    disk("sdc"),
                    disk("sdd"),
                    disk("sde"),
                    disk("sdf"),
                    disk("sdg"),
                    lv("dm-0", "vg-a", "sda", "sdb"),
                    md("md1", "raid1", "sdc", "sdd"),
                    md("md5", "raid5", "sde", "sdf", "sdg"))
                .table(
                    "vg-a",
                    target(
                        "striped", 0, 2000, lower(Use.DATA, 8, 0, 0), lower(Use.DATA, 8, 16, 0))),
            device("dm-0").reads(1000, 0, 64_000),
            device("sda").reads(1000, 0, 32_000),
            device("sdb").reads(1000, 0, 32_000),
            device("md1").writes(100, 0, 400),
            device("sdc").writes(100, 0, 400),
            device("sdd").writes(50, 50, 400),
            device("md5").writes(100, 0, 400),
            device("sde").writes(70, 0, 280),
            device("sdf").writes(70, 0, 280),
            device("sdg").writes(60, 0, 240));
    assertThat(why(ledger, "dm-0", "sda"))
        .contains("200 r/s")
        .contains("split into 400/s below, the same bytes: nothing is amplified");
    assertThat(why(ledger, "md1", "sdc")).contains("20.00 w/s in 2 copies").contains("nothing");
    assertThat(why(ledger, "md5", "sde")).contains("x2.00 the bytes").contains("parity");
  }

  /** 130 writes on the volume, 30 of them empty: md counts 100, each leg 130. */
  @Test
  void emptyFlushesAreNeitherSplitNorLost() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    md("md5", "raid1", "sda", "sdb"),
                    lv("dm-0", "vg-a", "md5"))
                .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 9, 5, 0))),
            device("dm-0").writes(130, 0, 400),
            device("md5").writes(100, 0, 400),
            device("sda", "sdb").writes(130, 0, 400).flushes(30));
    assertThat(why(ledger, "dm-0", "md5"))
        .isEqualTo(
            "26.00 w/s without 6.00/s empty flushes that md5 does not count pass as they are:"
                + " nothing is amplified");
    assertThat(why(ledger, "md5", "sda"))
        .isEqualTo(
            "20.00 w/s in 2 copies pass as they are: nothing is amplified; 12.00/s more below are"
                + " empty flushes that md5 passes on uncounted");
  }

  /**
   * Another node's guest with a flush after each of 96 writes, 96 writes of a guest here without
   * one, and 14 transactions of its activity log, each behind a flush.
   */
  @Test
  void whatMdDoesNotCountIsTakenOffThoseWhoFlush() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    md("md0", "raid1", "sda", "sdb"),
                    lv("dm-0", "vg-a.disk0_data", "md0"),
                    lv("dm-1", "vg-b.disk0_data", "md0"),
                    lv("dm-2", "vg-b.disk0_meta", "md0"),
                    drbd(0, "dm-0"),
                    drbd(1, "dm-1", "dm-2"))
                .table("vg-a.disk0_data", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 0)))
                .table("vg-b.disk0_data", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 1000)))
                .table("vg-b.disk0_meta", target("linear", 0, 100, lower(Use.DATA, 9, 0, 2000))),
            device("drbd0"),
            device("dm-0").writes(192, 0, 6144),
            device("drbd1", "dm-1").writes(96, 0, 1536),
            device("dm-2").writes(28, 0, 56),
            device("md0").writes(206, 0, 7736),
            device("sda", "sdb").writes(316, 0, 7736).flushes(110));
    assertThat(flow(ledger, "dm-0", "md0").writes().opsBelow()).isEqualTo(96);
    assertThat(flow(ledger, "dm-1", "md0").writes().opsBelow()).isEqualTo(96);
    assertThat(flow(ledger, "dm-2", "md0").writes().opsBelow()).isEqualTo(14);
    assertThat(why(ledger, "dm-1", "md0"))
        .isEqualTo("19.20 w/s pass as they are: nothing is amplified");
    assertThat(why(ledger, "dm-0", "md0")).contains("38.40 w/s without 19.20/s empty flushes");
  }
}
