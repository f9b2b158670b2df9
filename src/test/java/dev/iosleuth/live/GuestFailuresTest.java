package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.Look;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations of a real guest that failed, or that qemu did not take, within an interval. */
final class GuestFailuresTest {
  private final TestingSampler sampler = new TestingSampler();

  /** The first sector cannot be written: qemu's blkdebug says so. */
  @Test
  void failedAndInvalidOnesAreCounted(@TempDir Path folder) throws Exception {
    TestingGuest.assumeQemu();
    Path image = TestingGuest.image(folder, "a.img", "raw", "8M");
    try (var guest =
        TestingGuest.named("failing", folder)
            .with(
                "-blockdev",
                "driver=raw,node-name=n0,file.driver=blkdebug,file.image.driver=file,"
                    + "file.image.filename="
                    + image
                    + ",file.inject-error.0.event=none,file.inject-error.0.iotype=write,"
                    + "file.inject-error.0.errno=5,file.inject-error.0.sector=0")
            .with("-device", "virtio-blk-pci,drive=n0,id=q-n0")
            .start()) {
      guest.io("n0", "aio_write 0 4k");
      guest.settle("n0");
      Sample before = sampler.sample(guest);
      for (int i = 0; i < 3; i++) {
        guest.io("n0", "aio_write 0 4k");
      }
      guest.io("n0", "aio_write 64k 4k");
      guest.io("n0", "aio_write 64k nothing");
      guest.settle("n0");
      Sample after = sampler.sample(guest);
      Stack stack = StackBuilder.build(after);
      Ledger ledger = new Bookkeeper().post(before, after, stack);
      List<GuestView> views =
          GuestViews.of(before, after, stack, ledger).stream()
              .filter(view -> view.guest().name().equals("failing"))
              .toList();

      DiskCounters did =
          views
              .getFirst()
              .disks()
              .getFirst()
              .interval()
              .then(GuestView.Both::guest)
              .optional()
              .orElseThrow();
      assertThat(did.writes().operations()).isEqualTo(Reading.known(1L));
      assertThat(did.writes().failed()).isEqualTo(Reading.known(3L));
      assertThat(did.writes().invalid()).isEqualTo(Reading.known(1L));
      String text =
          GuestsText.of(
              after,
              views,
              Optional.of(ledger.seconds()),
              true,
              List.of(),
              new Look(100, false, ZoneOffset.UTC));
      assertThat(text).contains("3 operations failed, 1 operation invalid; ");
      assertThat(GuestsJson.of(views, Optional.of(ledger), List.of()))
          .containsPattern("\"failed\":[1-9]")
          .contains("\"unmaps\":{\"ops\":0.0,\"bytes\":0.0,\"merged\":0.0");
    }
  }
}
