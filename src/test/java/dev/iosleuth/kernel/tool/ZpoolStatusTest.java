package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

final class ZpoolStatusTest {
  private static ZpoolStatus parse(String text) {
    return ZpoolStatus.parse(Text.of("tool/zpool-status", text));
  }

  @Test
  void poolsWithAllSorts() {
    ZpoolStatus status =
        parse(
            """
              pool: tank
             state: DEGRADED
            status: One or more devices could not be opened.
                    pool: is degraded
              scan: resilvered 1.2G in 00:00:10
            config:

            \tNAME                STATE     READ WRITE CKSUM
            \ttank                DEGRADED     0     0     0
            \t  raidz1-0          DEGRADED     0     0     0
            \t    /dev/sda1       ONLINE       0     0     0
            \t    replacing-1     DEGRADED     0     0     0
            \t      /dev/sdb1     UNAVAIL      4     1     0  cannot open
            \t      /dev/disk/by-id/with blank  ONLINE  0  0  0  (resilvering)
            \t  /srv/file one     ONLINE       0     0     0
            \tspecial
            \t  mirror-2          ONLINE       0     0     0
            \t    /dev/nvme0n1p1  ONLINE       0     0     0
            \t    /dev/nvme1n1p1  ONLINE       0     0     0
            \tlogs
            \t  /dev/sdm1         ONLINE       0     0     0
            \tcache
            \t  /dev/sdn1         ONLINE       0     0     0
            \tspares
            \t  /dev/sdf1         AVAIL
            \t  /dev/sdg1         INUSE     currently in use

            errors: No known data errors

              pool: two words
             state: ONLINE
            config:

            \tNAME        STATE     READ WRITE CKSUM
            \ttwo words   ONLINE       0     0     0
            \t  /dev/sdx  ONLINE       0     0     0

            errors: No known data errors
            """);
    assertThat(status.damaged()).isEmpty();
    assertThat(status.pools())
        .extracting(ZpoolStatus.Pool::name)
        .containsExactly("tank", "two words");
    ZpoolStatus.Pool tank = status.pools().getFirst();
    assertThat(tank.state()).isEqualTo("DEGRADED");
    assertThat(tank.leaves())
        .containsExactly(
            "/dev/sda1",
            "/dev/sdb1",
            "/dev/disk/by-id/with blank",
            "/srv/file one",
            "/dev/nvme0n1p1",
            "/dev/nvme1n1p1",
            "/dev/sdm1",
            "/dev/sdn1");
    assertThat(tank.layouts())
        .containsExactly("raidz1-0", "disk", "special mirror-2", "logs disk", "cache disk");
    assertThat(status.pools().get(1).leaves()).containsExactly("/dev/sdx");
  }

  @Test
  void aRowThatIsNoneIsDamage() {
    ZpoolStatus status =
        parse(
            """
              pool: p
             state: ONLINE
            config:
            \tNAME        STATE
            \tp           ONLINE
            \t  /dev/sda  SLEEPING
            \t  /dev/sdb  ONLINE
            """);
    assertThat(status.damaged()).hasSize(1);
    assertThat(status.pools().getFirst().leaves()).containsExactly("/dev/sdb");
  }

  @Test
  void nothingIsNothing() {
    assertThat(parse("no pools available\n").pools()).isEmpty();
    assertThat(parse("").damaged()).isEmpty();
  }
}
