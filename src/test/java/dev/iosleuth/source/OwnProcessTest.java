package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

final class OwnProcessTest {
  private final OwnProcess own = new OwnProcess();

  @Test
  void countsItsTime() {
    long before = own.cpuNanos();
    long sum = 0;
    for (int i = 0; i < 50_000_000; i++) {
      sum += i ^ (sum << 1);
    }
    assertThat(own.cpuNanos() - before).isPositive();
    assertThat(sum).isNotZero();
  }

  @Test
  void agreesWithProc() {
    var host = new HostTree("/");
    String limits = host.read("proc/self/limits").map(Text::string).orElse("");
    assertThat(limits)
        .containsPattern("Max open files +" + own.openFilesLimit().orElseThrow() + " ");
    String status = host.read("proc/self/status").map(Text::string).orElse("");
    assertThat(status.contains("Uid:\t0\t0\t")).isEqualTo(own.isRoot());
  }
}
