package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * For which of its disks a guest worked where several of its files lie: the kernel does not count
 * by file.
 */
final class DiskFiles {
  private final GuestFlows flows;
  private final GuestImages images;

  DiskFiles(GuestFlows flows, GuestImages images) {
    this.flows = flows;
    this.images = images;
  }

  /**
   * @param beside the guest's other files in the same file system
   * @return why what it did there is not told with this file; empty where all of it is for the disk
   *     whose topmost image the file is
   */
  Optional<String> doubt(String name, NodeId file, List<NodeId> beside) {
    if (beside.isEmpty()) {
      return Optional.empty();
    }
    List<Of> disks =
        flows.guest(name).stream()
            .flatMap(guest -> guest.disks().stream().map(disk -> new Of(disk, files(guest, disk))))
            .toList();
    List<Of> own = disks.stream().filter(disk -> disk.top().equals(Optional.of(file))).toList();
    if (own.isEmpty() && disks.stream().anyMatch(disk -> disk.files().contains(file))) {
      return Optional.of("what is read of it is told with the image that it backs");
    }
    boolean alone =
        !own.isEmpty()
            && beside.stream()
                .map(other -> disks.stream().filter(d -> d.files().contains(other)).toList())
                .allMatch(users ->
                    !users.isEmpty()
                        && users.stream().allMatch(d -> own.contains(d) || isStill(name, d)));
    return alone
        ? Optional.empty()
        : Optional.of(
            "the guest has %d files there: what it did is not counted by file"
                .formatted(beside.size() + 1));
  }

  /** Its images, topmost first. */
  private record Of(GuestDisk disk, List<NodeId> files) {
    Optional<NodeId> top() {
      return files.stream().findFirst();
    }
  }

  private List<NodeId> files(Guest guest, GuestDisk disk) {
    return disk.images().stream().flatMap(image -> images.of(guest, image).stream()).toList();
  }

  /**
   * Whether nothing was done for it. Of what was written before through the page cache some may
   * have come now; what firmware keeps is a few KiB.
   */
  private boolean isStill(String name, Of of) {
    String cache = of.disk().settings().cache();
    boolean cached = !cache.equals("none") && !cache.equals("directsync");
    return of.disk().medium() == Medium.FIRMWARE
        || ((of.disk().settings().readOnly() || !cached)
            && flows.of(name).optional().stream()
                .flatMap(flow -> flow.disks().stream())
                .filter(flow -> flow.disk().equals(of.disk()))
                .flatMap(flow -> flow.counters().optional().stream())
                .anyMatch(DiskCounters::isNothing));
  }
}
