package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

final class UdevDataTest {
  @Test
  void propertiesAndLinks() {
    UdevData data =
        UdevData.parse(
            Text.of(
                "run/udev/data/b8:0",
                """
                S:disk/by-id/wwn-1
                S:disk/by-path/pci-1
                W:702
                I:73815117
                E:ID_SERIAL_SHORT=2160A0
                E:ID_FS_LABEL=a=b
                G:systemd
                V:1
                E:nothing
                X:1
                binary \u0000
                """));
    assertThat(data.properties())
        .containsEntry("ID_SERIAL_SHORT", "2160A0")
        .containsEntry("ID_FS_LABEL", "a=b")
        .containsEntry("DEVLINKS", "/dev/disk/by-id/wwn-1 /dev/disk/by-path/pci-1")
        .hasSize(3);
    assertThat(data.damaged()).hasSize(3);
  }

  @Test
  void aLineCutShortIsNotBelieved() {
    UdevData data = UdevData.parse(Text.of("b8:0", "E:ID_SERIAL=AB\nE:ID_MODEL=Som"));
    assertThat(data.properties()).containsOnlyKeys("ID_SERIAL");
    assertThat(data.damaged()).hasSize(1);
  }
}
