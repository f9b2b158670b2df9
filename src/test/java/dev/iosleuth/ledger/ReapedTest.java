package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.sample.ExitedProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReapedTest {
  private static ExitedProcess child(int pid, int parent, long read, long written) {
    return new ExitedProcess(pid, parent, "dd", 100, read, written, 0, Map.of(), List.of());
  }

  @Test
  void aLivingParentWasGivenWhatItsChildrenAndTheirsDid() {
    var reaped = new Reaped(List.of(child(20, 10, 5, 7), child(30, 20, 100, 200)), _ -> PidIo.ZERO);
    assertThat(reaped.of(10)).isEqualTo(new Reaped.Sum(105, 207, 0));
    assertThat(reaped.of(20)).isEqualTo(Reaped.Sum.NOTHING);
  }

  /** make reaped compilers for minutes, and now ends: its shell is given all of it at once. */
  @Test
  void whatAChildHadReapedBeforeIsHandedUpWithIt() {
    var make = new PidIo(0, 0, 0, 0, 5000, 9000, 10);
    assertThat(new Reaped(List.of(child(20, 10, 50, 70)), _ -> make).of(10))
        .isEqualTo(new Reaped.Sum(5000, 9000, 10));
  }

  @Test
  void aCircleOfReusedNumbersEnds() {
    assertThat(new Reaped(List.of(child(20, 30, 1, 1), child(30, 20, 1, 1)), _ -> PidIo.ZERO).of(1))
        .isEqualTo(Reaped.Sum.NOTHING);
  }
}
