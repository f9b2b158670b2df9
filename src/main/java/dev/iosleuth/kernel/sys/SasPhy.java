package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Reading;

/**
 * {@code /sys/class/sas_phy/phy-0:1/}.
 *
 * <pre>
 * negotiated_linkrate     6.0 Gbit
 * maximum_linkrate        12.0 Gbit
 * maximum_linkrate_hw     12.0 Gbit
 * </pre>
 *
 * In words where there is no rate: Unknown, Phy disabled, Spun up and so on. drivers/scsi/
 * scsi_transport_sas.c sas_linkspeed_names.
 *
 * @param kilobits negotiated, per second
 * @param maximum that the phy is set to
 * @param hardwareMaximum that it can
 */
public record SasPhy(Reading<Long> kilobits, Reading<Long> maximum, Reading<Long> hardwareMaximum) {
  public static SasPhy parse(Attributes phy) {
    return new SasPhy(
        phy.noted(phy.read("negotiated_linkrate").then(LinkRate::parse)),
        phy.noted(phy.read("maximum_linkrate").then(LinkRate::parse)),
        phy.noted(phy.read("maximum_linkrate_hw").then(LinkRate::parse)));
  }
}
