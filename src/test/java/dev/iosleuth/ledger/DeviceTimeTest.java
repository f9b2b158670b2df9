package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ms;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            device("sda").writes(40, 0, 40).flushes(30).busy(20));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /db", 30L, "sda /log", 10L));
    assertThat(ms(ledger, Direction.WRITE, "/db")).isZero();
    assertThat(ms(ledger, Direction.FLUSH, "/db")).isGreaterThan(16);
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
                .busy(20));
    assertThat(ms(ledger, Direction.FLUSH, "/db"))
        .isGreaterThan(ms(ledger, Direction.READ, "/db"))
        .isGreaterThan(ms(ledger, Direction.WRITE, "/log"))
        .isGreaterThan(ms(ledger, Direction.DISCARD, "/log"));
  }

  /**
   * Read 4 KiB here, 512 KiB there: half as much again to a hypervisor's disk, eleven times to an
   * SSD.
   */
  @ParameterizedTest
  @CsvSource({"vda, 1.4, 1.6", "xvdb, 1.4, 1.6", "sda, 11, 12"})
  void aHypervisorsDisk(String name, double least, double most) {
    var host =
        TestingSamples.host("h")
            .with(disk(name), partition(name, 1), partition(name, 2))
            .mount(name + "1", "/small", "ext4")
            .mount(name + "2", "/large", "ext4");
    Ledger ledger =
        interval(
            host,
            device(name + "1").reads(10, 0, 40).took(0, 0),
            device(name + "2").reads(10, 0, 5120).took(0, 0),
            device(name).reads(20, 0, 5160).busy(1000));
    double ratio = ms(ledger, Direction.READ, "/large") / ms(ledger, Direction.READ, "/small");
    assertThat(ratio).isBetween(least, most);
  }

  /**
   * In 5 s 100 reads one after the other, 4 ms each, and 400 eight at a time, which waited for each
   * other: times that add up to more than the disk was busy divide nothing, by cost it is 1 to 4.
   */
  @Test
  void whatWaitedBesideOthersPaysByCost() {
    Ledger ledger =
        interval(
            host(Queue.absent("no such file")),
            device("dm-0").reads(100, 0, 400).took(400, 0).busy(400),
            device("dm-1").reads(400, 0, 1600).took(1600, 0).busy(200),
            device("sda").reads(500, 0, 2000).took(2000, 0).busy(500));
    assertThat(ms(ledger, Direction.READ, "/db")).isCloseTo(100, within(1.0));
    assertThat(ms(ledger, Direction.READ, "/log")).isCloseTo(400, within(1.0));
  }

  /**
   * Encrypted writes of 64 KiB, 4 ms each on the disk, that waited for seconds above it, beside
   * small ones at 8 ms: 960 ms of 1,200 to those, whatever they cost elsewhere.
   */
  @Test
  void whoFollowedEachOtherPaysByHisOwnTime() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    partition("sda", 1),
                    partition("sda", 2),
                    lv("dm-0", "locked", "sda2"))
                .table("locked", target("crypt", 0, 1000, lower(Use.DATA, 8, 2, 0)))
                .mount("sda1", "/clear", "ext4")
                .mount("dm-0", "/locked", "ext4"),
            device("sda1").writes(120, 0, 480).took(0, 960).busy(960),
            device("sda2").writes(60, 0, 3840).took(0, 240).busy(240),
            device("dm-0").writes(60, 0, 3840).took(0, 6000).busy(2400),
            device("sda").writes(180, 0, 4320).took(0, 1200).busy(1200));
    assertThat(ms(ledger, Direction.WRITE, "/clear")).isCloseTo(960, within(1.0));
    assertThat(ms(ledger, Direction.WRITE, "/locked")).isCloseTo(240, within(1.0));
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

  /** They followed each other: their times are the shares, whatever such requests usually cost. */
  @Test
  void requestsThatFollowedEachOther() {
    Map<Direction, Double> charged =
        charged(1000, 100, 900, Map.of(Direction.READ, 800.0, Direction.WRITE, 200.0));
    assertThat(charged).isEqualTo(Map.of(Direction.READ, 100.0, Direction.WRITE, 900.0));
  }

  /** Ten writes wait beside each other for a second; a read takes 5 ms of it, and not much more. */
  @Test
  void requestsThatWaitedBesideEachOther() {
    Map<Direction, Double> charged =
        charged(1000, 5, 9_000, Map.of(Direction.READ, 8.0, Direction.WRITE, 40.0));
    assertThat(charged.get(Direction.READ)).isCloseTo(7.5, within(1e-9));
    assertThat(charged.get(Direction.WRITE)).isCloseTo(992.5, within(1e-9));
  }

  /** Of a hypervisor's disk flushes take as long as they took, the rest is divided by cost. */
  @Test
  void aHypervisorsDiskTellsOfItsFlushesOnly() {
    assertThat(ofAHypervisors(400, 500))
        .isEqualTo(
            Map.of(Direction.READ, 175.0, Direction.WRITE, 175.0, Direction.FLUSH, 200.0 / 8));
  }

  /** But nobody has the disk for long who was under way for a short time. */
  @Test
  void aHypervisorsDiskIsNobodysForLongerThanHisRequestsTook() {
    assertThat(ofAHypervisors(100, 800))
        .isEqualTo(
            Map.of(Direction.READ, 150.0 / 3, Direction.WRITE, 550.0, Direction.FLUSH, 200.0 / 8));
  }

  private static Map<Direction, Double> ofAHypervisors(long readMs, long writeMs) {
    var flow =
        new Flow(
            1,
            new Flow.Io(10, 0, 40_960, readMs),
            new Flow.Io(10, 0, 40_960, writeMs),
            Reading.absent("not there"),
            Reading.known(new Flow.Flushes(10, 200)),
            1000,
            1000,
            0,
            0);
    return Latencies.factors(
        flow, Map.of(Direction.READ, 3.0, Direction.WRITE, 1.0, Direction.FLUSH, 8.0), true);
  }

  private static Map<Direction, Double> charged(
      long busyMs, long readMs, long writeMs, Map<Direction, Double> costs) {
    var flow =
        new Flow(
            1,
            new Flow.Io(10, 0, 40_960, readMs),
            new Flow.Io(10, 0, 40_960, writeMs),
            Reading.absent("not there"),
            Reading.absent("not there"),
            busyMs,
            busyMs,
            0,
            0);
    var charged = new HashMap<Direction, Double>();
    Latencies.factors(flow, costs, false)
        .forEach((d, f) -> charged.put(d, f * costs.getOrDefault(d, 0.0)));
    return charged;
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
            2000,
            500,
            0,
            0);
    assertThat(Latencies.factors(flow, costs, false))
        .isEqualTo(Map.of(Direction.WRITE, 4.0, Direction.FLUSH, 4.0));
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
    assertThat(Latencies.factors(timeless, costs, false))
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
