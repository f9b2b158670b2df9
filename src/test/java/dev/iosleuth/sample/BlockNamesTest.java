package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlockNamesTest {
  /** As a guest's command line has it; whether /dev has that link does not matter. */
  @Test
  void volumesByTheirNamesInLvm() {
    Topology topology =
        TestingSamples.host("h")
            .with(
                TestingDevices.disk("sda"),
                TestingDevices.lv("dm-0", "vg--a-web1", "sda"),
                TestingDevices.lv("dm-1", "vg--a-pool-tpool", "sda"))
            .build()
            .topology();
    var names = new BlockNames(topology);
    var empty = new TestingTree();
    Optional<DevNo> web1 = names.find(empty, "/dev/dm-0");
    assertThat(web1).isPresent();
    assertThat(names.find(empty, "/dev/vg-a/web1")).isEqualTo(web1);
    assertThat(names.find(empty, "/dev/mapper/vg--a-web1")).isEqualTo(web1);
    assertThat(names.find(empty, "/dev/vg-a/pool")).isEmpty();
    assertThat(names.find(empty, "/srv/vg-a/web1")).isEmpty();
  }
}
