package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.TestingTree;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DrbdReaderTest {
  private static final String SHOW =
      """
      resource web1 {
          _this_host { volume 0 { device minor 0; disk "/dev/vg/d"; meta-disk "/dev/vg/m" [ 0 ]; } }
          connection { _peer_node_id 1; net { _name "node2"; } }
      }
      """;
  private static final String PROC =
      """
      version: 8.4.11 (api:1/proto:86-101)
       0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
          ns:1048576 nr:2 dw:1048577 dr:664 al:17 bm:3 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:4
      """;

  @Test
  void stateOf84WithTheConfiguration() {
    TestingTree tree = new TestingTree().file("proc/drbd", PROC).file("tool/drbdsetup-show", SHOW);
    List<DrbdResource> resources = DrbdReader.read(tree);
    assertThat(resources).hasSize(1);
    DrbdResource first = resources.getFirst();
    assertThat(first.resource()).isEqualTo("web1");
    assertThat(first.dataDevice()).contains("/dev/vg/d");
    assertThat(first.metaDevice()).contains("/dev/vg/m");
    assertThat(first.writtenBytes()).hasValue(1048577L * 1024);
    assertThat(first.readBytes()).hasValue(664 * 1024);
    assertThat(first.activityLogOps()).hasValue(17);
    assertThat(first.bitmapOps()).hasValue(3);
    assertThat(first.peers())
        .containsExactly(
            new DrbdResource.Peer(
                "node2",
                "Connected",
                "Secondary",
                "UpToDate",
                "Connected",
                OptionalLong.of(1048576L * 1024),
                OptionalLong.of(2 * 1024),
                OptionalLong.of(4 * 1024)));
    assertThat(tree.filesRead()).doesNotContain("tool/drbdsetup-status");
  }

  @Test
  void stateOf9() {
    TestingTree tree =
        new TestingTree()
            .file("proc/drbd", "version: 9.1.4 (api:2/proto:110-121)\n")
            .file("tool/drbdsetup-show", SHOW)
            .file(
                "tool/drbdsetup-status",
                """
                [{"name": "web1", "role": "Secondary",
                  "devices": [{"volume": 0, "minor": 0, "disk-state": "UpToDate", "written": 8}],
                  "connections": [{"peer-node-id": 1, "connection-state": "Connected",
                    "peer_devices": [{"volume": 0, "received": 8}]}]}]
                """);
    DrbdResource first = DrbdReader.read(tree).getFirst();
    assertThat(first.role()).isEqualTo("Secondary");
    assertThat(first.writtenBytes()).hasValue(8192);
    assertThat(first.metaDevice()).contains("/dev/vg/m");
    assertThat(first.peers().getFirst().name()).isEqualTo("node2");
    assertThat(first.peers().getFirst().receivedBytes()).hasValue(8192);
    assertThat(first.peers().getFirst().sentBytes()).isEmpty();
  }

  @Test
  void eventsWhereThereIsNoStatus() {
    TestingTree tree =
        new TestingTree()
            .folder("sys/block/drbd7")
            .file(
                "tool/drbdsetup-events2",
                """
                exists resource name:r role:Primary
                exists device name:r volume:0 minor:7 backing_dev:/dev/sdb disk:UpToDate
                """);
    DrbdResource first = DrbdReader.read(tree).getFirst();
    assertThat(first.minor()).isEqualTo(7);
    assertThat(first.dataDevice()).contains("/dev/sdb");
    assertThat(first.writtenBytes()).isEmpty();
  }

  @Test
  void withoutDrbdNoToolIsAsked() {
    TestingTree tree = new TestingTree().file("tool/drbdsetup-show", SHOW);
    assertThat(DrbdReader.read(tree)).isEmpty();
    assertThat(tree.filesRead()).isEmpty();
  }

  @Test
  void damageIsNoted() {
    var notes = new ArrayList<Note>();
    TestingTree tree =
        new TestingTree()
            .file("proc/drbd", PROC + " 1: garbage\n")
            .file("tool/drbdsetup-show", "resource {");
    assertThat(DrbdReader.read(tree, notes::add)).hasSize(1);
    assertThat(notes).extracting(Note::subject).contains("tool/drbdsetup-show:1");
    assertThat(notes).hasSizeGreaterThan(1);
  }
}
