package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.Sample;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a guest's process has open for its disks, at either end of the interval. A pid file, a log
 * or the place that its output goes to are open for writing just the same, and get next to nothing.
 */
final class GuestFiles {
  /** Paths by the guest's process, where it is known which file is open for each image. */
  private final Map<ProcessId, Set<String>> images = new HashMap<>();

  GuestFiles(Sample before, Sample after) {
    var unknown = new HashSet<ProcessId>();
    Stream.of(before, after)
        .flatMap(sample -> sample.guests().stream())
        .filter(guest -> guest.kind() == Guest.Kind.MACHINE && guest.process().isPresent())
        .forEach(guest -> add(guest, guest.process().get(), unknown));
    images.keySet().removeAll(unknown);
  }

  private void add(Guest guest, ProcessId process, Set<ProcessId> unknown) {
    Set<String> paths = images.computeIfAbsent(process, _ -> new HashSet<>());
    Stream.concat(
            guest.disks().stream().flatMap(disk -> disk.images().stream()), guest.others().stream())
        .forEach(image -> {
          image.open().map(OpenFile::path).ifPresent(paths::add);
          if (isHere(image) && image.open().isEmpty()) {
            unknown.add(process);
          }
        });
  }

  private static boolean isHere(GuestImage image) {
    return switch (image.place()) {
      case Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> true;
      case Place.Remote _, Place.VhostUser _ -> false;
    };
  }

  /** Those of its open files that its I/O is for: all of them where that is not known. */
  List<OpenFile> of(ProcessId process, List<OpenFile> files) {
    Set<String> paths = images.getOrDefault(process, Set.of());
    return paths.isEmpty()
        ? files
        : files.stream()
            .filter(file ->
                file.kind() == OpenFile.Kind.BLOCK
                    || file.kind() == OpenFile.Kind.MAPPED
                    || paths.contains(file.path()))
            .toList();
  }
}
