package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

class NetBondingTest {
  private static final String PATH = "proc/net/bonding/bond0";

  @Test
  void theLegsAreThoseBehindTheHead() {
    NetBonding bond =
        NetBonding.parse(
                Text.of(
                    PATH,
                    """
                    Ethernet Channel Bonding Driver: v6.1.0

                    Bonding Mode: IEEE 802.3ad Dynamic link aggregation
                    Transmit Hash Policy: layer2 (0)
                    MII Status: up
                    MII Polling Interval (ms): 100

                    802.3ad info
                    LACP rate: slow
                    Active Aggregator Info:
                    \tAggregator ID: 1

                    Slave Interface: eth0
                    MII Status: up
                    Speed: 1000 Mbps
                    Duplex: full
                    Aggregator ID: 1

                    Slave Interface: eth1
                    MII Status: down
                    Speed: Unknown
                    Aggregator ID: 2
                    """))
            .optional()
            .orElseThrow();
    assertThat(bond.mode()).isEqualTo("IEEE 802.3ad Dynamic link aggregation");
    assertThat(bond.hashPolicy().optional()).contains("layer2 (0)");
    assertThat(bond.legs())
        .containsExactly(
            new NetBonding.Leg("eth0", "up", "1000 Mbps", "1"),
            new NetBonding.Leg("eth1", "down", "Unknown", "2"));
    assertThat(bond.oneLegOnly()).isFalse();
  }

  @Test
  void aBackupHasOneLegAndNoHash() {
    NetBonding bond =
        NetBonding.parse(
                Text.of(PATH, "Bonding Mode: fault-tolerance (active-backup)\nMII Status: up\n"))
            .optional()
            .orElseThrow();
    assertThat(bond.oneLegOnly()).isTrue();
    assertThat(bond.legs()).isEmpty();
    assertThat(bond.hashPolicy()).isInstanceOf(Reading.Absent.class);
  }

  @Test
  void whatTellsNoModeIsNoBond() {
    assertThat(NetBonding.parse(Text.of(PATH, "MII Status: up\n")))
        .isInstanceOf(Reading.Malformed.class);
  }
}
