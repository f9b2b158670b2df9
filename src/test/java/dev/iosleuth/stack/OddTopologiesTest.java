package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.bcache;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.dm;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.nvmeHead;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hosts that no kernel would show: the graph has no circle, loses no device, and nothing throws.
 */
class OddTopologiesTest {
  private static final List<String> LEVELS =
      List.of("raid1", "raid5", "", "container", "\u001b[2J");

  private final TestingSamples host = TestingSamples.host("odd");

  private static String any(Random random) {
    int number = random.nextInt(12);
    return switch (random.nextInt(7)) {
      case 0 -> "sd" + (char) ('a' + number);
      case 1 -> "dm-" + number;
      case 2 -> "md" + number;
      case 3 -> "drbd" + number;
      case 4 -> "loop" + number;
      case 5 -> "nowhere" + number;
      default -> "sda" + number;
    };
  }

  private static TestingDevice device(Random random, int number) {
    String one = any(random);
    String two = any(random);
    return switch (random.nextInt(8)) {
      case 0 -> disk("sd" + (char) ('a' + number));
      case 1 -> dm("dm-" + number, "same-name", "LVM-x", one, two);
      case 2 -> md("md" + number, LEVELS.get(random.nextInt(LEVELS.size())), one, two, one);
      case 3 -> drbd(number, one, two);
      case 4 ->
          loop("loop" + number, random.nextBoolean() ? "/dev/" + one : "/mnt" + number + "/x");
      case 5 -> partition(one, number);
      case 6 -> bcache("bcache" + number, one, two).on(one, two, any(random));
      default -> nvmeHead("nvme0n" + number, one, "nvme0n" + number);
    };
  }

  private void fill(Random random) {
    for (int i = 0; i < 40; i++) {
      TestingDevice device = device(random, random.nextInt(12));
      if (random.nextInt(5) == 0) {
        device.dev(0, 0);
      } else if (random.nextInt(5) == 0) {
        device.size(0);
      }
      host.with(device);
    }
    if (random.nextBoolean()) {
      host.tablesAbsent();
    }
    host.table(
        "same-name",
        target("linear", 0, 9, lower(Use.DATA, 253, random.nextInt(12), 0)),
        target("what", 9, 9));
    for (int i = 0; i < 8; i++) {
      DevNo dev = random.nextBoolean() ? new DevNo(7, i) : new DevNo(0, random.nextInt(3));
      String type = List.of("ext4", "btrfs", "overlay", "zfs", "nfs").get(random.nextInt(5));
      host.mount(dev, "/", "/mnt" + i, type, "/dev/" + any(random), "upperdir=/mnt" + (i + 1) % 8);
    }
    host.swap("/dev/" + any(random)).swap("/mnt1/swap").instanceDisk("i", 0, any(random));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void neverFails(long seed) {
    fill(new Random(seed));
    Stack stack = TestingStacks.build(host);

    assertThat(stack.topDown()).as("seed %d", seed).hasSameSizeAs(stack.nodes().values());
    var seen = new HashSet<NodeId>();
    for (Node node : stack.topDown()) {
      seen.add(node.id());
      assertThat(stack.lowers(node.id())).noneMatch(edge -> seen.contains(edge.lower()));
    }
    for (Node node : stack.nodes().values()) {
      assertThat(Lookup.find(host.build(), stack, node.id().value()))
          .isEqualTo(new Lookup.Answer.Found(List.of(node)));
    }
  }
}
