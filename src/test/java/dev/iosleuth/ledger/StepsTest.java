package dev.iosleuth.ledger;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static final Diskstats.Io NONE = io(0, 0, 0, 0);
  private static final long SMALL = 4_096_000;
  private static final long LARGE = 40_960_000;

  private static ProcessSample writer(int pid, String name, long bytes) {
    return with(moved(process(pid, name), 0, bytes), file("/srv/" + name, 8, 0));
  }

  private static TestingSamples host(TestingSamples of, long small, long large) {
    return of.process(writer(10, "small", small)).process(writer(20, "large", large));
  }

  private static Posting of(Ledger ledger, String name) {
    return ledger.devices().getFirst().postings().stream()
        .filter(posting -> posting.account().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A thousand pages one by one, then as many times ten in forty requests. */
  private static Ledger whole(boolean stepped) {
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda").dev(8, 0)).mount("sda", "/srv", "ext4");
    Sample before = host(host, 0, 0).counters("sda", NONE, NONE).build();
    Sample between =
        host(host.later(5), SMALL, 0).counters("sda", NONE, io(1000, 0, SMALL / 512, 4000)).build();
    Sample after =
        host(host.later(5), SMALL, LARGE)
            .counters("sda", NONE, io(1040, 9960, (SMALL + LARGE) / 512, 4400))
            .build();
    var books = new Bookkeeper();
    if (stepped) {
      books.step(before, between);
      books.step(between, after);
    }
    Ledger ledger = books.post(before, after);
    assertThat(Balance.of(ledger).differences()).isEmpty();
    return ledger;
  }

  @Test
  void requestsAndTimeAreOfThePartsInWhichTheyWere() {
    Ledger ledger = whole(true);

    assertThat(of(ledger, "small").ops()).isEqualTo(1000);
    assertThat(of(ledger, "large").ops()).isEqualTo(40);
    assertThat(of(ledger, "large").arrivals()).isEqualTo(10_000);
    assertThat(of(ledger, "small").bytes()).isEqualTo(SMALL);
    assertThat(of(ledger, "large").bytes()).isEqualTo(LARGE);
    double busy =
        ledger.devices().getFirst().postings().stream().mapToDouble(Posting::deviceMs).sum();
    assertThat(of(ledger, "small").deviceMs()).isCloseTo(busy * 4000 / 4400, within(busy * 0.02));
  }

  private static Diskstats.Row row(Diskstats.Io writes, long flushes) {
    return new Diskstats.Row(
        new DevNo(8, 0),
        "sda",
        NONE,
        writes,
        0,
        writes.ms(),
        writes.ms(),
        Reading.known(Diskstats.Io.ZERO),
        Reading.known(new Diskstats.Flushes(flushes, 5 * flushes)));
  }

  /** In no part it was flushed for the other: in the whole it is not either. */
  @Test
  void whoHasNoFlushInAnyPartHasNone() {
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda").dev(8, 0)).mount("sda", "/srv", "ext4");
    Sample before = host(host, 0, 0).counters(row(NONE, 0)).build();
    Sample between =
        host(host.later(5), SMALL, 0).counters(row(io(1000, 0, SMALL / 512, 4000), 20)).build();
    Sample after =
        host(host.later(5), SMALL, LARGE)
            .counters(row(io(1040, 9960, (SMALL + LARGE) / 512, 4400), 20))
            .build();
    var books = new Bookkeeper();
    books.step(before, between);
    books.step(between, after);

    assertThat(books.post(before, after).devices().getFirst().postings())
        .filteredOn(posting -> posting.direction() == Direction.FLUSH)
        .extracting(posting -> posting.account().name(), Posting::ops)
        .containsExactly(tuple("small", 20L));
  }

  /** A sample in the middle whose counters are too small makes the part behind it too large. */
  @Test
  void aDamagedSampleBetweenIsNotBelieved() {
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda").dev(8, 0)).mount("sda", "/srv", "ext4");
    Sample before = host(host, 0, 0).counters("sda", NONE, io(5000, 0, 40_000, 4000)).build();
    Sample between = host(host.later(5), SMALL, 0).counters("sda", NONE, NONE).build();
    Sample after =
        host(host.later(5), SMALL, LARGE)
            .counters("sda", NONE, io(6040, 9960, 40_000 + (SMALL + LARGE) / 512, 8400))
            .build();
    var books = new Bookkeeper();
    books.step(before, between);
    books.step(between, after);

    assertThat(books.post(before, after).devices())
        .isEqualTo(new Bookkeeper().post(before, after).devices());
  }

  private static Posting flushes(String host, String name, long ops) {
    var account =
        new Account(
            Account.Kind.REPLICA,
            name,
            host,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(new Account.Element(Account.Kind.REPLICA, name)));
    return new Posting(account, Direction.FLUSH, ops, ops, 0, ops, Basis.APPORTIONED, List.of());
  }

  /** The connection is taken away: the other host is known in the first parts only. */
  @Test
  void aReplicaIsTheSameWhetherItsHostIsKnownOrNot() {
    assertThat(
            stepped(
                List.of(flushes("node1", "web", 45), flushes("node1", "db", 5)),
                List.of(flushes("", "web", 50), flushes("", "db", 50))))
        .containsExactly(tuple("web", 90L), tuple("db", 10L));
  }

  /** Nor has he any because somebody else's are in the parts alone. */
  @Test
  void whoHasNoFlushInAnyPartHasNoneOfThoseOfOthers() {
    Posting job =
        new Posting(
            Account.simple(Account.Kind.JOB, "md0 superblock"),
            Direction.FLUSH,
            3,
            3,
            0,
            3,
            Basis.DERIVED,
            List.of());

    assertThat(
            stepped(
                List.of(flushes("", "web", 47), job),
                List.of(flushes("", "web", 50), flushes("", "db", 50))))
        .containsExactly(tuple("web", 100L));
  }

  /** But a guest that is another process at the end may be the one that had them. */
  @Test
  void whoIsAnotherAtTheEndHasHisShareOfTheWhole() {
    Account web = flushes("", "web", 50).account();
    var moved =
        new Account(web.kind(), "web", "", OptionalLong.of(7), OptionalLong.empty(), web.path());

    assertThat(
            stepped(
                List.of(as(moved, Account.Kind.GUEST, 50)),
                List.of(as(web, Account.Kind.GUEST, 60), flushes("", "db", 40))))
        .containsExactly(tuple("web", 100L));
  }

  private static Posting job(String name, long ops) {
    return new Posting(
        Account.simple(Account.Kind.JOB, name),
        Direction.FLUSH,
        ops,
        ops,
        0,
        ops,
        Basis.APPORTIONED,
        List.of());
  }

  /** Whether a page of DRBD's meta data is its log's is told at the end of an interval. */
  @Test
  void flushesOfMetaDataAreTheSameByWhateverName() {
    assertThat(
            stepped(
                List.of(job("r0 meta data", 18), flushes("", "web", 48)),
                List.of(job("r0 activity log", 20), flushes("", "web", 112))))
        .containsExactly(tuple("r0 activity log", 36L), tuple("web", 96L));
    assertThat(
            stepped(
                List.of(job("r0 meta data", 18), flushes("", "web", 48)),
                List.of(job("r0 activity log", 30), job("r0 bitmap", 10), flushes("", "web", 92))))
        .containsExactly(tuple("r0 activity log", 27L), tuple("r0 bitmap", 9L), tuple("web", 96L));
  }

  private static Posting as(Account account, Account.Kind kind, long ops) {
    var who =
        new Account(
            kind,
            account.name(),
            account.host(),
            account.pid(),
            account.startTicks(),
            account.path());
    return new Posting(who, Direction.FLUSH, ops, ops, 0, ops, Basis.APPORTIONED, List.of());
  }

  /** Two parts alike, and the whole by itself. */
  private static List<Tuple> stepped(List<Posting> part, List<Posting> whole) {
    DeviceLedger device = whole(false).devices().getFirst();
    var steps = new Steps();
    steps.add(List.of(books(device, part)));
    steps.add(List.of(books(device, part)));
    return steps.in(List.of(books(device, whole))).getFirst().postings().stream()
        .map(posting -> tuple(posting.account().name(), posting.ops()))
        .toList();
  }

  private static DeviceLedger books(DeviceLedger of, List<Posting> postings) {
    return new DeviceLedger(of.node(), of.flow(), of.emptyWrites(), postings);
  }

  /** By the whole alone nobody can know: who wrote more has more of them. */
  @Test
  void withoutSamplesBetweenTheyGoByBytes() {
    assertThat(of(whole(false), "large").ops()).isGreaterThan(500);
  }
}
