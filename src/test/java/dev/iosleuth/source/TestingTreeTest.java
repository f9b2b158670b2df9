package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

final class TestingTreeTest {
  private final TestingTree tree =
      new TestingTree()
          .file("sys/devices/virtual/block/dm-0/size", "8\n")
          .link("sys/block/dm-0", "../devices/virtual/block/dm-0")
          .link("sys/loop", "/sys/loop")
          .link("out", "../../../../sys/block/dm-0/size")
          .denied("secret");

  @Test
  void followsLinksInsideItsRoot() {
    assertThat(tree.read("sys/block/dm-0/size").map(Text::strip).orElse("")).isEqualTo("8");
    assertThat(tree.read("out").map(Text::strip).orElse("")).isEqualTo("8");
    assertThat(tree.read("sys/loop/x")).isInstanceOf(Reading.Absent.class);
    assertThat(tree.read("secret")).isInstanceOf(Reading.Absent.class);
    assertThat(tree.isDirectory("sys/block/dm-0")).isTrue();
    assertThat(tree.link("sys/block/dm-0").orElse("")).endsWith("block/dm-0");
  }

  @Test
  void listsWhatLiesDirectlyBelow() {
    assertThat(tree.list("sys").orElse(java.util.List.of()))
        .containsExactlyInAnyOrder("devices", "block", "loop");
    assertThat(tree.list("").orElse(java.util.List.of())).contains("sys", "out", "secret");
    assertThat(tree.list("sys/block/dm-0").orElse(java.util.List.of())).containsExactly("size");
    assertThat(tree.list("nowhere")).isInstanceOf(Reading.Absent.class);
  }
}
