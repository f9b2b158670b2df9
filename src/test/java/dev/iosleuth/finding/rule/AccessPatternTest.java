package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.PLAIN;
import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.merges;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import org.junit.jupiter.api.Test;

class AccessPatternTest {
  private final AccessPattern rule = new AccessPattern();

  @Test
  void smallAndFarApart() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             80.00   10.00    320.00     40.00   44.00   3.96  99.00
                """));
    assertThat(finding.summary())
        .isEqualTo("sda is read at random: 90 requests/s of 4 KiB, 11 ms of its time each");
    assertThat(amount(finding, "busy time of one request")).isCloseTo(11, within(1e-9));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
  }

  /** Whoever comes finds it free more often than not. */
  @Test
  void aDiskThatRestsHalfItsTimeIsWorthANote() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             40.00    5.00    160.00     20.00   11.00   0.49  49.00
                """));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  /** 50 reads of 51 KiB and 75 writes of 18 KiB: more writes, and most of the bytes are read. */
  @Test
  void whatIsReadAndWrittenIsSaidToBeBoth() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             50.00   75.00   2575.00   1368.00    7.71   0.96  96.80
                """));
    assertThat(finding.summary()).startsWith("sda is read and written at random: ");
    assertThat(finding.actions())
        .anyMatch(action -> action.contains("what is read at random"))
        .anyMatch(action -> action.contains("what is written at random"));
  }

  @Test
  void whatIsWrittenIsNotAdvisedOnReads() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             10.00   80.00     40.00    320.00   44.00   3.96  99.00
                """));
    assertThat(finding.summary()).startsWith("sda is written at random: ");
    assertThat(finding.actions()).noneMatch(action -> action.contains("what is read"));
  }

  @Test
  void smallAndCheapIsNotRandom() {
    clear(
        rule,
        rates(
            """
            sda           8000.00   10.00  32000.00     40.00    0.12   0.96  90.00
            """));
  }

  @Test
  void largePiecesAreOnlyWorthKnowing() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sdb            300.00    0.00 153600.00      0.00   10.00   3.00  99.00
                """));
    assertThat(finding.summary()).isEqualTo("sdb moves 150 MiB/s in large pieces of 512 KiB");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void writesThatAreWaitedForAreNoPattern() {
    clear(
        rule,
        merges(
            """
            sdb        0.00    40.00  0.00  70.00   0.00  540.00    15.43     0.95   12.20    0.00   12.20  13.80  96.00
            """));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(untold(rule, log(PLAIN))).isEqualTo("sda: nothing tells its util_percent");
  }
}
