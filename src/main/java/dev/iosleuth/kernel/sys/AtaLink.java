package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Reading;

/**
 * {@code /sys/class/ata_link/linkN/}: the SATA link of port ataN (linkN.M behind a port
 * multiplier).
 *
 * <pre>
 * sata_spd            1.5 Gbps
 * sata_spd_limit      6.0 Gbps
 * hw_sata_spd_limit   6.0 Gbps
 * </pre>
 *
 * {@code <unknown>} where nothing is connected or no limit is set. Documentation/ABI/testing/
 * sysfs-ata; drivers/ata/libata-transport.c.
 *
 * @param kilobits negotiated, per second
 * @param limit that libata keeps to, lowered after errors
 * @param hardwareLimit of the port
 */
public record AtaLink(Reading<Long> kilobits, Reading<Long> limit, Reading<Long> hardwareLimit) {
  public static AtaLink parse(Attributes link) {
    return new AtaLink(
        link.noted(link.read("sata_spd").then(LinkRate::parse)),
        link.noted(link.read("sata_spd_limit").then(LinkRate::parse)),
        link.noted(link.read("hw_sata_spd_limit").then(LinkRate::parse)));
  }
}
