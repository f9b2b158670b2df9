package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import org.junit.jupiter.api.Test;

final class MountsAndSwapsTest {
  private static Mountinfo mounts(String content) {
    return Mountinfo.parse(Text.of("proc/self/mountinfo", content)).optional().orElseThrow();
  }

  private static Reading<Swaps> swaps(String content) {
    return Swaps.parse(Text.of("proc/swaps", content));
  }

  @Test
  void mountsWithAndWithoutOptionalFields() {
    Mountinfo mountinfo =
        mounts(
            """
            29 1 254:1 / / rw,relatime shared:1 master:2 - ext4 /dev/mapper/vg-root rw,errors=remount-ro
            36 29 0:34 /@home /my\\040home\\012x\\134\\011 ro - btrfs /dev/sda2 rw,subvol=/@home
            37 29 0:35 / /run rw -  tmpfs rw
            38 29 0:36 / /empty rw - tmpfs  rw\r
            39 29 0:37 net:[4026531840] /run/netns/a rw - nsfs nsfs rw
            40 29 0:38 / /hyphen rw - - - -
            """);
    assertThat(mountinfo.mounts())
        .containsExactly(
            new Mountinfo.Mount(
                29,
                1,
                new DevNo(254, 1),
                "/",
                "/",
                "rw,relatime",
                "ext4",
                "/dev/mapper/vg-root",
                "rw,errors=remount-ro"),
            new Mountinfo.Mount(
                36,
                29,
                new DevNo(0, 34),
                "/@home",
                "/my home\nx\\\t",
                "ro",
                "btrfs",
                "/dev/sda2",
                "rw,subvol=/@home"),
            new Mountinfo.Mount(37, 29, new DevNo(0, 35), "/", "/run", "rw", "", "tmpfs", "rw"),
            new Mountinfo.Mount(38, 29, new DevNo(0, 36), "/", "/empty", "rw", "tmpfs", "", "rw"),
            new Mountinfo.Mount(
                39,
                29,
                new DevNo(0, 37),
                "net:[4026531840]",
                "/run/netns/a",
                "rw",
                "nsfs",
                "nsfs",
                "rw"),
            new Mountinfo.Mount(40, 29, new DevNo(0, 38), "/", "/hyphen", "rw", "-", "-", "-"));
    assertThat(mountinfo.damaged()).isEmpty();
  }

  @Test
  void noProcessIsWithoutMounts() {
    assertThat(Mountinfo.parse(Text.of("proc/self/mountinfo", "")))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aDamagedMountCostsItself() {
    Mountinfo mountinfo =
        mounts(
            """
            29 1 254:1 / / rw,relatime shared:1 - ext4
            x 1 254:1 / / rw - ext4 /dev/sda rw
            29 99999999999 254:1 / / rw - ext4 /dev/sda rw
            29 1 254.1 / / rw - ext4 /dev/sda rw
            29 1 254:1 / / rw ext4 /dev/sda rw
            30 1 254:1 / /%s rw - ext4 /dev/\udcff rw
            31 1 254:1 / / rw - ext4 /dev/sda r\
            """
                .formatted("p".repeat(4095)));
    assertThat(mountinfo.mounts()).hasSize(1);
    assertThat(mountinfo.mounts().getFirst().source()).isEqualTo("/dev/\udcff");
    assertThat(mountinfo.damaged()).hasSize(6);
  }

  @Test
  void swapAreas() {
    Swaps swaps =
        swaps(
                """
                Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
                /dev/dm-1                               partition\t2097148\t\t12\t\t-2
                /my\\040swap\\040(deleted)                 file\t1048572\t\t0\t\t100
                /dev/zram0 partition 8 x 100
                /dev/zram1 partition 8 1
                /dev/zram2 partition 8 1 99999999999
                /dev/zram3 partition 8 1 10\
                """)
            .optional()
            .orElseThrow();
    assertThat(swaps.swaps())
        .containsExactly(
            new Swaps.Swap("/dev/dm-1", "partition", 2097148, 12, -2),
            new Swaps.Swap("/my swap (deleted)", "file", 1048572, 0, 100));
    assertThat(swaps.damaged())
        .extracting(Reading.Malformed::where)
        .containsExactly("proc/swaps:4", "proc/swaps:5", "proc/swaps:6", "proc/swaps:7");
  }

  @Test
  void noSwapAndNoSwapsFile() {
    assertThat(swaps("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"))
        .isInstanceOf(Reading.Known.class);
    assertThat(swaps("")).isInstanceOf(Reading.Malformed.class);
    assertThat(swaps("\0\u0001binary\n")).isInstanceOf(Reading.Malformed.class);
  }
}
