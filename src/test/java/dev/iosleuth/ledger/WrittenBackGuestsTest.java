package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.GuestsTest.guest;
import static dev.iosleuth.ledger.GuestsTest.wrote;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests whose writes come to the disk through one page cache. */
class WrittenBackGuestsTest {
  /**
   * Large folios that are written in part are counted whole: 55 times as much. What neither asked
   * for is his whose process counted more than that.
   */
  @ParameterizedTest
  @CsvSource({
    "raw, 0, 7200, 800, 6400",
    "raw, 1, 7200, 800, 6400",
    "raw, 0, 7900, 1500, 6400",
    "qcow2, 0, 7200, 3812, 3388"
  })
  void whoWritesThroughThePageCacheHasWhatItAskedFor(
      String format, int idle, long written, long small, long large) {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/img", "ext4")
            .process(guest(10, "small", ",format=" + format, 0, false))
            .process(guest(11, "large", ",format=raw", 0, false))
            .told(10, wrote(0, 0, 0, 0))
            .told(11, wrote(0, 0, 0, 0));
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    host.later(5)
        .process(guest(10, "small", ",format=" + format, 44_000, false))
        .process(guest(11, "large", ",format=raw", 6400, false))
        .told(10, wrote(200, 800, 0, 600))
        .told(11, wrote(100, 6400, 0, 300));
    for (int i = 0; i < idle; i++) {
      Sample next = host.build();
      assertThat(kib(post(keeper, first, next), Direction.WRITE)).isEmpty();
      first = next;
      host.later(5).told(10, wrote(200, 800, 0, 600)).told(11, wrote(100, 6400, 0, 300));
    }
    device("sda").writes(30, 0, written).rows().forEach(host::counters);
    Ledger ledger = post(keeper, first, host.build());
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda small", small, "sda large", large));
  }
}
