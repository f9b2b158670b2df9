package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KernelLogTest {
  private static List<KernelLog.Entry> entries(String text) {
    return KernelLog.parse(Text.of("tool/kernel-log", text)).optional().orElseThrow().entries();
  }

  @Test
  void aLineHasItsTimeAndItsText() {
    assertThat(
            entries(
                """
                [    0.000000] Linux version 6.1.0
                [12345.678901] sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_OK
                <3>[99999999.000001] I/O error, dev sda, sector 2048
                no time at all
                [garbage] of its own
                """))
        .containsExactly(
            new KernelLog.Entry(OptionalLong.of(0), "Linux version 6.1.0"),
            new KernelLog.Entry(
                OptionalLong.of(12_345_678_901L),
                "sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_OK"),
            new KernelLog.Entry(
                OptionalLong.of(99_999_999_000_001L), "I/O error, dev sda, sector 2048"),
            new KernelLog.Entry(OptionalLong.empty(), "no time at all"),
            new KernelLog.Entry(OptionalLong.empty(), "[garbage] of its own"));
  }

  @Test
  void anEmptyOneWasCleared() {
    assertThat(KernelLog.parse(Text.of("tool/kernel-log", "\n")).whyNot().orElseThrow())
        .startsWith("the kernel's ring buffer is empty");
  }

  @Test
  void aTimeTooLargeIsNone() {
    assertThat(entries("[99999999999999999999.1] x\n").getFirst().micros()).isEmpty();
  }
}
