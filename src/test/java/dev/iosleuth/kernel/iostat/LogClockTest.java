package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogClockTest {
  private static final Instant FROM = Instant.parse("2026-02-03T10:00:00Z");

  private static LogClock clock(ZoneId zone) {
    return new LogClock(zone, FROM, FROM.plusSeconds(600));
  }

  private static List<String> ends(String log, LogClock clock) {
    return TestingLogs.read(log).reports().stream()
        .map(report -> clock.end(report).map(Instant::toString).orElse("-"))
        .toList();
  }

  private static String end(String time, ZoneId zone) {
    return ends(time + "\nDevice r/s w/s %util\nsda 1.00 2.00 3.00\n", clock(zone)).getFirst();
  }

  @Test
  void daysInTheOrderThatIsNearestToWhatIsLookedFor() {
    assertThat(end("02/03/2026 10:05:00", ZoneOffset.UTC)).isEqualTo("2026-02-03T10:05:00Z");
    assertThat(end("03/02/26 10:05:00", ZoneOffset.UTC)).isEqualTo("2026-02-03T10:05:00Z");
    assertThat(end("03.02.2026 10:05:00", ZoneOffset.UTC)).isEqualTo("2026-02-03T10:05:00Z");
    assertThat(end("02/28/2026 10:05:00 PM", ZoneOffset.UTC)).isEqualTo("2026-02-28T22:05:00Z");
  }

  @Test
  void zones() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(end("02/03/2026 11:05:00", berlin)).isEqualTo("2026-02-03T10:05:00Z");
    assertThat(end("2026-02-03T12:05:00+0200", berlin)).isEqualTo("2026-02-03T10:05:00Z");
    assertThat(end("2026-02-03T10:05:00Z", berlin)).isEqualTo("2026-02-03T10:05:00Z");
  }

  @Test
  void sarHasItsDayInTheBanner() {
    String log =
        """
        Linux 6.18.44 (db1) \t02/03/26 \t_x86_64_\t(2 CPU)

        23:59:40  DEV   tps   rkB/s   wkB/s   areq-sz    aqu-sz     await     %util
        23:59:50  sda  1.00  1.00  1.00  1.00  1.00  1.00  1.00
        00:00:00  sda  1.00  1.00  1.00  1.00  1.00  1.00  1.00
        00:00:10  sda  1.00  1.00  1.00  1.00  1.00  1.00  1.00
        """;

    assertThat(ends(log, clock(ZoneOffset.UTC)))
        .containsExactly("2026-02-03T23:59:50Z", "2026-02-04T00:00:00Z", "2026-02-04T00:00:10Z");
  }

  @Test
  void withoutAnyDayItIsThatOfWhatIsLookedFor() {
    LogClock clock = clock(ZoneOffset.UTC);
    String log = "10:05:00\nDevice r/s w/s %util\nsda 1.00 2.00 3.00\n";

    assertThat(ends(log, clock)).containsExactly("2026-02-03T10:05:00Z");
    assertThat(clock.undated()).isTrue();
  }

  @Test
  void secondsSince1970() {
    String log =
        """
        1770113100.5
        8 0 sda 100 0 800 50 0 0 0 0 0 40 50
        1770113110.5
        8 0 sda 200 0 1600 250 0 0 0 0 0 5040 550
        """;

    assertThat(ends(log, clock(ZoneOffset.UTC)))
        .containsExactly("2026-02-03T10:05:00.500Z", "2026-02-03T10:05:10.500Z");
  }
}
