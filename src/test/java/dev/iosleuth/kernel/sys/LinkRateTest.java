package dev.iosleuth.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRateTest {
  private static Attributes folder(Map<String, String> files) {
    return name ->
        Optional.ofNullable(files.get(name))
            .map(content -> Reading.known(Text.of(name, content)))
            .orElse(Reading.absent("no such file"));
  }

  @ParameterizedTest
  @CsvSource({
    "6.0 Gbps,6000000",
    "1.5 Gbps,1500000",
    "12.0 Gbit,12000000",
    "22.5 Gbit,22500000",
    "8.0 GT/s PCIe,8000000",
    "2.5 GT/s,2500000",
    "3.0 Gb/s,3000000"
  })
  void aRateIsInKilobits(String words, long kilobits) {
    assertThat(LinkRate.parse(words, "x").optional()).contains(kilobits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<unknown>", "Unknown", "Phy disabled", "Unknown speed"})
  void wordsSayWhyThereIsNone(String words) {
    assertThat(LinkRate.parse(words, "x")).isInstanceOf(Reading.Absent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "6", "6.0 Mbps", "6x Gbps"})
  void anythingElseIsMalformed(String words) {
    assertThat(LinkRate.parse(words, "x")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aSataLinkHasThreeRates() {
    AtaLink link =
        AtaLink.parse(
            folder(
                Map.of(
                    "sata_spd", "1.5 Gbps\n",
                    "sata_spd_limit", "6.0 Gbps\n",
                    "hw_sata_spd_limit", "<unknown>\n")));
    assertThat(link.kilobits().optional()).contains(1_500_000L);
    assertThat(link.limit().optional()).contains(6_000_000L);
    assertThat(link.hardwareLimit().optional()).isEmpty();
  }

  @Test
  void aPciLinkHasSpeedAndWidth() {
    PciLink link =
        PciLink.parse(
            folder(
                Map.of(
                    "class", "0x010802\n",
                    "current_link_speed", "5.0 GT/s PCIe\n",
                    "current_link_width", "2\n",
                    "max_link_speed", "8.0 GT/s PCIe\n",
                    "max_link_width", "255\n")));
    assertThat(link.isStorage()).isTrue();
    assertThat(link.megatransfers().optional()).contains(5_000L);
    assertThat(link.width().optional()).contains(2L);
    assertThat(link.maxWidth()).isInstanceOf(Reading.Absent.class);
    assertThat(PciLink.parse(folder(Map.of())).isStorage()).isFalse();
  }

  @Test
  void aPhyHasThreeRates() {
    SasPhy phy =
        SasPhy.parse(
            folder(Map.of("negotiated_linkrate", "6.0 Gbit\n", "maximum_linkrate", "12.0 Gbit\n")));
    assertThat(phy.kilobits().optional()).contains(6_000_000L);
    assertThat(phy.maximum().optional()).contains(12_000_000L);
    assertThat(phy.hardwareMaximum()).isInstanceOf(Reading.Absent.class);
  }
}
