package dev.iosleuth.live;

import static dev.iosleuth.live.TestingHost.run;
import static dev.iosleuth.live.TestingSampler.seen;
import static dev.iosleuth.live.TestingSampler.told;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.GuestFlow;
import dev.iosleuth.ledger.GuestFlows;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.Look;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What real guests do stands under their names, to the operation and the byte. */
final class GuestLedgerTest {
  private static final long KIB = 1024;
  private static final Look WIDE = new Look(300, false, UTC);

  private final TestingSampler sampler = new TestingSampler();

  @BeforeEach
  void needed() {
    TestingGuest.assumeQemu();
    TestingHost.assumeTools("losetup", "truncate");
  }

  private static void write(TestingGuest guest, String disk, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      guest.io(disk, "aio_write " + 8 * i + "k 4k");
    }
    guest.settle(disk);
  }

  private static DiskCounters did(Sample before, Sample after, String guest) {
    GuestFlow flow = GuestFlows.between(before, after).of(guest).optional().orElseThrow();
    return flow.disks().getFirst().counters().optional().orElseThrow();
  }

  private static List<Posting> postings(Ledger ledger, String device, String account) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(device))
        .map(DeviceLedger::postings)
        .flatMap(List::stream)
        .filter(p -> p.account().name().equals(account))
        .toList();
  }

  private static long sum(List<Posting> postings, Direction direction, boolean bytes) {
    return postings.stream()
        .filter(p -> p.direction() == direction)
        .mapToLong(bytes ? Posting::bytes : Posting::ops)
        .sum();
  }

  private static AccountTotal.Issued issued(Ledger ledger, String account) {
    return ledger.accounts().stream()
        .filter(a -> a.account().name().equals(account))
        .map(AccountTotal::issued)
        .findFirst()
        .orElseThrow();
  }

  private static TestingGuest direct(String name, Path folder, String device) throws Exception {
    return TestingGuest.named(name, folder)
        .drive("d0", "file=" + device + ",format=raw,cache=none,file.locking=off")
        .start();
  }

  @Test
  void directWritesAreFoundExactlyWhileAnotherHoldsASocket() throws Exception {
    try (var testing = new TestingHost();
        var holder = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      String device = testing.loop(64);
      String name = device.substring("/dev/".length());
      try (var guest = direct("exact", testing.folder(), device)) {
        holder.connect(UnixDomainSocketAddress.of(guest.qmpSocket()));
        assertThat(holder.read(ByteBuffer.allocate(64))).isPositive();
        guest.io("d0", "aio_write 0 4k");
        guest.settle("d0");
        Sample before = sampler.sample(guest);
        assertThat(told(before, guest).map(GuestCounters::teller))
            .as("the other monitor is asked")
            .isEqualTo(Reading.known(GuestCounters.Teller.HMP));
        write(guest, "d0", 300);
        Sample after = sampler.sample(guest);
        Ledger ledger = new Bookkeeper().post(before, after);

        DiskCounters did = did(before, after, "exact");
        assertThat(did.writes().operations()).isEqualTo(Reading.known(300L));
        assertThat(did.writes().bytes()).isEqualTo(Reading.known(1200 * KIB));
        assertThat(did.flushes().operations()).isEqualTo(Reading.known(1L));
        assertThat(issued(ledger, "exact").writeOps()).isEqualTo(300);
        assertThat(issued(ledger, "exact").writeBytes()).isEqualTo(1200 * KIB);
        List<Posting> postings = postings(ledger, name, "exact");
        assertThat(sum(postings, Direction.WRITE, true))
            .isCloseTo(1200 * KIB, Percentage.withPercentage(2));
        // the one who held the other socket is served as before
        holder.write(ByteBuffer.wrap("{\"execute\":\"qmp_capabilities\"}\n".getBytes(UTF_8)));
        assertThat(holder.read(ByteBuffer.allocate(4096))).isPositive();
      }
    }
  }

  @Test
  void operationsOfTwoOnOneDeviceAreTheirOwn() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(64);
      String name = device.substring("/dev/".length());
      try (var small = direct("small", testing.folder(), device);
          var large = direct("large", testing.folder(), device)) {
        Sample before = sampler.sample(small, large);
        write(small, "d0", 200);
        for (int i = 0; i < 10; i++) {
          large.io("d0", "aio_write " + (8192 + 128 * i) + "k 128k");
        }
        large.settle("d0");
        Sample after = sampler.sample(small, large);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(issued(ledger, "small").writeOps()).isEqualTo(200);
        assertThat(issued(ledger, "large").writeOps()).isEqualTo(10);
        List<Posting> ofSmall = postings(ledger, name, "small");
        List<Posting> ofLarge = postings(ledger, name, "large");
        assertThat(sum(ofSmall, Direction.WRITE, true))
            .isCloseTo(800 * KIB, Percentage.withPercentage(2));
        assertThat(sum(ofLarge, Direction.WRITE, true))
            .isCloseTo(1280 * KIB, Percentage.withPercentage(2));
        assertThat(sum(ofSmall, Direction.WRITE, false)).isBetween(196L, 204L);
      }
    }
  }

  @Test
  void throughThePageCacheTheyArriveLater() throws Exception {
    TestingHost.assumeTools("mkfs.ext4", "mount", "sync");
    try (var testing = new TestingHost()) {
      String device = testing.loop(128);
      String name = device.substring("/dev/".length());
      Path point = testing.ext4(device);
      Path image = TestingGuest.image(point, "disk.raw", "raw", "64M");
      run("sync", "-f", point.toString());
      Thread.sleep(300);
      try (var guest = cached("cached", testing.folder(), image)) {
        Sample before = sampler.sample(guest);
        for (int i = 0; i < 64; i++) {
          guest.io("d0", "aio_write " + 128 * i + "k 128k");
        }
        guest.settle("d0");
        run("sync", "-f", point.toString());
        Sample after = sampler.sample(guest);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(did(before, after, "cached").writes().bytes())
            .isEqualTo(Reading.known(8192 * KIB));
        assertThat(issued(ledger, "cached").writeOps()).isEqualTo(64);
        List<Posting> postings = postings(ledger, name, "cached");
        assertThat(sum(postings, Direction.WRITE, true))
            .isCloseTo(8192 * KIB, Percentage.withPercentage(5));
      }
    }
  }

  /** Large folios are counted whole by the process that writes a part of them. */
  @Test
  void twoThroughOnePageCacheHaveWhatTheyAskedFor() throws Exception {
    TestingHost.assumeTools("mkfs.ext4", "mount", "sync", "dd");
    try (var testing = new TestingHost()) {
      String device = testing.loop(256);
      String name = device.substring("/dev/".length());
      Path point = testing.ext4(device);
      for (String image : List.of("few.raw", "many.raw")) {
        run("dd", "if=/dev/zero", "of=" + point.resolve(image), "bs=1M", "count=96", "status=none");
      }
      run("sync", "-f", point.toString());
      Thread.sleep(300);
      try (var few = cached("folio-few", testing.folder(), point.resolve("few.raw"));
          var many = cached("folio-many", testing.folder(), point.resolve("many.raw"))) {
        Sample before = sampler.sample(few, many);
        for (int i = 0; i < 200; i++) {
          few.io("d0", "aio_write " + 448 * i + "k 4k");
        }
        for (int i = 0; i < 100; i++) {
          many.io("d0", "aio_write " + 640 * i + "k 64k");
        }
        few.settle("d0");
        many.settle("d0");
        run("sync", "-f", point.toString());
        Sample after = sampler.sample(few, many);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(sum(postings(ledger, name, "folio-few"), Direction.WRITE, true))
            .isCloseTo(200 * 4 * KIB, Percentage.withPercentage(5));
        assertThat(sum(postings(ledger, name, "folio-many"), Direction.WRITE, true))
            .isCloseTo(100 * 64 * KIB, Percentage.withPercentage(5));
      }
    }
  }

  private static TestingGuest cached(String name, Path folder, Path image) throws Exception {
    return TestingGuest.named(name, folder)
        .drive("d0", "file=" + image + ",format=raw,cache=writeback")
        .start();
  }

  @Test
  void oneThatStandsStillCostsItsOwnFiguresOnly() throws Exception {
    try (var testing = new TestingHost()) {
      String one = testing.loop(16);
      String two = testing.loop(16);
      try (var still = direct("still", testing.folder(), one);
          var alive = direct("alive", testing.folder(), two)) {
        Sample before = sampler.sample(still, alive);
        still.stop();
        write(alive, "d0", 20);
        Sample during = sampler.sample(alive);

        assertThat(told(during, still).whyNot().orElse(""))
            .as("whether its queue is full or it did not greet: the kernel says that it is stopped")
            .startsWith("qemu is stopped");
        assertThat(did(before, during, "alive").writes().operations())
            .isEqualTo(Reading.known(20L));
        assertThat(GuestFlows.between(before, during).of("still").whyNot()).isPresent();
        still.resume();
        still.io("d0", "aio_write 0 4k");
        still.settle("d0");
        Sample after = sampler.sample(still, alive);
        assertThat(GuestFlows.between(during, after).of("still").whyNot())
            .as("nobody knows when it did what it did")
            .isPresent();
        assertThat(did(before, after, "still").writes().operations()).isEqualTo(Reading.known(1L));
      }
    }
  }

  @Test
  void guestsThatComeAndGoGiveNoWrongNumber() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(16);
      Sample first = sampler.sample();
      Sample second;
      try (var guest = direct("passing", testing.folder(), device)) {
        write(guest, "d0", 10);
        second = sampler.sample(guest);
        assertThat(did(first, second, "passing").writes().operations())
            .as("it counts from its start")
            .isEqualTo(Reading.known(10L));
        write(guest, "d0", 10);
      }
      Sample third = sampler.sample();
      Ledger ledger = new Bookkeeper().post(second, third);
      assertThat(GuestFlows.between(second, third).of("passing").whyNot()).contains("it ended");
      assertThat(third.guests()).extracting(Guest::name).doesNotContain("passing");
      assertThat(ledger.accounts())
          .filteredOn(a -> a.account().name().equals("passing"))
          .allSatisfy(a -> assertThat(a.issued().writeBytes()).isLessThanOrEqualTo(48 * KIB));
      try (var again = direct("passing", testing.folder(), device)) {
        Sample fourth = sampler.sample(again);
        assertThat(did(second, fourth, "passing").writes().operations())
            .as("another process of that name")
            .isEqualTo(Reading.known(0L));
      }
    }
  }

  @Test
  void whoEndsOrStartsAgainIsSaidToAndCountsFromThenOnOnly() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(16);
      Sample first;
      try (var guest = direct("again", testing.folder(), device)) {
        first = sampler.sample(guest);
        write(guest, "d0", 40);
      }
      Sample second = sampler.sample();
      Stack stack = StackBuilder.build(second);
      Ledger ledger = new Bookkeeper().post(first, second, stack);
      List<GuestView> ended =
          GuestViews.of(first, second, stack, ledger).stream()
              .filter(view -> view.guest().name().equals("again"))
              .toList();

      assertThat(ended).singleElement().matches(GuestView::ended);
      GuestView.Both both = ended.getFirst().disks().getFirst().interval().optional().orElseThrow();
      assertThat(both.guest().whyNot()).contains("it ended within the interval");
      assertThat(both.host().map(DiskCounters::writes).then(Requests::bytes).orElse(0L))
          .isGreaterThanOrEqualTo(160 * KIB);
      assertThat(ledger.notes())
          .filteredOn(note -> note.subject().equals("again"))
          .singleElement()
          .satisfies(note -> assertThat(note.text()).startsWith("it ended (process"));
      assertThat(GuestsText.of(second, ended, Optional.of(1.0), false, ledger.notes(), WIDE))
          .contains("0 guests run, 1 ended")
          .contains("again   qemu, ended, pid");

      Thread.sleep(3000);
      try (var guest = direct("again", testing.folder(), device)) {
        write(guest, "d0", 7);
        Sample third = sampler.sample(guest);
        Stack then = StackBuilder.build(third);
        Ledger since = new Bookkeeper().post(first, third, then);
        GuestFlow flow = GuestFlows.between(first, third).of("again").optional().orElseThrow();
        assertThat(flow.disks().getFirst().counters().map(DiskCounters::writes))
            .matches(writes -> writes.then(Requests::operations).equals(Reading.known(7L)));
        assertThat(flow.seconds())
            .as("since it started, not since the first of that name was seen")
            .isLessThan((third.nanos() - first.nanos()) / 1e9 - 2.5);
        assertThat(since.notes())
            .filteredOn(note -> note.subject().equals("again"))
            .singleElement()
            .satisfies(note -> assertThat(note.text()).contains("was started again"));
        assertThat(GuestViews.of(first, third, then, since))
            .filteredOn(view -> view.guest().name().equals("again"))
            .extracting(GuestView::ended)
            .containsExactly(false, true);
      }
    }
  }

  @Test
  void aDiskThatIsTakenOutIsSaidToBe() throws Exception {
    try (var testing = new TestingHost()) {
      String stays = testing.loop(16);
      String goes = testing.loop(16);
      try (var guest =
          TestingGuest.named("less", testing.folder())
              .with("-device", "virtio-scsi-pci,id=s")
              .drive("d0", "file=" + stays + ",format=raw,cache=none")
              .with("-drive", "if=none,id=d1,format=raw,cache=none,file=" + goes)
              .with("-device", "scsi-hd,drive=d1,id=q-d1")
              .start()) {
        Sample before = sampler.sample(guest);
        guest.qmp("{\"execute\":\"device_del\",\"arguments\":{\"id\":\"q-d1\"}}");
        while (guest.qmp("{\"execute\":\"query-block\"}").contains("q-d1")) {
          Thread.sleep(20);
        }
        Sample after = sampler.sample(guest);
        assertThat(seen(after, guest).disks()).hasSize(1);
        assertThat(new Bookkeeper().post(before, after).notes())
            .filteredOn(note -> note.subject().equals("less"))
            .extracting(Note::text)
            .containsExactly(
                "its disk q-d1 was taken out of it within the interval: what it did of that is not"
                    + " told");
        assertThat(new Bookkeeper().post(after, sampler.sample(guest)).notes())
            .noneMatch(note -> note.subject().equals("less"));
      }
    }
  }

  @Test
  void aDiskThatIsMirroredWithinTheIntervalKeepsItsCount() throws Exception {
    try (var testing = new TestingHost()) {
      String from = testing.loop(16);
      String to = testing.loop(16);
      try (var guest =
          TestingGuest.named("moving", testing.folder())
              .with("-blockdev", "driver=host_device,node-name=at,cache.direct=on,filename=" + from)
              .with("-blockdev", "driver=raw,node-name=n0,cache.direct=on,file=at")
              .with("-device", "virtio-blk-pci,drive=n0,id=q-n0")
              .with(
                  "-blockdev",
                  "driver=host_device,node-name=to-file,cache.direct=on,filename=" + to)
              .with("-blockdev", "driver=raw,node-name=to,cache.direct=on,file=to-file")
              .start()) {
        write(guest, "n0", 10);
        Sample before = sampler.sample(guest);
        write(guest, "n0", 20);
        guest.mirror("n0", "to");
        write(guest, "n0", 30);
        Sample after = sampler.sample(guest);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(seen(after, guest).disks()).hasSize(1);
        assertThat(seen(after, guest).disks().getFirst().images().getFirst().path()).isEqualTo(to);
        DiskCounters did = did(before, after, "moving");
        assertThat(did.writes().operations())
            .as("what the mirror copied is not the guest's")
            .isEqualTo(Reading.known(50L));
        assertThat(did.writes().bytes()).isEqualTo(Reading.known(200 * KIB));
        assertThat(issued(ledger, "moving").writeOps()).isEqualTo(50);
        assertThat(sum(postings(ledger, from.substring(5), "moving"), Direction.WRITE, true))
            .isCloseTo(80 * KIB, Percentage.withPercentage(2));
      }
    }
  }

  /** A name is given at the start: who is renamed ended and began within the interval. */
  @Test
  void oneThatIsRenamedIsTwo() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(16);
      Sample before;
      try (var guest = direct("oldname", testing.folder(), device)) {
        write(guest, "d0", 10);
        before = sampler.sample(guest);
        write(guest, "d0", 20);
      }
      try (var guest = direct("newname", testing.folder(), device)) {
        write(guest, "d0", 5);
        Sample after = sampler.sample(guest);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(did(before, after, "newname").writes().operations())
            .isEqualTo(Reading.known(5L));
        assertThat(GuestFlows.between(before, after).of("oldname").whyNot()).contains("it ended");
        assertThat(after.guests()).extracting(Guest::name).doesNotContain("oldname");
        assertThat(issued(ledger, "newname").writeOps()).isEqualTo(5);
        assertThat(sum(postings(ledger, device.substring(5), "newname"), Direction.WRITE, true))
            .as("not what the other one wrote before")
            .isLessThanOrEqualTo(20 * KIB * 105 / 100);
      }
    }
  }
}
