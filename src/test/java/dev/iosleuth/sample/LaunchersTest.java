package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchersTest {
  private static ProcessSample qemu(int pid, int parent, long start, String... words) {
    return new ProcessSample(
        new PidStat(pid, "qemu-system-x86", 'S', parent, 0, 0, 0, start, 0),
        Reading.absent("not asked"),
        Reading.absent("not asked"),
        Reading.known(List.of(words)),
        Reading.absent("not asked"));
  }

  private static List<Integer> guests(ProcessSample... emulators) {
    return Launchers.without(List.of(emulators)).stream().map(p -> p.stat().pid()).toList();
  }

  @Test
  void whoWaitsUntilTheGuestIsUpIsNone() {
    String[] words = {"qemu-system-x86_64", "-name", "a", "-daemonize"};
    assertThat(guests(qemu(700, 650, 1000, words), qemu(702, 1, 1003, words))).containsExactly(702);
    assertThat(guests(qemu(700, 650, 1000, words), qemu(702, 1, 1000, words)))
        .as("within one tick")
        .containsExactly(702);
  }

  @Test
  void guestsThatAreStartedAlikeAreGuests() {
    String[] words = {"qemu-system-x86_64", "-name", "a", "-daemonize"};
    assertThat(guests(qemu(700, 1, 1000, words), qemu(710, 1, 1003, words)))
        .as("both are up")
        .containsExactly(700, 710);
    assertThat(guests(qemu(700, 650, 1000, words), qemu(710, 1, 9000, words)))
        .as("long after")
        .containsExactly(700, 710);
    String[] other = {"qemu-system-x86_64", "-name", "b", "-daemonize"};
    assertThat(guests(qemu(700, 650, 1000, words), qemu(702, 1, 1003, other)))
        .containsExactly(700, 702);
    String[] shown = {"qemu-system-x86_64", "-name", "a"};
    assertThat(guests(qemu(700, 650, 1000, shown), qemu(702, 1, 1003, shown)))
        .as("nobody waits without -daemonize")
        .containsExactly(700, 702);
  }
}
