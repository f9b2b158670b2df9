package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.GIB;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingSamples.drbdVolume;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.device;
import static dev.iosleuth.stack.TestingStacks.leaves;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DrbdEdgesTest {
  private final TestingSamples host =
      TestingSamples.host("node1")
          .with(disk("sda"))
          .with(lv("dm-0", "xenvg-u.disk0_data", "sda"), lv("dm-1", "xenvg-u.disk0_meta", "sda"))
          .tablesAbsent();

  private static DrbdResource volume(int minor, String resource, String disk, String peer) {
    return new DrbdResource(
        minor,
        resource,
        "Secondary",
        disk,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(
            new DrbdResource.Peer(
                peer,
                "Connected",
                "Primary",
                "UpToDate",
                "",
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty())));
  }

  @Test
  void theConfigurationSaysWhichIsWhich() {
    host.with(drbd(16, "dm-0", "dm-1"))
        .drbd(
            drbdVolume(
                16,
                "web1",
                "Primary",
                Optional.of("/dev/xenvg/u.disk0_meta"),
                Optional.of("/dev/mapper/xenvg-u.disk0_data")));
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains(
            "dev:drbd16 -REPLICATED-> dev:dm-1 2097152",
            "dev:drbd16 -META-> dev:dm-0",
            "dev:drbd16 -PEER-> peer:node2");
    assertThat(device(stack, "drbd16").name()).isEqualTo("web1");
    assertThat(device(stack, "drbd16").attributes())
        .containsEntry("role", "Primary")
        .containsEntry("peers", "node2 Connected Secondary UpToDate");
  }

  @Test
  void theSlaveOfItsOwnSizeIsTheDataDevice() {
    host.with(lv("dm-0", "xenvg-one", "sda").size(262_144), lv("dm-1", "xenvg-two", "sda"))
        .with(drbd(16, "dm-0", "dm-1").size(GIB - 4));

    assertThat(steps(build(host)))
        .contains("dev:drbd16 -REPLICATED-> dev:dm-1 2097148", "dev:drbd16 -META-> dev:dm-0");
  }

  @Test
  void namesDecideBetweenEqualSizes() {
    host.with(drbd(16, "dm-1", "dm-0"));

    assertThat(steps(build(host)))
        .contains("dev:drbd16 -REPLICATED-> dev:dm-0 2097152", "dev:drbd16 -META-> dev:dm-1");
  }

  @Test
  void internalMetaDataHasNoStep() {
    host.with(drbd(3, "dm-0").size(GIB - 72));
    Stack stack = build(host);

    assertThat(steps(stack)).contains("dev:drbd3 -REPLICATED-> dev:dm-0 2097080");
    assertThat(device(stack, "drbd3").attribute("meta")).isEqualTo("internal");
  }

  @Test
  void disklessIsARemoteLeaf() {
    host.with(drbd(4)).drbd(volume(4, "db", "Diskless", ""));
    Stack stack = build(host);

    assertThat(steps(stack)).contains("dev:drbd4 -PEER-> peer:drbd4");
    assertThat(leaves(stack)).containsExactlyInAnyOrder("sda DISK", "drbd4 REMOTE");
  }

  @Test
  void volumesOfOneResourceAreNumbered() {
    host.with(drbd(4, "dm-0"), drbd(5, "dm-1"))
        .drbd(volume(5, "db", "UpToDate", "node2"))
        .drbd(volume(4, "db", "UpToDate", "node2"));
    Stack stack = build(host);

    assertThat(device(stack, "drbd4").name()).isEqualTo("db/0");
    assertThat(device(stack, "drbd5").name()).isEqualTo("db/1");
    assertThat(stack.uppers(new NodeId("peer:node2"))).hasSize(2);
  }

  @Test
  void aVolumesTagNamesTheInstanceOnBothNodes() {
    host.with(drbd(16, "dm-0", "dm-1"))
        .volume("xenvg-u.disk0_data", "xenvg", "u.disk0_data", "originstname+web1.example.com");
    Stack stack = build(host);

    assertThat(device(stack, "dm-0").attribute("instance")).isEqualTo("web1.example.com");
    assertThat(device(stack, "drbd16").attribute("instance")).isEqualTo("web1.example.com");
  }
}
