package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class IowaitWithoutDiskTest {
  private final IowaitWithoutDisk rule = new IowaitWithoutDisk();

  private static Case waiting(double iowait, double util) {
    return log(
        """
        avg-cpu:  %%user   %%nice %%system %%iowait  %%steal   %%idle
                   1.00    0.00    1.00   %.2f    0.00   %.2f

        Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %%util
        sda              2.00    0.00     40.00      0.00    1.00   0.01  %.2f
        """
            .formatted(iowait, 98 - iowait, util));
  }

  @Test
  void waitingForWhatIsNotHere() {
    Finding finding = one(rule, waiting(24, 0.2));
    assertThat(finding.summary())
        .isEqualTo("the processors wait for I/O 24 % of their time, and no disk is busy");
    assertThat(amount(finding, "%iowait")).isEqualTo(24);
    assertThat(amount(finding, "sda busy")).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void aBusyDiskExplainsIt() {
    clear(rule, waiting(24, 60));
  }

  @Test
  void nobodyWaits() {
    clear(rule, waiting(2, 0.2));
  }

  @Test
  void whatTheProcessorsDidInARecordingIsKnown() {
    assertThat(recording("raid1-lvm-7").cpu().optional().orElseThrow()).containsKey("%iowait");
  }

  @Test
  void withoutProcessorsNobodyCanTell() {
    assertThat(
            untold(
                rule,
                rates(
                    """
                    sda              2.00    0.00     40.00      0.00    1.00   0.01   0.10
                    """)))
        .isEqualTo("the log does not say what the processors did");
  }
}
