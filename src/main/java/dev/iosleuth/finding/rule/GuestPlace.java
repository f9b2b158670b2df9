package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A disk of a guest that the guest may write to.
 *
 * @param asked as the command line has it; empty for one that was put in later
 * @param version of its qemu
 */
record GuestPlace(
    Guest guest, GuestDisk disk, Optional<Drive> asked, Optional<QemuVersion> version) {
  static List<GuestPlace> of(Sample sample) {
    var places = new ArrayList<GuestPlace>();
    for (Guest guest : sample.guests()) {
      if (guest.kind() != Guest.Kind.MACHINE) {
        continue;
      }
      List<String> command =
          guest
              .pid()
              .map(sample.processes()::get)
              .map(ProcessSample::command)
              .flatMap(Reading::optional)
              .orElse(List.of());
      List<Drive> drives = CommandLine.parse(command).drives();
      Optional<QemuVersion> version = QemuVersion.of(guest, command);
      for (GuestDisk disk : guest.disks()) {
        if (disk.medium() == Drive.Medium.DISK
            && !disk.images().isEmpty()
            && !disk.settings().readOnly()) {
          places.add(new GuestPlace(guest, disk, disk.asked(drives), version));
        }
      }
    }
    return places;
  }

  String name() {
    return guest.name() + "/" + disk.label();
  }

  GuestImage image() {
    return disk.images().getFirst();
  }

  /** Whether this host's kernel reads and writes it, and not qemu past it (rbd, nbd …). */
  boolean throughKernel() {
    return image().place() instanceof Place.File
        || image().place() instanceof Place.Device
        || image().place() instanceof Place.Descriptors;
  }

  /** The device or the file that its image is. */
  Optional<Node> home(Case given) {
    return given
        .stack()
        .optional()
        .flatMap(stack -> new GuestImages(stack).of(guest, image()).map(stack::node));
  }

  /** {@code guest_disk("web1", "disk0", "cache")}. */
  Source word(String what, Function<GuestPlace, String> word) {
    return HostSources.word(
        Sources.call("guest_disk", guest.name(), disk.label(), what),
        sample -> in(sample).map(word));
  }

  /** The same of a number. */
  Source amount(String what, BiFunction<Sample, GuestPlace, Reading<Long>> number) {
    return HostSources.amount(
        Sources.call("guest_disk", guest.name(), disk.label(), what),
        sample -> in(sample).then(place -> number.apply(sample, place)).map(Long::doubleValue));
  }

  /** The same disk in a sample. */
  Reading<GuestPlace> in(Sample sample) {
    return of(sample).stream()
        .filter(place -> place.name().equals(name()))
        .findFirst()
        .map(Reading::known)
        .orElse(Reading.absent("there is no such disk"));
  }
}
