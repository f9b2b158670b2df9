package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DrbdsetupTest {
  private static final String JSON =
      """
      [
      {
        "name": "web1", "node-id": 0, "role": "Primary", "suspended": false,
        "write-ordering": "flush",
        "devices": [
          { "volume": 0, "minor": 1000, "disk-state": "UpToDate", "client": false,
            "size": 409600, "read": 664, "written": 18446744073709551615,
            "al-writes": 17, "bm-writes": 0, "future": {"a": [1, {"b": 2}]} },
          { "volume": 1, "minor": 1001, "disk-state": "Diskless" } ],
        "connections": [
          { "peer-node-id": 1, "name": "node2", "connection-state": "Connected",
            "congested": false, "peer-role": "Secondary",
            "ap-in-flight": 18446744073709551608, "paths": [{"this": {"address": "x"}}],
            "peer_devices": [
              { "volume": 0, "replication-state": "SyncSource",
                "peer-disk-state": "Inconsistent", "received": 0, "sent": 4096,
                "out-of-sync": 12, "percent-in-sync": 99.97 } ] } ]
      }
      ,
      { "name": "web2", "role": "Secondary", "devices": [], "connections": [] }
      ]
      """;

  private static Reading<DrbdsetupStatus> status(String text) {
    return DrbdsetupStatus.parse(Text.of("tool/drbdsetup-status", text));
  }

  @Test
  void statusInJson() {
    List<DrbdVolume> volumes = status(JSON).optional().orElseThrow().volumes();
    assertThat(volumes).hasSize(2);
    DrbdVolume first = volumes.getFirst();
    assertThat(first.resource()).isEqualTo("web1");
    assertThat(first.minor()).isEqualTo(1000);
    assertThat(first.role()).isEqualTo("Primary");
    assertThat(first.disk()).isEqualTo("UpToDate");
    assertThat(first.readKib()).hasValue(664);
    assertThat(first.writtenKib()).isEmpty();
    assertThat(first.activityLogOps()).hasValue(17);
    assertThat(first.peers())
        .containsExactly(
            new DrbdVolume.Peer(
                "1",
                "node2",
                "Connected",
                "Secondary",
                "Inconsistent",
                "SyncSource",
                OptionalLong.of(4096),
                OptionalLong.of(0),
                OptionalLong.of(12)));
    assertThat(volumes.get(1).disk()).isEqualTo("Diskless");
    assertThat(volumes.get(1).peers().getFirst().replication()).isEqualTo("Unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "[{]",
        "{}",
        "[{\"name\": \"r0\"",
        "[{\"devices\": [{\"minor\": 1",
        "# No currently configured DRBD found.",
        "\u0000\u0001",
        "[[[[[[[["
      })
  void otherTextIsMalformed(String text) {
    assertThat(status(text)).isInstanceOf(Reading.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[\n]\n", "[{}]", "[{\"devices\": [{\"minor\": -1}]}]"})
  void noVolumesAtAll(String text) {
    assertThat(status(text).optional().orElseThrow().volumes()).isEmpty();
  }

  @Test
  void eventsUpToNow() {
    DrbdsetupEvents2 events =
        DrbdsetupEvents2.parse(
            Text.of(
                "tool/drbdsetup-events2",
                """
                exists resource name:web1 role:Secondary suspended:no
                exists device name:web1 volume:0 minor:7 backing_dev:/dev/vg/web1 disk:UpToDate size:5 read:10 written:15 al-writes:40 bm-writes:50
                exists connection name:web1 peer-node-id:1 conn-name:node2 connection:Connected role:Primary
                exists peer-device name:web1 peer-node-id:1 conn-name:node2 volume:0 replication:Established peer-disk:UpToDate received:5 sent:10 out-of-sync:0
                exists path name:web1 peer-node-id:1 conn-name:node2 local:ipv4:1.2.3.4:7789 peer:ipv4:5.6.7.8:7790
                exists device name:gone volume:0 minor:8 backing_dev:none disk:Diskless
                destroy device name:gone volume:0 minor:8
                2026-01-01T00:00:00.000000+00:00 change resource name:web1 role:Primary
                call helper name:web1 helper:before-resync-target
                exists -
                what is this
                exists device volume:0
                """));
    assertThat(events.damaged()).hasSize(2);
    assertThat(events.volumes()).hasSize(1);
    DrbdVolume volume = events.volumes().getFirst();
    assertThat(volume.role()).isEqualTo("Primary");
    assertThat(volume.backingDevice()).contains("/dev/vg/web1");
    assertThat(volume.writtenKib()).hasValue(15);
    assertThat(volume.bitmapOps()).hasValue(50);
    assertThat(volume.peers())
        .containsExactly(
            new DrbdVolume.Peer(
                "1",
                "node2",
                "Connected",
                "Primary",
                "UpToDate",
                "Established",
                OptionalLong.of(10),
                OptionalLong.of(5),
                OptionalLong.of(0)));
  }

  private static Reading<DrbdsetupShow> show(String text) {
    return DrbdsetupShow.parse(Text.of("tool/drbdsetup-show", text));
  }

  @Test
  void configurationOf9() {
    DrbdsetupShow show =
        show("""
        resource "r0" {
            options { quorum majority; }
            _this_host {
                node-id 1;
                volume 0 {
                    device   minor 10;
                    disk     "/dev/scratch/r0_0";
                    meta-disk internal;
                    disk { size 2097152s; # bytes
                           _unknown bitmap; }
                }
                volume 1 { device minor 11; disk none; }
                volume 2 { device minor 12; disk "/dev/a b\\"c"; meta-disk "/dev/m" [ 0 ]; }
            }
            connection {
                _peer_node_id 0;
                path { _remote_host ipv4 10.36.50.12:7789; }
                _cstate Connected;
                net { cram-hmac-alg "md5"; shared-secret "{secret;}"; _name "peer0"; }
            }
        }
        """)
            .optional()
            .orElseThrow();
    assertThat(show.volumes())
        .containsExactly(
            new DrbdsetupShow.Volume(
                "r0", 0, 10, Optional.of("/dev/scratch/r0_0"), Optional.empty()),
            new DrbdsetupShow.Volume("r0", 1, 11, Optional.empty(), Optional.empty()),
            new DrbdsetupShow.Volume(
                "r0", 2, 12, Optional.of("/dev/a b\"c"), Optional.of("/dev/m")));
    assertThat(show.peers()).containsExactly(new DrbdsetupShow.Peer("r0", "0", "peer0"));
    assertThat(show.toString()).doesNotContain("secret");
  }

  @Test
  void configurationOf83HasNoResource() {
    DrbdsetupShow show =
        show("""
        net { shared-secret "a6526cb6118297c9"; }
        protocol C;
        _this_host {
        	device			minor 3;
        	disk			"/dev/xenvg/test.data";
        	meta-disk		"/dev/xenvg/test.meta" [ 0 ];
        }
        _remote_host { address ipv4 192.0.2.2:11000; }
        _this_host {
        	device			"/dev/drbd63";
        }
        """)
            .optional()
            .orElseThrow();
    assertThat(show.volumes())
        .containsExactly(
            new DrbdsetupShow.Volume(
                "", 0, 3, Optional.of("/dev/xenvg/test.data"), Optional.of("/dev/xenvg/test.meta")),
            new DrbdsetupShow.Volume("", 0, 63, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "resource r0 {", "resource r0 { _this_host { volume 0 { disk \"/x"})
  void aConfigurationCutShortIsMalformed(String text) {
    assertThat(show(text)).isInstanceOf(Reading.Malformed.class);
    assertThat(show("{".repeat(100_000))).isInstanceOf(Reading.Malformed.class);
  }
}
