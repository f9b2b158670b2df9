package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
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
            log(
                """
                Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
                sda             80.00   10.00    320.00     40.00   44.00   3.96  99.00
                """));
    assertThat(finding.summary())
        .isEqualTo("sda is read at random: 90 requests/s of 4 KiB, 11 ms of its time each");
    assertThat(amount(finding, "busy time of one request")).isCloseTo(11, within(1e-9));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void smallAndCheapIsNotRandom() {
    clear(
        rule,
        log(
            """
            Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
            sda           8000.00   10.00  32000.00     40.00    0.12   0.96  90.00
            """));
  }

  @Test
  void largePiecesAreOnlyWorthKnowing() {
    Finding finding =
        one(
            rule,
            log(
                """
                Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
                sdb            300.00    0.00 153600.00      0.00   10.00   3.00  99.00
                """));
    assertThat(finding.summary()).isEqualTo("sdb moves 150 MiB/s in large pieces of 512 KiB");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void writesThatAreWaitedForAreNoPattern() {
    clear(
        rule,
        log(
            """
            Device:  rrqm/s   wrqm/s   r/s    w/s  rkB/s   wkB/s avgrq-sz avgqu-sz   await r_await w_await  svctm  %util
            sdb        0.00    40.00  0.00  70.00   0.00  540.00    15.43     0.95   12.20    0.00   12.20  13.80  96.00
            """));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device             tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn
                    sda             120.00        40.00      4000.00        200      20000
                    """)))
        .isEqualTo("sda: nothing tells its util_percent");
  }
}
