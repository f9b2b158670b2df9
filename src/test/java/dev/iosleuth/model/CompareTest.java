package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.Figure;
import dev.iosleuth.finding.compare.SubjectChange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Recordings of hosts that did not change, and of hosts of which one load did. How many pairs is
 * told by {@code -Dcompare.pairs}; the figures of docs/accuracy.md are of 200 ({@code
 * bench/compare}).
 */
final class CompareTest {
  private static final int PAIRS = Integer.getInteger("compare.pairs", 4);
  private static final double CHANGE = 1.2;

  /** The first is what is promised; the others say how it goes on. */
  private static final List<ComparedHost.Noise> NOISES =
      List.of(
          new ComparedHost.Noise(0.10, 2, 120),
          new ComparedHost.Noise(0.15, 2, 120),
          new ComparedHost.Noise(0.20, 3, 240),
          new ComparedHost.Noise(0.10, 2, 60));

  /**
   * @param equal pairs of the same load that show no difference
   * @param found pairs in which the changed load is shown, and in the right direction
   * @param others loads that did not change and are shown all the same
   * @param within of those found, whose range holds the truth
   * @param visible what the comparisons of equal ones say that would have been seen, on average
   */
  private record Tally(int equal, int found, int others, int within, double visible) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(
          equal + other.equal,
          found + other.found,
          others + other.others,
          within + other.within,
          visible + other.visible);
    }
  }

  private static Tally pair(ComparedHost.Noise noise, long seed) {
    var host = new ComparedHost(seed, noise);
    var first = host.record(1, 1);
    Comparison equal = Comparison.of(first, host.record(2, 1));
    Comparison changed = Comparison.of(first, host.record(3, CHANGE));
    Stream<Change> loads =
        changed.subjects().stream()
            .filter(one -> one.subject().name().equals(ComparedHost.CHANGED))
            .flatMap(one -> load(one))
            .filter(change -> change.shown() && change.change() > 0);
    List<Change> found = loads.toList();
    long others =
        changed.subjects().stream()
            .filter(one -> !one.subject().isDevice())
            .filter(one -> !one.subject().name().equals(ComparedHost.CHANGED))
            .filter(one -> load(one).anyMatch(Change::shown))
            .count();
    boolean within =
        found.stream()
            .anyMatch(change ->
                change.share(change.low()) <= CHANGE - 1
                    && change.share(change.high()) >= CHANGE - 1);
    double visible =
        equal.subjects().stream()
            .filter(one -> one.subject().name().equals(ComparedHost.CHANGED))
            .flatMap(one -> one.figure(Figure.OPERATIONS).stream())
            .mapToDouble(change -> change.share(change.visible()))
            .sum();
    return new Tally(
        equal.verdict() == Change.Verdict.NOT_SHOWN ? 1 : 0,
        found.isEmpty() ? 0 : 1,
        (int) others,
        within ? 1 : 0,
        visible);
  }

  private static Stream<Change> load(SubjectChange subject) {
    return Stream.of(Figure.OPERATIONS, Figure.BYTES)
        .flatMap(figure -> subject.figure(figure).stream());
  }

  private static Tally tally(ComparedHost.Noise noise) {
    Tally tally = Tally.NONE;
    for (int seed = 1; seed <= PAIRS; seed++) {
      tally = tally.plus(pair(noise, seed));
    }
    System.out.printf(
        Locale.ROOT,
        "| %.0f %%, up to %.0f s | %d | %d of %d | %d of %d | %d of %d | %d | %.0f %% |%n",
        100 * noise.spread(),
        noise.seconds(),
        noise.intervals(),
        tally.equal(),
        PAIRS,
        tally.found(),
        PAIRS,
        tally.within(),
        tally.found(),
        tally.others(),
        100 * tally.visible() / PAIRS);
    return tally;
  }

  @Test
  void equalOnesShowNothingAndAFifthMoreIsFound() {
    Tally tally = tally(NOISES.getFirst());

    assertThat(tally.equal()).isGreaterThanOrEqualTo((int) Math.floor(0.95 * PAIRS));
    assertThat(tally.found()).isGreaterThanOrEqualTo((int) Math.floor(0.9 * PAIRS));
  }

  /** No promise: for the table alone. */
  @Test
  void howItGoesOn() {
    if (Boolean.getBoolean("compare.all")) {
      NOISES
          .subList(1, NOISES.size())
          .forEach(noise -> assertThat(tally(noise).equal()).isPositive());
    }
  }
}
