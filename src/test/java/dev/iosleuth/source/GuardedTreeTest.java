package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GuardedTreeTest {
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  /** As a read that waits in the kernel: no interrupt ends it. */
  private Reading<String> waits() {
    asked.incrementAndGet();
    boolean answered = false;
    while (!answered) {
      try {
        answer.await();
        answered = true;
      } catch (InterruptedException _) {
        answered = false;
      }
    }
    return Reading.known("late");
  }

  @Test
  void givesUpAndDoesNotAskAgain() {
    var guard = new Guard(Duration.ofMillis(50));
    Reading<String> silent = Reading.absent("did not answer within 50 ms");
    assertThat(guard.ask("a", this::waits)).isEqualTo(silent);
    assertThat(guard.ask("a", this::waits)).isEqualTo(silent);
    assertThat(asked).hasValue(1);
    assertThat(guard.ask("b", () -> Reading.known("there"))).isEqualTo(Reading.known("there"));
    answer.countDown();
  }

  @Test
  void stopsAskingWhereNothingAnswers() {
    var guard = new Guard(Duration.ofMillis(10));
    for (int i = 0; i < 20; i++) {
      guard.ask("path" + i, this::waits);
    }
    assertThat(asked).hasValue(8);
    assertThat(guard.ask("other", () -> Reading.known("x")).whyNot().orElseThrow())
        .startsWith("not asked");
    answer.countDown();
  }

  @Test
  void guardsOnlyWhatMayWait() {
    assertThat(GuardedTree.mayWait("proc/diskstats")).isFalse();
    assertThat(GuardedTree.mayWait("proc/17/io")).isFalse();
    assertThat(GuardedTree.mayWait("sys/block/sda/stat")).isFalse();
    assertThat(GuardedTree.mayWait("tool/dmsetup-table")).isFalse();
    assertThat(GuardedTree.mayWait("proc/17/cmdline")).isTrue();
    assertThat(GuardedTree.mayWait("proc/17/root/etc/hostname")).isTrue();
    assertThat(GuardedTree.mayWait("etc/default/qemu-kvm")).isTrue();
  }

  @Test
  void readsTheHostThroughTheGuard() {
    GuardedTree host = GuardedTree.host("/");
    assertThat(host.read("proc/self/cmdline").map(Text::string).orElse("")).contains("java");
    assertThat(host.isDirectory("proc")).isTrue();
    assertThat(host.isDirectory("usr")).isTrue();
  }
}
