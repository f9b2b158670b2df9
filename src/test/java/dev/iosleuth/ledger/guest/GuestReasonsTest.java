package dev.iosleuth.ledger.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.StackBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuestReasonsTest {
  private static String words(String format, Place... places) {
    List<GuestImage> images =
        Arrays.stream(places)
            .map(place ->
                new GuestImage(
                    "",
                    format,
                    place,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty()))
            .toList();
    var settings =
        new GuestDisk.Settings(
            "writeback", "", "", false, false, GuestDisk.Origin.MONITOR, Reading.known(Map.of()));
    var disk =
        new GuestDisk(
            "d0", "", "", "virtio", "", Medium.DISK, format, settings, images, "", List.of(), "");
    var guest =
        new Guest(
            Guest.Kind.MACHINE,
            "g",
            "",
            Guest.Manager.QEMU,
            Optional.empty(),
            Reading.absent("not told"),
            Optional.empty(),
            List.of(disk),
            List.of(),
            List.of(),
            List.of(),
            Set.of());
    var jobs = new GuestJobs(guest, disk, List.of(), Optional.empty());
    return new GuestReasons(
            StackBuilder.build(TestingSamples.host("h").build()), guest, disk, List.of(), jobs)
        .words(Reading.absent("no interval"), 0, Optional.empty());
  }

  @Test
  void writesGoToEachImageOfAQuorum() {
    assertThat(words("quorum", new Place.File("/a"), new Place.File("/b")))
        .endsWith("each write goes to all 2 of its images (quorum)")
        .doesNotContain("tables");
    assertThat(words("qcow2", new Place.File("/a"))).contains("qcow2 format adds");
  }

  @Test
  void whatIsKeptNowhereHasNoDisk() {
    for (String format : List.of("raw", "null-co")) {
      assertThat(words(format, new Place.Other("null-co", "")))
          .isEqualTo("no disk: qemu answers each request itself and keeps nothing");
    }
    assertThat(words("raw", new Place.Other("vvfat", "/srv"))).contains("page cache");
  }
}
