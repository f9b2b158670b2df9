package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.reading;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counters of a 32-bit kernel go round at 2^32, each at its own time. */
class WrapTest {
  private static final long ROUND = 1L << 32;

  /** Sectors go round at 2^32, which are so many KiB. */
  private static final long ROUND_KIB = ROUND / 2;

  private static TestingSamples mirror(Counted... counted) {
    TestingSamples host = over("raid1", "sda", "sdb");
    for (Counted device : counted) {
      device.rows().forEach(host::counters);
    }
    return host;
  }

  /**
   * 100 writes of 400 KiB on each of three devices.
   *
   * <pre>
   *       operations         merges             sectors
   * md5   2^32 - 30 -> 70    0                  2^32 - 200 -> 600
   * sda   2^32 - 90 ->  0    2^32 - 10 -> 0     900 -> 1,700
   * sdb   5 -> 55            2^32 - 20 -> 30    2^32 - 800 -> 0
   * </pre>
   */
  @Test
  void everyCounterAtItsOwnTime() {
    Ledger ledger =
        interval(
            mirror(
                device("md5").writes(ROUND - 30, 0, ROUND_KIB - 100),
                device("sda").writes(ROUND - 90, ROUND - 10, 450),
                device("sdb").writes(5, ROUND - 20, ROUND_KIB - 400)),
            h -> writing(h, 400),
            device("md5").writes(70, 0, 300),
            device("sda").writes(0, 0, 850),
            device("sdb").writes(55, 30, 0));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 90L, "sdb db", 50L));
  }

  /** Reads, discards and flushes go round as writes do. */
  @Test
  void everyDirection() {
    Ledger ledger =
        interval(
            mirror(
                device("md5")
                    .reads(ROUND - 1, 0, ROUND_KIB - 2)
                    .discards(ROUND - 1, 0, ROUND_KIB - 8),
                device("sda", "sdb")
                    .reads(ROUND - 1, 0, ROUND_KIB - 2)
                    .discards(ROUND - 1, 0, ROUND_KIB - 8)
                    .writes(ROUND - 4, 0, 0)
                    .flushes(ROUND - 4)),
            h -> reading(h, 16),
            device("md5").reads(3, 0, 14).discards(1, 0, 1016),
            device("sda").reads(3, 0, 14).discards(1, 0, 1016).writes(6, 0, 0).flushes(6),
            device("sdb")
                .reads(ROUND - 1, 0, ROUND_KIB - 2)
                .discards(1, 0, 1016)
                .writes(6, 0, 0)
                .flushes(6));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda scan", 16L));
    assertThat(ops(ledger, Direction.READ)).isEqualTo(Map.of("sda scan", 4L));
    assertThat(sum(ops(ledger, Direction.DISCARD), "scan")).isEqualTo(4);
    assertThat(sum(kib(ledger, Direction.DISCARD), "scan")).isEqualTo(2048);
    assertThat(ops(ledger, Direction.FLUSH).values()).containsExactly(10L, 10L);
  }

  /** A 64-bit kernel's go on beyond 2^32. */
  @Test
  void sixtyFourBitsPassBy() {
    Ledger ledger =
        interval(
            mirror(device("md5", "sda", "sdb").writes(ROUND - 30, 0, ROUND_KIB - 100)),
            h -> writing(h, 400),
            device("md5", "sda", "sdb").writes(ROUND + 70, 0, ROUND_KIB + 300));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 100L, "sdb db", 100L));
  }

  /** 2^32 operations are a week's work of the fastest disk: half of them at once is a reset. */
  @Test
  void whatWentBackInTheMiddleIsNoWrap() {
    Ledger ledger =
        interval(
            mirror(device("md5", "sda", "sdb").writes(1000, 0, 4000)),
            h -> writing(h, 400),
            device("md5", "sdb").writes(1100, 0, 4400),
            device("sda").writes(100, 0, 400));
    assertThat(TestingBooks.device(ledger, "sda").flow().whyNot().orElse("")).contains("went back");
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdb db", 400L));
  }
}
