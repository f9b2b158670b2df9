package dev.iosleuth.ledger;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which guest a sample was taken in, and which of its disks is which there: by what both sides see
 * of a machine (the firmware's number of it) and of a disk (its serial, its size, its place among
 * those of its kind).
 */
public final class InsideDisks {
  private final Sample host;
  private final Stack stack;
  private final GuestImages images;

  public InsideDisks(Sample host, Stack stack) {
    this.host = host;
    this.stack = stack;
    this.images = new GuestImages(stack);
  }

  /** The one guest whose number is the machine's, else the one that has its disks' serials. */
  public Optional<Guest> guest(Sample inside) {
    Optional<String> uuid = inside.topology().productUuid().optional();
    return uuid.flatMap(number -> only(guest -> guest.uuid().equals(Optional.of(number))))
        .or(() -> only(guest -> guest.disks().stream().anyMatch(d -> bySerial(d, inside))));
  }

  private Optional<Guest> only(Predicate<Guest> wanted) {
    List<Guest> found = host.guests().stream().filter(wanted).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean bySerial(GuestDisk disk, Sample inside) {
    return whole(inside).stream().anyMatch(device -> sameSerial(disk, device));
  }

  private static boolean sameSerial(GuestDisk disk, BlockDevice device) {
    // virtio-blk shows the first 20 bytes of it (VIRTIO_BLK_ID_BYTES)
    String own = disk.serial().length() > 20 ? disk.serial().substring(0, 20) : disk.serial();
    return !own.isEmpty() && device.serial().orElse("").equals(own);
  }

  /** Whole disks, in the order in which the kernel names them: vda before vdaa. */
  private static List<BlockDevice> whole(Sample inside) {
    return inside.topology().devices().values().stream()
        .filter(d -> d.personality() instanceof BlockDevice.Personality.Disk)
        .filter(d -> d.name().startsWith("vd") || d.name().startsWith("sd"))
        .sorted(
            Comparator.comparingInt((BlockDevice d) -> d.name().length())
                .thenComparing(BlockDevice::name))
        .toList();
  }

  /** Disks that could not be told apart are left out. */
  public List<Inside.Disk> disks(Guest guest, Sample inside) {
    List<BlockDevice> left = new ArrayList<>(whole(inside));
    List<GuestDisk> open = new ArrayList<>(guest.disks());
    var found = new ArrayList<Inside.Disk>();
    open.removeIf(disk -> take(guest, disk, found, left, d -> sameSerial(disk, d)));
    open.removeIf(disk -> take(guest, disk, found, left, d -> sameSize(guest, disk, d)));
    for (GuestDisk disk : open) {
      String kind = disk.model().startsWith("virtio") ? "vd" : "sd";
      left.stream()
          .filter(d -> d.name().startsWith(kind))
          .findFirst()
          .ifPresent(first -> {
            found.add(new Inside.Disk(backing(guest, disk), first.name()));
            left.remove(first);
          });
    }
    return found;
  }

  private boolean take(
      Guest guest,
      GuestDisk disk,
      List<Inside.Disk> found,
      List<BlockDevice> left,
      Predicate<BlockDevice> same) {
    List<BlockDevice> fitting = left.stream().filter(same).toList();
    if (fitting.size() != 1) {
      return false;
    }
    found.add(new Inside.Disk(backing(guest, disk), fitting.getFirst().name()));
    left.remove(fitting.getFirst());
    return true;
  }

  /** Where it is a device of the host, of which no other disk has the size. */
  private boolean sameSize(Guest guest, GuestDisk disk, BlockDevice device) {
    OptionalLong own = size(guest, disk);
    long alike = guest.disks().stream().filter(other -> size(guest, other).equals(own)).count();
    return own.isPresent()
        && alike == 1
        && device.sizeSectors().orElse(-1L).equals(own.getAsLong());
  }

  private OptionalLong size(Guest guest, GuestDisk disk) {
    return disk.images().stream()
        .findFirst()
        .flatMap(image -> images.of(guest, image))
        .map(stack::node)
        .flatMap(node -> host.topology().device(node.kernelName()))
        .flatMap(device -> device.sizeSectors().optional())
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private Set<NodeId> backing(Guest guest, GuestDisk disk) {
    var below = new HashSet<NodeId>();
    disk.images().stream()
        .findFirst()
        .flatMap(image -> images.of(guest, image))
        .ifPresent(id -> below.add(id));
    return below;
  }
}
