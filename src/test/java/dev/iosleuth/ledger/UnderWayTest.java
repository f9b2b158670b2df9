package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingProcesses.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What devices have in flight tells whose the bios are that have not arrived further down. */
class UnderWayTest {
  private static void moved(TestingSamples host, long[] read, long[] written) {
    host.process(mover(10, "db", read[0], written[0], block("/dev/dm-0", 253, 0)));
    host.process(mover(11, "log", read[1], written[1], block("/dev/dm-1", 253, 1)));
  }

  private static long sum(Map<String, Long> amounts, String account) {
    return amounts.entrySet().stream()
        .filter(amount -> amount.getKey().endsWith(" " + account))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** One write of 64 KiB arrived, and one of six of 4 KiB (lab, raid1-lvm, seed 231). */
  @Test
  void whoHasNothingInFlightHasAllThatHeSent() {
    TestingSamples host = MirrorsTest.mirror();
    Sample first = host.build();
    moved(host, new long[2], new long[] {24, 64});
    Sample second =
        later(
            host,
            device("dm-0").writes(6, 0, 24).inFlight(5),
            device("dm-1").writes(1, 0, 64),
            device("md5").writes(7, 0, 88).inFlight(5),
            device("sda", "sdb").writes(2, 0, 68).busy(10));

    Ledger ledger = post(first, second);

    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 4L, "sdb db", 4L, "sda log", 64L, "sdb log", 64L));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 1L, "sdb db", 1L, "sda log", 1L, "sdb log", 1L));
  }

  /** Which leg it was under way to nothing tells; it is no probe's (lab, program, seed 231). */
  @Test
  void aReadThatAMirrorHadInFlightIsTheirsWhoSentIt() {
    TestingSamples host = MirrorsTest.mirror();
    var keeper = new Bookkeeper();
    Sample first = host.build();
    moved(host, new long[] {64, 192}, new long[2]);
    Sample second =
        later(
            host,
            device("dm-0").reads(16, 0, 64),
            device("dm-1").reads(12, 0, 192).inFlight(1),
            device("md5").reads(28, 0, 256).inFlight(1),
            device("sda").reads(17, 0, 160),
            device("sdb").reads(10, 0, 80));
    Map<String, Long> before = kib(post(keeper, first, second), Direction.READ);
    assertThat(sum(before, "db")).isEqualTo(64);
    assertThat(sum(before, "log")).isEqualTo(176);

    host.process(mover(10, "db", 104, 0, block("/dev/dm-0", 253, 0)));
    Sample third =
        later(
            host,
            device("dm-0").reads(26, 0, 104),
            device("dm-1").reads(12, 0, 192),
            device("md5").reads(38, 0, 296),
            device("sda").reads(23, 0, 192),
            device("sdb").reads(15, 0, 104));
    Ledger ledger = post(keeper, second, third);
    assertThat(ledger.accounts().stream().map(total -> total.account().name()))
        .containsExactlyInAnyOrderElementsOf(List.of("db", "log"));
    assertThat(sum(kib(ledger, Direction.READ), "db")).isEqualTo(40);
    assertThat(sum(kib(ledger, Direction.READ), "log")).isEqualTo(16);
  }
}
