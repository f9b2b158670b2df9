package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.TestingTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapturesTest {
  private static TestingTree at(long seconds) {
    return new TestingTree()
        .file("proc/diskstats", "")
        .at(new Moment("node1", Instant.EPOCH, seconds * 1_000_000_000));
  }

  private static long seconds(Reading<Captures> captures) {
    Captures both = captures.optional().orElseThrow();
    long moments = both.after().moment().nanos() - both.before().moment().nanos();
    long nanos = both.after().read("proc/diskstats").optional().orElseThrow().nanos();
    assertThat(nanos).isEqualTo(both.after().moment().nanos());
    return Duration.ofNanos(moments).toSeconds();
  }

  @Test
  void theTimeBetweenIsTheUptimesUnlessItIsGiven() {
    assertThat(seconds(Captures.of(at(100), at(107), Optional.empty()))).isEqualTo(7);
    assertThat(seconds(Captures.of(at(100), at(107), Optional.of(Duration.ofSeconds(9)))))
        .isEqualTo(9);
    assertThat(seconds(Captures.of(at(0), at(0), Optional.of(Duration.ofSeconds(9))))).isEqualTo(9);
  }

  @Test
  void withoutItNothingCanBeSaid() {
    assertThat(Captures.of(at(0), at(0), Optional.empty()).whyNot().orElse(""))
        .contains("--elapsed");
    assertThat(Captures.of(at(107), at(100), Optional.empty()).whyNot().orElse(""))
        .contains("not later");
  }
}
