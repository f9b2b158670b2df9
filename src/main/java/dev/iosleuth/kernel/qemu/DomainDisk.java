package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Fields;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A disk of a domain as libvirt's definition has it now, whatever the command line asked for.
 *
 * @param target its name there: vda
 * @param layers its image, then those that it is backed by, and behind them those that it is being
 *     copied to
 */
public record DomainDisk(String target, List<Layer> layers) {
  /** Units on one bus: virDomainDiskDefAssignAddress in src/conf/domain_conf.c. */
  private static final int IDE = 2;

  private static final int SATA = 6;
  private static final int FLOPPY = 2;

  /** 16 less the controller's own, which is 7. */
  private static final int SCSI = 15;

  private static final int OWN = 7;

  public DomainDisk {
    layers = List.copyOf(layers);
  }

  /**
   * @param path file or device; the empty string of what is neither, and of an empty drive
   * @param index in the names of its nodes: {@code libvirt-INDEX-format}; no other image ever has
   *     the same one (qemuDomainStorageIDNew)
   */
  public record Layer(String path, OptionalLong index) {
    /** Whether a node of that name is one of its nodes. */
    public boolean has(String node) {
      String[] parts = node.split("-", 3);
      return parts.length == 3
          && parts[0].equals("libvirt")
          && index.isPresent()
          && Fields.parse(parts[1]).equals(index);
    }
  }

  /**
   * What the device of such a disk is called where its definition gives neither an address nor a
   * name (qemuAssignDeviceDiskAlias in src/qemu/qemu_alias.c).
   */
  public Set<String> aliases() {
    int letters = target.startsWith("xvd") ? 3 : 2;
    int number = number(letters);
    if (number < 0) {
      return Set.of();
    }
    return switch (target.substring(0, letters)) {
      case "vd" -> Set.of("virtio-disk" + number);
      case "hd" -> Set.of(alias("ide", number / IDE / IDE, number / IDE % IDE, number % IDE));
      case "fd" -> Set.of(alias("fdc", number / FLOPPY, 0, number % FLOPPY));
      case "sd" -> {
        int unit = number % SCSI < OWN ? number % SCSI : number % SCSI + 1;
        yield Set.of(
            "usb-disk" + number,
            alias("sata", number / SATA, 0, number % SATA),
            alias("scsi", number / OWN, 0, number % OWN),
            alias("scsi", number / SCSI, 0, 0) + "-" + unit);
      }
      default -> Set.of();
    };
  }

  private static String alias(String bus, int controller, int channel, int unit) {
    return "%s%d-%d-%d".formatted(bus, controller, channel, unit);
  }

  /** 0 of vda, 25 of vdz, 26 of vdaa; -1 where it is no such name. */
  private int number(int from) {
    if (target.length() <= from || target.length() > from + 3) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < target.length(); i++) {
      char letter = target.charAt(i);
      if (letter < 'a' || letter > 'z') {
        return -1;
      }
      number = number * 26 + letter - 'a' + 1;
    }
    return number - 1;
  }
}
