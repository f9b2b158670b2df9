package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.sample.TestingDevices.disk;
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
  private static String why(Ledger ledger, String upper, String lower) {
    return ledger.edges().stream()
        .filter(e -> e.edge().upper().value().equals("dev:" + upper))
        .filter(e -> e.edge().lower().value().equals("dev:" + lower))
        .map(EdgeFlow::why)
        .findFirst()
        .orElseThrow();
  }

  private static double factor(Ledger ledger, String upper, String lower) {
    return ledger.edges().stream()
        .filter(e -> e.edge().upper().value().equals("dev:" + upper))
        .filter(e -> e.edge().lower().value().equals("dev:" + lower))
        .mapToDouble(EdgeFlow::factor)
        .findFirst()
        .orElseThrow();
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
    assertThat(factor(ledger, "dm-0", "sda")).isEqualTo(1.0);
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
}
