package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ms;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Busy time by cost: reads, writes, discards and flushes, learned from the device itself. */
class DeviceTimeTest {
  private static TestingSamples host(Queue queue) {
    return TestingSamples.host("h")
        .with(disk("sda").queue(queue), lv("dm-0", "vg-db", "sda"), lv("dm-1", "vg-log", "sda"))
        .table("vg-db", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
        .table("vg-log", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 1000)))
        .mount("dm-0", "/db", "ext4")
        .mount("dm-1", "/log", "ext4");
  }

  /** Zero-sector writes cost nothing as writes: the flush carries that time. */
  @Test
  void anEmptyWriteCostsNothing() {
    Ledger ledger =
        interval(
            host(Queue.absent("no such file")),
            device("dm-0").writes(30, 0, 0),
            device("dm-1").writes(10, 0, 40),
            device("sda").writes(40, 0, 40).flushes(30).busy(100));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /db", 30L, "sda /log", 10L));
    assertThat(ms(ledger, Direction.WRITE, "/db")).isZero();
    assertThat(ms(ledger, Direction.FLUSH, "/db")).isGreaterThan(80);
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda /db", 30L));
  }

  /** On a disk without protected cache a flush is the dearest operation there is. */
  @Test
  void aFlushIsTheDearest() {
    Ledger ledger =
        interval(
            host(Queue.absent("no such file")),
            device("dm-0").reads(10, 0, 40).writes(10, 0, 0),
            device("dm-1").writes(10, 0, 40).discards(10, 0, 40),
            device("sda")
                .reads(10, 0, 40)
                .writes(20, 0, 40)
                .discards(10, 0, 40)
                .flushes(10)
                .busy(100));
    assertThat(ms(ledger, Direction.FLUSH, "/db"))
        .isGreaterThan(ms(ledger, Direction.READ, "/db"))
        .isGreaterThan(ms(ledger, Direction.WRITE, "/log"))
        .isGreaterThan(ms(ledger, Direction.DISCARD, "/log"));
  }

  /** Ten intervals of reads at 1 ms, ten of flushes at 20 ms: then both at once. */
  @Test
  void costsAreLearned() {
    TestingSamples host = host(Queue.absent("no such file"));
    Bookkeeper keeper = new Bookkeeper();
    long reads = 0;
    long flushes = 0;
    Sample before = host.build();
    for (int i = 0; i < 20; i++) {
      reads += i % 2 == 0 ? 100 : 0;
      flushes += i % 2 == 0 ? 0 : 10;
      Sample after = at(host, reads, flushes);
      post(keeper, before, after);
      before = after;
    }
    Ledger ledger = post(keeper, before, at(host, reads + 100, flushes + 10));
    assertThat(ms(ledger, Direction.READ, "/db")).isBetween(75.0, 125.0);
    assertThat(ms(ledger, Direction.FLUSH, "/log")).isBetween(175.0, 225.0);
  }

  private static Sample at(TestingSamples host, long reads, long flushes) {
    return later(
        host,
        device("dm-0").reads(reads, 0, reads * 4),
        device("dm-1").writes(flushes, 0, 0),
        device("sda")
            .reads(reads, 0, reads * 4)
            .writes(flushes, 0, 0)
            .flushes(flushes, 20 * flushes)
            .busy(reads + flushes * 20));
  }

  /** Alike by their kind; the kernel's own times say that these writes took longer. */
  @Test
  void whatTookLongerHadTheDiskLonger() {
    assertThat(readsBesideWrites(100, 900) / readsBesideWrites(900, 100)).isLessThan(0.5);
  }

  private static double readsBesideWrites(long readMs, long writeMs) {
    Ledger ledger =
        interval(
            host(Queue.absent("no such file")),
            device("dm-0").reads(100, 0, 400),
            device("dm-1").writes(100, 0, 400),
            device("sda").reads(100, 0, 400).writes(100, 0, 400).took(readMs, writeMs).busy(1000));
    assertThat(ms(ledger, Direction.READ, "/db") + ms(ledger, Direction.WRITE, "/log"))
        .isCloseTo(1000, within(1e-6));
    return ms(ledger, Direction.READ, "/db");
  }

  /** A kernel that has no times of flushes (before 5.5): they go with the others, by their kind. */
  @Test
  void aDirectionWithoutTimes() {
    var costs = Map.of(Direction.WRITE, 100.0, Direction.FLUSH, 300.0);
    var flow =
        new Flow(
            1,
            Flow.Io.ZERO,
            new Flow.Io(10, 0, 40_960, 400),
            Reading.absent("not there"),
            Reading.known(new Flow.Flushes(10, 0)),
            500,
            500,
            0,
            0);
    assertThat(Latencies.factors(flow, costs))
        .isEqualTo(Map.of(Direction.WRITE, 2.0, Direction.FLUSH, 2.0));
    var timeless =
        new Flow(
            1,
            Flow.Io.ZERO,
            new Flow.Io(10, 0, 40_960, 0),
            flow.discards(),
            flow.flushes(),
            500,
            0,
            0,
            0);
    assertThat(Latencies.factors(timeless, costs))
        .isEqualTo(Map.of(Direction.WRITE, 1.0, Direction.FLUSH, 1.0));
  }

  /** What was under way all the time has not completed, and is nobody's yet. */
  @Test
  void busyWithoutACompletedOperation() {
    Ledger ledger = interval(host(Queue.absent("no such file")), device("sda").busy(5000));
    assertThat(ledger.accounts()).hasSize(1);
    assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.UNEXPLAINED);
    assertThat(ledger.accounts().getFirst().deviceMs()).isEqualTo(5000);
  }
}
