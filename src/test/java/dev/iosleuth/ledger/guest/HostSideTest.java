package dev.iosleuth.ledger.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import org.junit.jupiter.api.Test;

class HostSideTest {
  /** One of many pages of a file system that the disk got in one operation. */
  @Test
  void bytesOfAFileWithoutAnOperationAreNotNone() {
    var edge = new Edge(new NodeId("file:/a"), new NodeId("fs:8:0"), Edge.Role.FILE, 0);
    var none = new EdgeFlow.Amount(0, 0, 0, 0, 0);
    var page = new EdgeFlow.Amount(0, 0, 1, 0, 4096);
    DiskCounters host = HostSide.of(new EdgeFlow(edge, none, page, 1, ""));

    assertThat(host.writes().bytes()).isEqualTo(Reading.known(4096L));
    assertThat(host.writes().operations().whyNot())
        .contains("its share of the disk's operations is less than one");
    assertThat(host.reads().operations()).isEqualTo(Reading.known(0L));
  }
}
