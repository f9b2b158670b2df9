package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.OpenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What qemu itself does to a disk beside the guest's own I/O, in words: the host counts it, the
 * guest does not.
 *
 * @param now its guest's jobs
 * @param before the disk at the beginning of the interval, where there is one
 */
record GuestJobs(Guest guest, GuestDisk disk, List<BlockJob> now, Optional<GuestDisk> before) {
  private static final Set<String> COPIES = Set.of("mirror", "backup");
  private static final int MOST_PLACES = 4;

  /** Whether there is or was one. */
  boolean any() {
    return !running().isEmpty() || before.filter(d -> !d.jobs().isEmpty()).isPresent() || moved();
  }

  private List<BlockJob> running() {
    return now.stream().filter(job -> disk.jobs().contains(job.id())).toList();
  }

  private boolean moved() {
    return before.isPresent() && !place(before.get()).equals(place(disk));
  }

  private static String place(GuestDisk disk) {
    return disk.images().stream().findFirst().map(GuestImage::path).orElse("");
  }

  List<String> words() {
    var words = new ArrayList<String>();
    List<BlockJob> running = running();
    if (running.size() == 1) {
      BlockJob job = running.getFirst();
      words.add(
          "a %s%s %s: %,d of %,d bytes"
              .formatted(
                  job.type(),
                  target(job),
                  job.ready() ? "has caught up and copies each write" : "is running",
                  job.done(),
                  job.length()));
    } else if (!running.isEmpty()) {
      words.add(
          running.stream()
              .map(job ->
                  "%s %s (%,d of %,d bytes)"
                      .formatted(job.type(), job.id(), job.done(), job.length()))
              .collect(Collectors.joining(", ", "one of these jobs works on it: ", "")));
    }
    before
        .filter(d -> running.isEmpty() && !d.jobs().isEmpty())
        .ifPresent(d -> words.add("a block job ended within the interval"));
    if (moved()) {
      words.add("at the beginning it lay in " + before.map(GuestJobs::place).orElse(""));
    }
    if (any()) {
      words.add("what a job reads and writes the host counts, the guest does not");
    }
    return words;
  }

  /** No monitor tells it: it is among what is open for writing and of no disk. */
  private String target(BlockJob job) {
    List<String> places =
        guest.others().stream()
            .filter(image -> image.open().map(OpenFile::writable).orElse(false))
            .map(GuestImage::path)
            .toList();
    if (!COPIES.contains(job.type()) || places.isEmpty() || places.size() > MOST_PLACES) {
      return "";
    }
    return (places.size() == 1 ? " to " : " to one of ") + String.join(", ", places);
  }
}
