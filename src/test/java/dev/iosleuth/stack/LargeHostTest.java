package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Thousands of devices and processes: nothing may take time by the square of their number. */
class LargeHostTest {
  private static Sample host(int devices, int processes) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda")).mount("sda", "/", "ext4");
    for (int i = 0; i < devices; i++) {
      host.with(loop("loop" + i, "/big.img"));
    }
    for (int pid = 1; pid <= processes; pid++) {
      host.process(with(process(pid, "sleep", "/bin/sleep", "1000"), file("/a" + pid, 8, 0)));
    }
    return host.build();
  }

  private static long best(Runnable work, int times) {
    var threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      long before = threads.getCurrentThreadCpuTime();
      work.run();
      best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
    }
    return best / 1000;
  }

  @Test
  void timeGrowsWithTheNumberOfThings() {
    Sample small = host(125, 313);
    Sample large = host(4000, 10_000);
    assertThat(StackBuilder.build(large).edges()).hasSize(4002);
    long few = best(() -> StackBuilder.build(small), 30);
    long many = best(() -> StackBuilder.build(large), 20);

    // 32 times the things, by which caches miss more; by the square it would be 1,024 times the
    // time
    assertThat(many)
        .as("CPU of %d us against %d us", many, few)
        .isLessThan(200 * Math.max(few, 200));
  }

  @Test
  void aLongChainIsNoBurden() {
    TestingSamples host = TestingSamples.host("node1").tablesAbsent().with(disk("sda"));
    for (int i = 0; i < 3000; i++) {
      host.with(lv("dm-" + i, "vg-l" + i, i == 0 ? "sda" : "dm-" + (i - 1)));
    }
    host.with(lv("dm-0", "vg-l0", "dm-2999"));
    Stack stack = StackBuilder.build(host.build());

    assertThat(stack.edges()).hasSize(2999);
    assertThat(stack.topDown()).hasSize(3001);
    assertThat(stack.notes()).filteredOn(n -> n.text().contains("circle")).hasSize(1);
  }
}
