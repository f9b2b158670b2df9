package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParityCostTest {
  private static Share share(String name, double requests, double bytes) {
    return new Share(
        TestingLedgers.process(name, 1), Basis.MEASURED, List.of(), requests, requests, bytes, 0);
  }

  /** What a byte costs, counted by hand on a row of the array's members. */
  @ParameterizedTest
  @CsvSource({
    // members, parity, chunk, size in KiB, written, read
    "3, 1, 64 KiB, 4, 2, 1",
    "3, 1, 64 KiB, 128, 1.5, 0",
    "3, 1, 64 KiB, 256, 1.5, 0",
    "4, 1, 32 KiB, 4, 2, 2",
    "4, 1, 64 sectors, 96, 1.3333333, 0",
    "4, 2, 64 KiB, 4, 3, 1",
    "5, 2, 64 KiB, 4, 3, 2",
    "4, 2, 64 KiB, 128, 2, 0",
    // half a chunk, which may lie across two stripes
    "5, 1, 64 KiB, 32, 2, 2",
  })
  void ofOneWriter(int members, int parity, String chunk, double kib, double written, double read) {
    ParityCost cost = ParityCost.of(members, parity, chunk).orElseThrow();
    List<Share> writers = List.of(share("a", 10, 10 * kib * 1024), share("b", 1, 4096));
    double bytes = 10 * kib * 1024;
    assertThat(cost.of(writers, Direction.WRITE).getFirst().bytes())
        .isCloseTo(bytes * written, within(1.0));
    assertThat(cost.of(writers, Direction.READ).getFirst().bytes())
        .isCloseTo(bytes * read, within(1.0));
  }

  /** Somewhere between whole stripes and single pages, which it is depends on where it begins. */
  @ParameterizedTest
  @ValueSource(ints = {100, 200, 300, 700})
  void ofWhatBeginsAnywhere(int kib) {
    ParityCost cost = ParityCost.of(5, 1, "64 KiB").orElseThrow();
    double bytes = kib * 1024.0;
    List<Share> writers = List.of(share("a", 1, bytes), share("b", 1, 4096));
    assertThat(cost.of(writers, Direction.WRITE).getFirst().bytes())
        .isBetween(bytes * 1.25, bytes * 2);
    assertThat(cost.of(writers, Direction.READ).getFirst().bytes())
        .isGreaterThan(0)
        .isLessThan(bytes * 2);
  }

  @Test
  void whereNobodyNeedsToReadTheWritersAreAsTheyAre() {
    ParityCost cost = ParityCost.of(3, 1, "64 KiB").orElseThrow();
    List<Share> writers = List.of(share("a", 10, 10 * 128 * 1024));
    assertThat(cost.of(writers, Direction.READ)).isEqualTo(writers);
  }

  @Test
  void withoutItsGeometryNothingIsKnown() {
    assertThat(ParityCost.of(3, 1, "")).isEmpty();
    assertThat(ParityCost.of(3, 1, "0 KiB")).isEmpty();
    assertThat(ParityCost.of(1, 1, "64 KiB")).isEmpty();
  }
}
