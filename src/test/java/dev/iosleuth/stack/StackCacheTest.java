package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class StackCacheTest {
  private final StackCache cache = new StackCache();
  private final TestingSamples host =
      TestingSamples.host("node1")
          .with(disk("sda"), disk("sdb"))
          .mount("sda", "/", "ext4")
          .process(with(process(300, "dd", "dd"), block("/dev/sdb", 8, 16)));

  @Test
  void isTheSameWhileOnlyCountersMove() {
    Stack first = cache.of(host.build());

    Sample later =
        host.later(1)
            .process(moved(with(process(300, "dd", "dd"), block("/dev/sdb", 8, 16)), 1, 2))
            .process(process(301, "sh", "sh"))
            .build();

    assertThat(cache.of(later)).isSameAs(first);
  }

  @Test
  void isAnotherOneWhenAnotherProcessOpensADevice() {
    cache.of(host.build());

    Sample later = host.process(with(process(301, "cp", "cp"), block("/dev/sda", 8, 0))).build();

    assertSame(cache.of(later), StackBuilder.build(later));
    assertThat(cache.of(later).nodes()).containsKey(new NodeId("process:301:401"));
  }

  @Test
  void isAnotherOneWhenADeviceComesOrGoes() {
    cache.of(host.build());
    Sample more = host.with(disk("sdc")).build();
    assertSame(cache.of(more), StackBuilder.build(more));

    Sample fewer = host.without("sdc").build();
    assertSame(cache.of(fewer), StackBuilder.build(fewer));
  }

  @Test
  void isAnotherOneWhenAGuestStarts() {
    cache.of(host.build());

    Sample later =
        host.process(process(310, "kvm", "/usr/bin/kvm", "-name", "web1", "-hda", "/dev/sdb"))
            .build();

    assertThat(cache.of(later).nodes()).containsKey(new NodeId("guest:web1"));
  }

  private static void assertSame(Stack stack, Stack other) {
    assertThat(stack.nodes()).isEqualTo(other.nodes());
    assertThat(stack.edges()).isEqualTo(other.edges());
  }
}
