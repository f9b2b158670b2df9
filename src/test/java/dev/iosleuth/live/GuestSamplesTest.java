package dev.iosleuth.live;

import static dev.iosleuth.live.TestingSampler.seen;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.Pseudonyms;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tree;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.Look;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real guests in the samples of this host, and in recordings of it. */
final class GuestSamplesTest {
  @TempDir Path folder;

  private final TestingSampler sampler = new TestingSampler();

  private static GuestCounters counters(Sample sample, Guest guest) {
    return sample.told(guest).optional().orElseThrow();
  }

  private static DiskCounters disk(Sample sample, TestingGuest guest, String node) {
    GuestCounters told = sample.told(seen(sample, guest)).optional().orElseThrow();
    GuestDisk disk =
        seen(sample, guest).disks().stream()
            .filter(d -> d.id().equals(node) || d.node().equals(node))
            .findFirst()
            .orElseThrow();
    return told.of(disk).orElseThrow();
  }

  @Test
  void countersAreThoseOfTheDisks() throws Exception {
    TestingGuest.assumeQemu();
    Path raw = TestingGuest.image(folder, "raw", "raw", "8M");
    Path base = TestingGuest.image(folder, "base.qcow2", "qcow2", "8M");
    Path top =
        TestingGuest.image(
            folder, "top.qcow2", "qcow2", "-b", base.toString(), "-F", "qcow2", "8M");
    try (var eins =
            TestingGuest.named("eins", folder)
                .drive("d0", "file=" + raw + ",format=raw,cache=none")
                .blockdev("n1", "qcow2", top, false)
                .start();
        var zwei =
            TestingGuest.named("zwei", folder)
                .drive("d0", "file=" + base + ",format=qcow2,read-only=on,file.locking=off")
                .withoutQmp()
                .start()) {
      eins.io("d0", "aio_write 0 12k");
      eins.settle("d0");
      eins.io("n1", "aio_write 64k 4k");
      eins.settle("n1");
      Sample sample = sampler.sample(eins, zwei);

      DiskCounters d0 = disk(sample, eins, "d0");
      assertThat(d0.writes().operations()).isEqualTo(Reading.known(1L));
      assertThat(d0.writes().bytes()).isEqualTo(Reading.known(12288L));
      assertThat(d0.flushes().operations()).isEqualTo(Reading.known(1L));
      assertThat(disk(sample, eins, "n1").writes().bytes()).isEqualTo(Reading.known(4096L));
      assertThat(seen(sample, eins).disks())
          .extracting(d -> d.settings().cache(), d -> d.settings().origin(), d -> d.images().size())
          .containsExactlyInAnyOrder(
              tuple("none", GuestDisk.Origin.MONITOR, 1),
              tuple("writeback", GuestDisk.Origin.MONITOR, 2));
      assertThat(sample.told(seen(sample, eins)).map(GuestCounters::teller))
          .isEqualTo(Reading.known(GuestCounters.Teller.QMP));
      assertThat(sample.told(seen(sample, zwei)).map(GuestCounters::teller))
          .isEqualTo(Reading.known(GuestCounters.Teller.HMP));
      assertThat(disk(sample, zwei, "d0").writes().operations()).isEqualTo(Reading.known(0L));
      assertThat(seen(sampler.sample(eins, zwei), eins)).isEqualTo(seen(sample, eins));
    }
  }

  @Test
  void whatIsDeletedIsSaidToBeAndWhatIsCalledSoIsNot() throws Exception {
    TestingGuest.assumeQemu();
    Path gone = TestingGuest.image(folder, "gone", "raw", "2M");
    Path named = TestingGuest.image(folder, "kept (deleted)", "raw", "2M");
    Path moved = TestingGuest.image(folder, "moved", "raw", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .drive("d0", "file=" + gone + ",format=raw,throttling.iops-total=10")
            .drive("d1", "file=" + named + ",format=raw,throttling.bps-write=1048576")
            .drive("d2", "file=" + moved + ",format=raw")
            .start()) {
      Files.delete(gone);
      Files.move(moved, folder.resolve("moved (deleted)"));
      Sample sample = sampler.sample(guest);
      Guest seen = seen(sample, guest);

      assertThat(seen.disks())
          .extracting(
              GuestDisk::id,
              d -> d.images().getFirst().deleted(),
              d -> d.images().getFirst().open().isPresent(),
              d -> d.settings().limits())
          .containsExactlyInAnyOrder(
              tuple("d0", true, true, Reading.known(Map.of("iops-total", 10L))),
              tuple("d1", false, true, Reading.known(Map.of("bps-write", 1048576L))),
              tuple("d2", false, true, Reading.known(Map.of())));
      Stack stack = StackBuilder.build(sample);
      assertThat(stack.node(new NodeId("file:" + gone + " (deleted)")).attribute("deleted"))
          .isEqualTo("yes");
      assertThat(stack.node(new NodeId("file:" + named)).attribute("deleted")).isEmpty();
      List<GuestView> views =
          GuestViews.of(sample, stack).stream().filter(v -> v.guest().equals(seen)).toList();
      String text =
          GuestsText.of(
              sample, views, Optional.empty(), true, List.of(), new Look(300, false, UTC));
      // wherever lines end
      assertThat(text.replaceAll("\\s+", " "))
          .contains(gone + " (deleted): it is gone when the guest ends")
          .contains("throttled: iops-total=10")
          .contains("throttled: bps-write=1048576")
          .doesNotContain(named + " (deleted)");
      assertThat(GuestsJson.of(views, Optional.empty(), List.of()))
          .contains("\"limits\":{\"iops-total\":10}")
          .contains("\"place\":\"" + gone + "\",\"deleted\":true")
          .contains("\"place\":\"" + named + "\",\"deleted\":false");
    }
  }

