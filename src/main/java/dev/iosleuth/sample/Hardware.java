package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;

/**
 * What a disk says of itself: SCSI and NVMe in {@code device/}, virtio in the disk's own directory,
 * MMC with names of its own.
 */
record Hardware(Reading<String> model, Reading<String> vendor, Reading<String> serial) {
  /** A page of vital product data begins with four bytes: type, page, length (SPC-4, 7.8.1). */
  private static final int VPD_HEADER = 4;

  static Hardware read(Folder disk) {
    if (!disk.has("device")) {
      Reading<String> none = Reading.absent("no hardware of its own");
      return new Hardware(none, none, disk.word("serial"));
    }
    Folder device = disk.folder("device");
    Reading<String> model = device.word("model");
    return new Hardware(
        model instanceof Reading.Absent<String> ? device.word("name") : model,
        device.word("vendor"),
        serial(disk, device));
  }

  private static Reading<String> serial(Folder disk, Folder device) {
    if (disk.has("serial")) {
      return disk.word("serial");
    }
    if (device.has("serial")) {
      return device.word("serial");
    }
    if (device.has("vpd_pg80")) {
      Reading<String> page = device.noted(device.read("vpd_pg80").then(Hardware::unitSerial));
      if (page instanceof Reading.Known<String>) {
        return page;
      }
    }
    return device.has("wwid") ? device.word("wwid") : disk.word("wwid");
  }

  private static Reading<String> unitSerial(Text text) {
    byte[] page = text.bytes();
    int length = page.length < VPD_HEADER ? -1 : (page[2] & 0xff) << 8 | (page[3] & 0xff);
    if (length < 0 || (page[1] & 0xff) != 0x80 || VPD_HEADER + length > page.length) {
      return Reading.malformed(text.path(), "a page 0x80 of " + length + " bytes", text.strip());
    }
    return Reading.known(Utf8.decode(page, VPD_HEADER, VPD_HEADER + length).strip());
  }
}
