package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iosleuth.cli.Input.Choice;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntervalsTest {
  private final List<String> shown = new ArrayList<>();
  private final List<Sample> ends = new ArrayList<>();

  @Test
  void aRecordingIsDividedAnew() {
    assertThat(show(new Choice.Each(20, 0), 0, 10, 20, 30, 41, 50)).isEqualTo(3);
    assertThat(shown).containsExactly("0-20", "20-41", "41-50");
  }

  @Test
  void aCountEndsIt() {
    assertThat(show(new Choice.Each(0, 2), 0, 10, 20, 30)).isEqualTo(2);
    assertThat(shown).containsExactly("0-10", "10-20");
  }

  @Test
  void whatIsTooCoarseIsRefused() {
    assertThatThrownBy(() -> show(new Choice.Each(1, 0), 0, 10, 20))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("10.0 s apart: --interval cannot be so much shorter");
  }

  @Test
  void eachSampleToTheNext() {
    assertThat(show(Choice.Each.ALL, 0, 10, 20)).isEqualTo(2);
    assertThat(shown).containsExactly("0-10", "10-20");
  }

  @Test
  void oneSampleIsNoInterval() {
    assertThat(show(Choice.Each.ALL, 0)).isZero();
    assertThat(show(new Choice.Whole(), 0)).isZero();
    assertThat(show(new Choice.Whole())).isZero();
  }

  @Test
  void theWholeFromFirstToLastKnowsWhoEndedInBetween() {
    show(new Choice.Whole(), 0, 10, 20, 30);

    assertThat(shown).containsExactly("0-30");
    assertThat(ends.getFirst().exited().orElse(List.of()))
        .extracting(ExitedProcess::pid)
        .containsExactly(10, 20, 30);
  }

  @Test
  void theIntervalThatHoldsATime() {
    show(at("+15"), 0, 10, 20, 30);
    show(at("+10"), 0, 10, 20, 30);
    show(at("+0"), 0, 10, 20, 30);

    assertThat(shown).containsExactly("10-20", "0-10", "0-10");
  }

  @Test
  void aTimeOutsideIsSaidWithTheRecordingsOwnTimes() {
    assertThatThrownBy(() -> show(at("+31"), 0, 10, 20, 30))
        .isInstanceOf(Failure.class)
        .hasMessage(
            "2023-11-14T22:13:51Z lies outside the recording, which begins at"
                + " 2023-11-14T22:13:20Z and goes on to 2023-11-14T22:13:50Z");
  }

  @Test
  void aTimeBeforeTheRecordingIsToldWithItsVeryEnd() {
    assertThatThrownBy(() -> show(at("2023-11-14T22:00:00Z"), 0, 10, 20, 30))
        .hasMessageEndingWith("goes on to 2023-11-14T22:13:50Z");
  }

  @Test
  void betweenTwoTimesTakesAllThatTouchesThem() {
    show(between("+10", "+30"), 0, 10, 20, 30, 40);
    show(between("+12", "+28"), 0, 10, 20, 30, 40);
    show(between("+0", "+99"), 0, 10, 20, 30, 40);

    assertThat(shown).containsExactly("10-30", "10-30", "0-40");
    assertThatThrownBy(() -> show(between("+20", "+10"), 0, 10, 20)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> show(between("+50", "+60"), 0, 10, 20)).isInstanceOf(Failure.class);
  }

  @Test
  void stopsWhenNobodyWantsMore() {
    var samples = new TestingRecording(0, 10, 20, 30);

    long intervals =
        Intervals.show(samples, Choice.Each.ALL, ZoneOffset.UTC, (before, after) -> false);

    assertThat(intervals).isEqualTo(1);
  }

  private static Choice at(String time) {
    return new Choice.At(When.parse(time).orElseThrow());
  }

  private static Choice between(String from, String to) {
    return new Choice.Between(When.parse(from).orElseThrow(), When.parse(to).orElseThrow());
  }

  private long show(Choice choice, long... seconds) {
    return Intervals.show(
        new TestingRecording(seconds),
        choice,
        ZoneOffset.UTC,
        (before, after) -> {
          shown.add(second(before) + "-" + second(after));
          ends.add(after);
          return true;
        });
  }

  private static long second(Sample sample) {
    return sample.nanos() / 1_000_000_000L;
  }

  /** A sample at each of these seconds; one process ends at each, with that number. */
  private static final class TestingRecording implements Samples {
    private final List<Sample> samples = new ArrayList<>();
    private Optional<Sample> last = Optional.empty();

    TestingRecording(long... seconds) {
      for (long second : seconds) {
        var host = new TestingHost().at(second);
        Sample sample = new Collector().collect(host.tree(), Optional.empty());
        samples.add(sample.withExited(Reading.known(List.of(exited((int) second)))));
      }
    }

    private static ExitedProcess exited(int pid) {
      return new ExitedProcess(pid, 1, "dd", 0, 0, 4096, 0, Map.of(), List.of());
    }

    @Override
    public Optional<Sample> next() {
      last = samples.isEmpty() ? Optional.empty() : Optional.of(samples.removeFirst());
      return last;
    }

    @Override
    public Optional<Sample> last() {
      return last;
    }

    @Override
    public Optional<String> cut() {
      return Optional.empty();
    }

    @Override
    public List<Note> notes() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