  @Test
  void aDiskThatIsMirroredLiesElsewhere() throws Exception {
    TestingGuest.assumeQemu();
    Path one = TestingGuest.image(folder, "one", "raw", "2M");
    Path two = TestingGuest.image(folder, "two", "raw", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .blockdev("n0", "raw", one, false)
            .with("-blockdev", "driver=file,node-name=to-file,filename=" + two)
            .with("-blockdev", "driver=raw,node-name=to,file=to-file")
            .start()) {
      guest.io("n0", "aio_write 0 4k");
      guest.settle("n0");
      Sample before = sampler.sample(guest);
      assertThat(seen(before, guest).disks().getFirst().images().getFirst().path())
          .isEqualTo(one.toString());

      guest.mirror("n0", "to");
      guest.io("n0", "aio_write 0 8k");
      guest.settle("n0");
      Sample after = sampler.sample(guest);

      GuestDisk disk = seen(after, guest).disks().getFirst();
      assertThat(disk.images().getFirst().path()).isEqualTo(two.toString());
      GuestCounters told = after.told(seen(after, guest)).optional().orElseThrow();
      assertThat(told.of(disk).orElseThrow().writes().bytes()).isEqualTo(Reading.known(12288L));
    }
  }

  @Test
  void aRecordingTellsTheSame() throws Exception {
    TestingGuest.assumeQemu();
    Path image = TestingGuest.image(folder, "secretname.raw", "raw", "8M");
    Path file = folder.resolve("r.rec");
    var masked = new ByteArrayOutputStream();
    List<Integer> pids;
    try (var eins =
            TestingGuest.named("alpha", folder)
                .drive("d0", "file=" + image + ",format=raw,cache=none,file.locking=off")
                .start();
        var zwei =
            TestingGuest.named("beta", folder)
                .drive("d7", "file=" + image + ",format=raw,read-only=on,file.locking=off")
                .withoutQmp()
                .start();
        var writer = new RecordingWriter(Files.newOutputStream(file), "test");
        var anonymous = new RecordingWriter(masked, "test", new Pseudonyms(new byte[] {1}))) {
      pids = List.of(eins.pid(), zwei.pid());
      for (int i = 0; i < 3; i++) {
        eins.io("d0", "aio_write 0 4k");
        eins.settle("d0");
        Tree tree = sampler.remembered(eins, zwei);
        writer.add(tree);
        anonymous.add(tree);
      }
    }
    Path other = folder.resolve("a.rec");
    Files.write(other, masked.toByteArray());
    for (Path recording : List.of(file, other)) {
      List<Sample> samples = replay(recording);
      Sample last = samples.getLast();
      Guest one = seen(last, pids.getFirst());
      Guest two = seen(last, pids.getLast());
      GuestDisk disk = one.disks().getFirst();
      assertThat(counters(last, one).of(disk).orElseThrow().writes().operations())
          .isEqualTo(Reading.known(3L));
      assertThat(disk.settings().cache()).isEqualTo("none");
      assertThat(disk.settings().origin()).isEqualTo(GuestDisk.Origin.MONITOR);
      assertThat(counters(last, two).teller()).isEqualTo(GuestCounters.Teller.HMP);
      assertThat(counters(last, two).of(two.disks().getFirst())).isPresent();
    }
    try (var text = new GZIPInputStream(Files.newInputStream(other))) {
      assertThat(new String(text.readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("secretname");
    }
  }

  private static List<Sample> replay(Path file) {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      samples.add(
          collector.collect(
              tree, samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast())));
    }
    return samples;
  }
}
