package dev.iosleuth.stack;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which guest a sample was taken in, and which of its disks is which there: by what both sides see
 * of a machine (the firmware's number of it) and of a disk (its serial, its size, its place among
 * those of its kind).
 */
public final class InsideDisks {
  private final Sample host;
  private final Stack stack;
  private final GuestImages images;

  /**
   * A disk of the guest.
   *
   * @param disk as the host knows it
   * @param image the host's node that it is; empty where that is not on this host
   * @param homes the image's node, and the file systems that an image file lies in: where what the
   *     guest does to it enters
   * @param name the guest's kernel's name of it
   */
  public record Disk(GuestDisk disk, Optional<NodeId> image, Set<NodeId> homes, String name) {
    public Disk {
      homes = Set.copyOf(homes);
    }
  }

  public InsideDisks(Sample host, Stack stack) {
    this.host = host;
    this.stack = stack;
    this.images = new GuestImages(stack);
  }

  /**
   * Those whose number is the machine's; else, of those whose number is not another, those that
   * have a disk of the same serial; else those whose disks have the same sizes. One, if it is
   * clear.
   */
  public List<Guest> guests(Sample inside) {
    List<Guest> same = identified(inside);
    return same.isEmpty()
        ? guests(guest -> !isAnother(guest, inside) && bySize(guest, inside))
        : same;
  }

  /** The same without those that nothing but sizes speaks for. */
  public List<Guest> identified(Sample inside) {
    Optional<String> uuid = inside.topology().productUuid().optional();
    List<Guest> numbered = uuid.isEmpty() ? List.of() : guests(guest -> guest.uuid().equals(uuid));
    return numbered.isEmpty()
        ? guests(guest -> !isAnother(guest, inside) && bySerial(guest, inside))
        : numbered;
  }

  /** Whether both numbers are known, and differ. */
  public static boolean isAnother(Guest guest, Sample inside) {
    Optional<String> number = inside.topology().productUuid().optional();
    return number.isPresent() && guest.uuid().isPresent() && !guest.uuid().equals(number);
  }

  private List<Guest> guests(Predicate<Guest> wanted) {
    return host.guests().stream().filter(wanted).toList();
  }

  private static boolean bySerial(Guest guest, Sample inside) {
    return guest.disks().stream()
        .anyMatch(disk -> whole(inside).stream().anyMatch(device -> sameSerial(disk, device)));
  }

  /** All of its disks whose size the host knows: a disk of a usual size alone says little. */
  private boolean bySize(Guest guest, Sample inside) {
    List<OptionalLong> sizes =
        disksOf(guest).map(disk -> size(guest, disk)).filter(OptionalLong::isPresent).toList();
    return !sizes.isEmpty()
        && sizes.stream()
            .allMatch(size -> whole(inside).stream().anyMatch(d -> sectors(d) == size.getAsLong()));
  }

  private static Stream<GuestDisk> disksOf(Guest guest) {
    return guest.disks().stream().filter(disk -> disk.medium() == Medium.DISK);
  }

  private static long sectors(BlockDevice device) {
    return device.sizeSectors().orElse(-1L);
  }

  private static boolean sameSerial(GuestDisk disk, BlockDevice device) {
    // virtio-blk shows the first 20 bytes of it (VIRTIO_BLK_ID_BYTES)
    String own = disk.serial().length() > 20 ? disk.serial().substring(0, 20) : disk.serial();
    return !own.isEmpty() && device.serial().orElse("").strip().equals(own);
  }

  /** Whole disks, in the order in which the kernel names them: vda before vdaa. */
  private static List<BlockDevice> whole(Sample inside) {
    return inside.topology().devices().values().stream()
        .filter(d -> d.personality() instanceof BlockDevice.Personality.Disk)
        .filter(d ->
            d.name().startsWith("vd") || d.name().startsWith("sd") || d.name().startsWith("nvme"))
        .sorted(
            Comparator.comparingInt((BlockDevice d) -> d.name().length())
                .thenComparing(BlockDevice::name))
        .toList();
  }

  /** Disks that could not be told apart are left out. */
  public List<Disk> disks(Guest guest, Sample inside) {
    List<BlockDevice> left = new ArrayList<>(whole(inside));
    List<GuestDisk> open = new ArrayList<>(disksOf(guest).toList());
    var found = new ArrayList<Disk>();
    List<BiPredicate<GuestDisk, BlockDevice>> ways =
        List.of(InsideDisks::sameSerial, (disk, device) -> sameSize(guest, disk, device));
    for (BiPredicate<GuestDisk, BlockDevice> same : ways) {
      open.removeIf(disk -> {
        List<BlockDevice> fitting = left.stream().filter(d -> same.test(disk, d)).toList();
        return fitting.size() == 1 && found.add(take(guest, disk, fitting.getFirst(), left));
      });
    }
    for (GuestDisk disk : open) {
      left.stream()
          .filter(device -> device.name().startsWith(kind(disk)))
          .findFirst()
          .filter(device -> mayBe(guest, disk, device))
          .ifPresent(device -> found.add(take(guest, disk, device, left)));
    }
    return found;
  }

  private static String kind(GuestDisk disk) {
    if (disk.model().startsWith("nvme")) {
      return "nvme";
    }
    return disk.model().startsWith("virtio") ? "vd" : "sd";
  }

  /** Neither serials nor sizes tell that it is another one. */
  private boolean mayBe(Guest guest, GuestDisk disk, BlockDevice device) {
    OptionalLong size = size(guest, disk);
    return !otherSerial(disk, device) && (size.isEmpty() || sectors(device) == size.getAsLong());
  }

  private static boolean otherSerial(GuestDisk disk, BlockDevice device) {
    return !disk.serial().isEmpty()
        && !device.serial().orElse("").isBlank()
        && !sameSerial(disk, device);
  }

  private Disk take(Guest guest, GuestDisk disk, BlockDevice device, List<BlockDevice> left) {
    left.remove(device);
    Optional<NodeId> image = image(guest, disk);
    var homes = new LinkedHashSet<NodeId>(image.stream().toList());
    image
        .filter(id -> !stack.node(id).isDevice())
        .ifPresent(id -> stack.lowers(id).forEach(edge -> homes.add(edge.lower())));
    return new Disk(disk, image, homes, device.name());
  }

  /** Where it is a device of the host, of which no other disk has the size. */
  private boolean sameSize(Guest guest, GuestDisk disk, BlockDevice device) {
    OptionalLong own = size(guest, disk);
    long alike = disksOf(guest).filter(other -> size(guest, other).equals(own)).count();
    return own.isPresent()
        && alike == 1
        && sectors(device) == own.getAsLong()
        && !otherSerial(disk, device);
  }

  private OptionalLong size(Guest guest, GuestDisk disk) {
    return image(guest, disk)
        .map(stack::node)
        .filter(Node::isDevice)
        .flatMap(node -> host.topology().device(node.kernelName()))
        .flatMap(device -> device.sizeSectors().optional())
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private Optional<NodeId> image(Guest guest, GuestDisk disk) {
    return disk.images().stream().findFirst().flatMap(image -> images.of(guest, image));
  }
}
