package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Direction.FLUSH;
import static dev.iosleuth.ledger.Direction.READ;
import static dev.iosleuth.ledger.Direction.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final Account WRITER = TestingLedgers.process("writer", 7);
  private static final Account GUEST = Account.simple(Account.Kind.GUEST, "web1");
  private static final String ENTRY = "dev:md1";

  /** 100 writes of 20 ms and 10 reads of 3 ms each at the array; its legs took 7 ms a flush. */
  private final TestingLedgers books =
      new TestingLedgers("node1", 1)
          .node(Node.Kind.ARRAY, ENTRY, "md1", Map.of())
          .flow("md1", flow(10, 30, 100, 2_000))
          .disk("sda", "")
          .disk("sdb", "");

  private static Reading<Flow> flow(long reads, long readMs, long writes, long writeMs) {
    return Reading.known(
        new Flow(
            1,
            new Flow.Io(reads, 0, reads * 4096, readMs),
            new Flow.Io(writes, 0, writes * 4096, writeMs),
            Reading.absent("not counted"),
            Reading.absent("not counted"),
            0,
            0,
            0,
            0));
  }

  private void onBothLegs(Account account, Direction direction, long ops) {
    for (String leg : new String[] {"sda", "sdb"}) {
      books.post(leg, account, direction, ops, ops * 4096, (double) ops, Basis.MEASURED, ENTRY);
    }
  }

  private Wait of(Account account) {
    return Waits.of(books.ledger(), Map.of()).of(account);
  }

  @Test
  void isTheTimeOfTheDeviceAtWhichTheAccountEnters() {
    onBothLegs(WRITER, WRITE, 100);
    books.issued(WRITER, 0, 100, 409_600);

    assertThat(of(WRITER).write()).hasValue(20);
    assertThat(of(WRITER).writeOps()).as("not doubled by the mirror").isEqualTo(100);
    assertThat(of(WRITER).read()).isEmpty();
  }

  @Test
  void whoDidNotReadDoesNotWaitForTheReadsOfAnArray() {
    onBothLegs(WRITER, WRITE, 100);
    onBothLegs(WRITER, READ, 10);
    books.issued(WRITER, 0, 100, 409_600);

    assertThat(of(WRITER).read()).isEmpty();
    assertThat(of(WRITER).mean()).hasValue(20);
  }

  @Test
  void flushesTakeTheTimeOfTheDisks() {
    onBothLegs(WRITER, WRITE, 100);
    onBothLegs(WRITER, FLUSH, 2);
    books.issued(WRITER, 0, 100, 409_600);

    // 7 ms for the two of each disk, see TestingLedgers
    assertThat(of(WRITER).flush()).hasValue(3.5);
  }

  @Test
  void anArrayThatCountsWithoutTimesGivesNoZero() {
    books.flow("md1", flow(0, 0, 100, 0));
    books.post("sda", WRITER, WRITE, 100, 409_600, 400, Basis.MEASURED, ENTRY);
    books.issued(WRITER, 0, 100, 409_600);

    // the disk's own: 1.5 times its busy time, see TestingLedgers
    assertThat(of(WRITER).write()).hasValue(6);
  }

  @Test
  void severalEntriesCountByHowMuchEnteredThere() {
    books.post("sda", WRITER, WRITE, 300, 1_228_800, 300, Basis.MEASURED, ENTRY);
    books.post("sdb", WRITER, WRITE, 100, 409_600, 800, Basis.MEASURED);
    books.issued(WRITER, 0, 400, 1_638_400);

    // 300 of 20 ms and 100 of 12 ms
    assertThat(of(WRITER).write()).hasValue(18);
  }

  @Test
  void aGuestsOwnTimesComeFirst() {
    onBothLegs(GUEST, WRITE, 100);
    books.issued(GUEST, 0, 100, 409_600);
    var own = new Wait(0, 0, 100, 3_000, 10, 500);

    Waits waits = Waits.of(books.ledger(), Map.of("web1", own));

    assertThat(waits.of(GUEST).write()).hasValue(30);
    assertThat(waits.of(GUEST).flush()).hasValue(50);
  }

  @Test
  void jobsWaitForNobody() {
    Account check = Account.simple(Account.Kind.JOB, "md1 check");
    onBothLegs(check, READ, 100);

    assertThat(of(check).mean()).isEqualTo(OptionalDouble.empty());
    assertThat(of(GUEST)).as("who is not there").isEqualTo(Wait.NOTHING);
  }
}
