package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.source.GuardedTree;
import org.junit.jupiter.api.Test;

/** The host on which the tests run: whatever it is, its devices are understood. */
final class HostTopologyTest {
  @Test
  void thisHost() {
    var host = GuardedTree.host("/");
    assumeTrue(host.isDirectory("sys/block"), "no sysfs here");
    Topology topology = TopologyReader.read(host);
    assertThat(topology.devices().keySet())
        .map(name -> name.replace('/', '!'))
        .containsAll(host.list("sys/block").optional().orElseThrow());
    assertThat(topology.notes())
        .filteredOn(note -> note.kind() == Note.Kind.NOT_UNDERSTOOD)
        .isEmpty();
    DrbdReader.read(host, note -> assertThat(note.text()).isEmpty());
  }
}
