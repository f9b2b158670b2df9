package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BalanceTest {
  private static TestingLedgers books() {
    return new TestingLedgers("h", 5)
        .disk("sda", "")
        .post("sda", TestingLedgers.process("dd", 1), Direction.WRITE, 5, 512, 10, Basis.DERIVED);
  }

  private static Flow counted(long writes, long bytes, long discards, long flushes, long busy) {
    return new Flow(
        5,
        Flow.Io.ZERO,
        new Flow.Io(writes, 0, bytes, 1),
        Reading.known(new Flow.Io(discards, 0, 0, 0)),
        Reading.known(new Flow.Flushes(flushes, 0)),
        busy,
        0,
        0,
        0);
  }

  private static List<Balance.Difference> off(Flow flow) {
    return Balance.of(books().flow("sda", Reading.known(flow)).ledger()).differences();
  }

  @Test
  void booksThatBalance() {
    assertThat(Balance.of(books().ledger()).balances()).isTrue();
    assertThat(Balance.of(TestingNode1.books().ledger()).differences()).isEmpty();
    assertThat(off(counted(5, 512, 0, 0, 11))).isEmpty();
  }

  @Test
  void oneOperationOneByteOneFlushOffIsSeen() {
    assertThat(off(counted(6, 512, 0, 0, 10)))
        .containsExactly(new Balance.Difference("sda", "write operations", 6, 5));
    assertThat(off(counted(5, 513, 0, 0, 10)))
        .containsExactly(new Balance.Difference("sda", "write bytes", 513, 512));
    assertThat(off(counted(5, 512, 1, 0, 10)))
        .containsExactly(new Balance.Difference("sda", "discard operations", 1, 0));
    assertThat(off(counted(5, 512, 0, 1, 10)))
        .containsExactly(new Balance.Difference("sda", "flushes", 1, 0));
    assertThat(off(counted(5, 512, 0, 0, 12)))
        .containsExactly(new Balance.Difference("sda", "ms of device time", 12, 10));
  }

  @Test
  void bytesAreComparedExactlyBeyondWhatDecimalsHold() {
    long large = (1L << 60) + 1;
    assertThat(off(counted(5, large, 0, 0, 10))).hasSize(1);
  }

  @Test
  void aTimeThatIsNoNumberDoesNotBalance() {
    var books =
        books()
            .post(
                "sda",
                TestingLedgers.process("x", 2),
                Direction.READ,
                0,
                0,
                Double.NaN,
                Basis.DERIVED);
    assertThat(Balance.of(books.ledger()).balances()).isFalse();
  }
}
