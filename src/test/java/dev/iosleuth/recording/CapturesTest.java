package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
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

  private static TestingTree disk(long seconds, String size) {
    return at(seconds)
        .file("proc/diskstats", "8 0 sda 10 0 80 5 7 0 56 9 0 12 14\n")
        .file("sys/block/sda/dev", "8:0\n")
        .file("sys/block/sda/size", size);
  }

  /** Nothing that is cheap to look at says that a captured file is another. */
  @Test
  void whatIsDamagedInTheSecondTreeOnlyIsNoted() {
    Captures both =
        Captures.of(disk(100, "2048\n"), disk(107, "many\n"), Optional.empty())
            .optional()
            .orElseThrow();
    var collector = new Collector();
    Sample first = collector.collect(both.before(), Optional.empty());
    Sample second = collector.collect(both.after(), Optional.of(first));
    assertThat(first.topology().notes()).isEmpty();
    assertThat(second.topology().notes())
        .anySatisfy(note -> assertThat(note.toString()).contains("sys/block/sda/size"));
  }
}
