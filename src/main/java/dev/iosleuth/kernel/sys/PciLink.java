package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Reading;

/**
 * {@code /sys/bus/pci/devices/0000:03:00.0/}, of PCI Express.
 *
 * <pre>
 * class                0x010802
 * current_link_speed   5.0 GT/s PCIe
 * current_link_width   2
 * max_link_speed       8.0 GT/s PCIe
 * max_link_width       4
 * </pre>
 *
 * Before 4.20 without "PCIe". "Unknown" and 255 or 0 where there is no link. drivers/pci/
 * pci-sysfs.c.
 *
 * @param kind class code: 0x01.... are controllers of disks
 * @param megatransfers a second and lane, now
 * @param maxMegatransfers that the device can
 */
public record PciLink(
    String kind,
    Reading<Long> megatransfers,
    Reading<Long> width,
    Reading<Long> maxMegatransfers,
    Reading<Long> maxWidth) {
  private static final String MASS_STORAGE = "0x01";
  private static final long NO_WIDTH = 255;

  public static PciLink parse(Attributes device) {
    return new PciLink(
        device.word("class").orElse(""),
        device.noted(device.read("current_link_speed").then(LinkRate::parse)).map(PciLink::mega),
        width(device.number("current_link_width")),
        device.noted(device.read("max_link_speed").then(LinkRate::parse)).map(PciLink::mega),
        width(device.number("max_link_width")));
  }

  private static Reading<Long> width(Reading<Long> lanes) {
    return lanes.then(n -> n == 0 || n == NO_WIDTH ? Reading.absent("no link") : Reading.known(n));
  }

  private static long mega(long kilo) {
    return kilo / 1000;
  }

  /** A controller of disks, of whatever kind. */
  public boolean isStorage() {
    return kind.startsWith(MASS_STORAGE);
  }
}
