package dev.iosleuth.view.screen;

import static dev.iosleuth.view.screen.TestingSessions.moment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void goesBackForFiveMinutes() {
    for (int second = 0; second < 1_000; second++) {
      history.add(moment(TestingNode1.books(), second));
    }
    assertThat(history.size()).isEqualTo(301);
    assertThat(history.back(0).orElseThrow().ledger().end())
        .isEqualTo(TestingLedgers.END.plusSeconds(999));
    assertThat(history.back(Integer.MAX_VALUE).orElseThrow().ledger().end())
        .isEqualTo(TestingLedgers.END.plusSeconds(699));
  }

  @Test
  void isShorterWhereTheMomentsAreLarge() {
    var busy = new TestingLedgers("node1", 1);
    for (int disk = 0; disk < 5_000; disk++) {
      busy.disk("sd" + disk, "")
          .post(
              "sd" + disk,
              TestingLedgers.process("p" + disk, disk),
              Direction.WRITE,
              1,
              512,
              1,
              Basis.MEASURED);
    }
    Moment moment = moment(busy, 0);
    for (int second = 0; second < 50; second++) {
      history.add(moment);
    }
    assertThat(history.size()).isBetween(2, 20);
    assertThat(history.size() * moment.bytes()).isLessThan(History.MOST_BYTES);
  }

  @Test
  void idleDevicesTakeNoMemory() {
    var idle = new TestingLedgers("node1", 1);
    for (int disk = 0; disk < 2_000; disk++) {
      idle.disk("sd" + disk, "");
    }
    assertThat(moment(idle, 0).bytes()).isLessThan(1_000);
    assertThat(moment(idle, 0).busy()).isEqualTo("All disks are idle.");
  }
}
