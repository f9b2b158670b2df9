package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.NetBonding;
import dev.iosleuth.kernel.sys.AtaLink;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.kernel.tool.QemuKvmDefaults;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a host is set up, beside its devices: nothing that the ledger needs, all of it evidence.
 *
 * @param memory /proc/sys/vm: dirty_ratio, swappiness and the like by name
 * @param syncLimit /proc/sys/dev/raid/speed_limit_min and _max, KiB/s a disk
 * @param arrays limits of single arrays, by kernel name
 * @param places of disks that have a model, below /sys/devices, by kernel name:
 *     pci0000:00/0000:00:1f.2/ata1/host0/…
 * @param ataLinks by name: link1
 * @param sasPhys by name: phy-0:1
 * @param sasPorts port that a phy belongs to, by the phy's name: phy-0:1 to port-0:0; several phys
 *     of a wide one
 * @param pciLinks by address: 0000:03:00.0
 * @param interfaces by name, of the reader's network namespace
 * @param qemuKvm /etc/default/qemu-kvm
 * @param numbers other settings that are one number, by their paths
 */
public record HostSettings(
    Map<String, Reading<Long>> memory,
    SyncLimit syncLimit,
    Map<String, SyncLimit> arrays,
    Map<String, String> places,
    Map<String, AtaLink> ataLinks,
    Map<String, SasPhy> sasPhys,
    Map<String, String> sasPorts,
    Map<String, PciLink> pciLinks,
    Map<String, NetInterface> interfaces,
    Map<String, NetBonding> bonds,
    Reading<QemuKvmDefaults> qemuKvm,
    Map<String, Reading<Long>> numbers) {
  /**
   * KiB/s a disk at which a check or a resync runs when there is other I/O, and at most.
   *
   * @param threads group_thread_cnt: workers of RAID 4, 5 and 6 beside the array's one thread
   */
  public record SyncLimit(Reading<Long> least, Reading<Long> most, Reading<Long> threads) {
    public SyncLimit(Reading<Long> least, Reading<Long> most) {
      this(least, most, Reading.absent("not of an array"));
    }
  }

  /**
   * /sys/class/net/NAME/.
   *
   * @param megabits a second; absent where there is no link and of most virtual ones
   * @param operation up, down, unknown, …
   * @param master the bridge or bond that it belongs to
   */
  public record NetInterface(
      Reading<Long> megabits,
      Reading<String> duplex,
      Reading<String> operation,
      Optional<String> master) {}

  private static final Pattern ATA_PORT = Pattern.compile("(?:^|/)ata(\\d+)/");
  private static final Pattern PCI_ADDRESS =
      Pattern.compile("[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-9a-f]");

  public HostSettings {
    memory = Map.copyOf(memory);
    arrays = Map.copyOf(arrays);
    places = Map.copyOf(places);
    ataLinks = Map.copyOf(ataLinks);
    sasPhys = Map.copyOf(sasPhys);
    sasPorts = Map.copyOf(sasPorts);
    pciLinks = Map.copyOf(pciLinks);
    interfaces = Map.copyOf(interfaces);
    bonds = Map.copyOf(bonds);
    numbers = Map.copyOf(numbers);
  }

  public static HostSettings absent(String why) {
    return new HostSettings(
        Map.of(),
        new SyncLimit(Reading.absent(why), Reading.absent(why)),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Reading.absent(why),
        Map.of());
  }

  /** One of /proc/sys/vm. */
  public Reading<Long> memory(String name) {
    return memory.getOrDefault(name, Reading.absent("not read: proc/sys/vm/" + name));
  }

  /**
   * @param path from the root of the host's tree, such as sys/block/sda/device/timeout
   */
  public Reading<Long> number(String path) {
    return numbers.getOrDefault(path, Reading.absent("not read: " + path));
  }

  /** The SATA link of a disk. */
  public Optional<AtaLink> ataLink(String disk) {
    Matcher port = ATA_PORT.matcher(places.getOrDefault(disk, ""));
    return port.find()
        ? Optional.ofNullable(ataLinks.get("link" + port.group(1)))
        : Optional.empty();
  }

  /** Phys of a SAS port, by name. */
  public List<String> phys(String port) {
    return sasPorts.entrySet().stream()
        .filter(entry -> entry.getValue().equals(port))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Address of the PCI device that a disk hangs on: the last one on its way. */
  public Optional<String> controller(String disk) {
    Matcher address = PCI_ADDRESS.matcher(places.getOrDefault(disk, ""));
    return address.results().reduce((_, last) -> last).map(found -> found.group());
  }
}
