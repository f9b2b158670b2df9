package dev.iosleuth.live;

import static dev.iosleuth.live.TestingSampler.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.HostOutline;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the disks of real guests lie now: with filters, jobs and other images open beside. */
final class GuestStacksTest {
  @TempDir Path folder;

  private final TestingSampler sampler = new TestingSampler();

  @BeforeEach
  void needed() {
    TestingGuest.assumeQemu();
  }

  private static GuestView view(List<GuestView> views, Guest guest) {
    return views.stream().filter(v -> v.guest().equals(guest)).findFirst().orElseThrow();
  }

  private static List<String> below(Stack stack, TestingGuest guest) {
    return stack.lowers(new NodeId("guest:" + guest.name())).stream()
        .map(Edge::lower)
        .map(NodeId::value)
        .toList();
  }

  /** The graph that is shown of one moment; on a busy machine a monitor may need another try. */
  private static Stack outline(TestingGuest guest) throws InterruptedException {
    Sample sample = HostOutline.read(GuardedTree.host("/"));
    for (int i = 0; i < 50 && TestingSampler.told(sample, guest).optional().isEmpty(); i++) {
      Thread.sleep(50);
      sample = HostOutline.read(GuardedTree.host("/"));
    }
    return StackBuilder.build(sample);
  }

  @Test
  void aFilterIsNoFormatAndNoImage() throws Exception {
    Path limited = TestingGuest.image(folder, "limited", "raw", "2M");
    Path broken = TestingGuest.image(folder, "broken", "raw", "2M");
    Path copied = TestingGuest.image(folder, "copied", "qcow2", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .with("-object", "throttle-group,id=g,x-iops-total=100,x-bps-write=1048576")
            .with("-blockdev", "driver=file,node-name=lf,filename=" + limited)
            .with("-blockdev", "driver=raw,node-name=lr,file=lf")
            .with("-blockdev", "driver=throttle,node-name=l,throttle-group=g,file=lr")
            .with("-device", "virtio-blk-pci,drive=l,id=q-l")
            .with("-blockdev", "driver=file,node-name=bf,cache.direct=on,filename=" + broken)
            .with("-blockdev", "driver=blkdebug,node-name=b,image=bf")
            .with("-device", "virtio-blk-pci,drive=b,id=q-b")
            .with("-blockdev", "driver=file,node-name=cf,cache.no-flush=on,filename=" + copied)
            .with("-blockdev", "driver=qcow2,node-name=cq,file=cf")
            .with("-blockdev", "driver=copy-on-read,node-name=c,file=cq")
            .with("-device", "virtio-blk-pci,drive=c,id=q-c")
            .start()) {
      Sample sample = sampler.sample(guest);
      Guest seen = seen(sample, guest);

      assertThat(seen.disks())
          .extracting(
              GuestDisk::qdev,
              GuestDisk::format,
              d -> d.settings().cache(),
              d -> d.settings().limits(),
              d -> d.images().size(),
              d -> d.images().getFirst().path())
          .containsExactlyInAnyOrder(
              tuple(
                  "q-l",
                  "raw",
                  "writeback",
                  Reading.known(Map.of("iops-total", 100L, "bps-write", 1048576L)),
                  1,
                  limited.toString()),
              tuple("q-b", "raw", "none", Reading.known(Map.of()), 1, broken.toString()),
              tuple("q-c", "qcow2", "unsafe", Reading.known(Map.of()), 1, copied.toString()));
      Stack stack = StackBuilder.build(sample);
      assertThat(view(GuestViews.of(sample, stack), seen).disks())
          .allSatisfy(disk -> assertThat(disk.backing()).isNotEmpty())
          .extracting(GuestView.OfDisk::why)
          .noneMatch(why -> why.contains("throttle") || why.contains("copy-on-read"));
      assertThat(below(outline(guest), guest))
          .containsExactlyInAnyOrder("file:" + limited, "file:" + broken, "file:" + copied);
    }
  }

  @Test
  void placesAreWholePathsAndWhatASnapshotIsBackedByIsShown() throws Exception {
    Path base = TestingGuest.image(folder, "base", "raw", "2M");
    Path top = TestingGuest.image(folder, "top", "qcow2", "-b", "base", "-F", "raw", "2M");
    Path plain = TestingGuest.image(folder, "plain", "raw", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .drive("d0", "file=plain,format=raw")
            .drive("d1", "file=./top,format=qcow2,snapshot=on")
            .start()) {
      for (Sample sample :
          List.of(
              sampler.sample(guest),
              // as where no monitor can be asked
              sampler.unasked())) {
        Stack stack = StackBuilder.build(sample);
        assertThat(GuestsJson.of(GuestViews.of(sample, stack), Optional.empty(), List.of()))
            .contains("\"place\":\"" + plain + "\"")
            .contains("\"place\":\"" + top + "\"");
        assertThat(below(stack, guest))
            .contains("file:" + plain, "file:" + top, "file:" + base)
            .hasSize(4);
      }
    }
  }

  @Test
  void afterAMirrorTheStackShowsTheNewImageThoughTheOldOneIsOpen() throws Exception {
    Path one = TestingGuest.image(folder, "one", "raw", "2M");
    Path two = TestingGuest.image(folder, "two", "raw", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .blockdev("n0", "raw", one, false)
            .with("-blockdev", "driver=file,node-name=to-file,filename=" + two)
            .with("-blockdev", "driver=raw,node-name=to,file=to-file")
            .start()) {
      Sample before = sampler.sample(guest);
      guest.mirror("n0", "to");
      Stack stack = outline(guest);

      assertThat(below(stack, guest)).containsExactlyInAnyOrder("file:" + one, "file:" + two);
      assertThat(stack.node(new NodeId("file:" + one)).attribute("no_disk_of")).isEqualTo("eins");
      assertThat(stack.node(new NodeId("file:" + two)).attribute("no_disk_of")).isEmpty();
      Sample after = sampler.sample(guest);
      Stack then = StackBuilder.build(after);
      GuestView.OfDisk disk =
          view(
                  GuestViews.of(before, after, then, new Bookkeeper().post(before, after, then)),
                  seen(after, guest))
              .disks()
              .getFirst();
      assertThat(disk.backing()).startsWith(new NodeId("file:" + two));
      assertThat(disk.backing()).allSatisfy(id -> assertThat(stack.find(id)).isPresent());
      assertThat(disk.why()).contains("at the beginning it lay in " + one);
      assertThat(disk.interval().optional().orElseThrow().host().whyNot().orElse(""))
          .as("who read the old one is not told apart from who writes the new one")
          .contains("not counted by file");
    }
  }

  /** {@code -add-fd}: names the set only, and qemu closes the number that it was handed. */
  @Test
  void aSetOfDescriptorsLeadsToTheFileThatIsOpen() throws Exception {
    Path handed = TestingGuest.image(folder, "handed", "raw", "2M");
    Path plain = TestingGuest.image(folder, "plain", "raw", "2M");
    try (var guest =
        TestingGuest.named("eins", folder)
            .handing(7, handed)
            .with("-add-fd", "fd=7,set=2")
            .drive("d0", "file=/dev/fdset/2,format=raw,auto-read-only=off")
            .drive("d1", "file=" + plain + ",format=raw")
            .start()) {
      for (Sample sample : List.of(sampler.sample(guest), sampler.unasked())) {
        Stack stack = StackBuilder.build(sample);
        List<GuestView> views = GuestViews.of(sample, stack);
        assertThat(view(views, seen(sample, guest)).disks().getFirst().backing())
            .startsWith(new NodeId("file:" + handed));
        assertThat(GuestsJson.of(views, Optional.empty(), List.of()))
            .contains("\"place\":\"" + handed + "\"");
        assertThat(below(stack, guest))
            .containsExactlyInAnyOrder("file:" + handed, "file:" + plain);
        assertThat(stack.node(new NodeId("file:" + handed)).attribute("no_disk_of")).isEmpty();
      }
    }
  }

  @Test
  void whereABackupGoesIsTold() throws Exception {
    Path one = TestingGuest.image(folder, "one", "raw", "4M");
    Path two = TestingGuest.image(folder, "two", "raw", "4M");
    Path other = TestingGuest.image(folder, "other", "raw", "4M");
    Files.write(one, "x".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII));
    for (boolean more : List.of(false, true)) {
      TestingGuest.Setup setup =
          TestingGuest.named("eins", Files.createDirectory(folder.resolve("" + more)))
              .blockdev("n0", "raw", one, false)
              .with("-blockdev", "driver=file,node-name=to-file,filename=" + two)
              .with("-blockdev", "driver=raw,node-name=to,file=to-file");
      if (more) {
        setup.with("-blockdev", "driver=file,node-name=of,filename=" + other);
      }
      try (var guest = setup.start()) {
        guest.qmp(
            """
            {"execute":"blockdev-backup","arguments":{"job-id":"safe","device":"n0",\
            "target":"to","sync":"full","speed":1}}\
            """);
        Sample sample = sampler.sample(guest);
        String why =
            view(GuestViews.of(sample, StackBuilder.build(sample)), seen(sample, guest))
                .disks()
                .getFirst()
                .why();
        if (more) {
          assertThat(why).containsPattern("a backup to one of \\S+, \\S+ is running: ");
          assertThat(why).contains(two.toString(), other.toString());
        } else {
          assertThat(why).contains("a backup to " + two + " is running: ");
        }
      }
    }
  }

  @Test
  void aMirrorThatRunsIsTold() throws Exception {
    Path one = TestingGuest.image(folder, "one", "raw", "4M");
    Path two = TestingGuest.image(folder, "two", "raw", "4M");
    var noise = new byte[4 << 20];
    new Random(7).nextBytes(noise);
    Files.write(one, noise);
    try (var guest =
            TestingGuest.named("eins", folder)
                .blockdev("n0", "raw", one, false)
                .with("-blockdev", "driver=file,node-name=to-file,filename=" + two)
                .with("-blockdev", "driver=raw,node-name=to,file=to-file")
                .start();
        var people =
            TestingGuest.named("zwei", folder)
                .drive("d0", "file=" + one + ",format=raw,file.locking=off")
                .withoutQmp()
                .start()) {
      guest.qmp(
          """
          {"execute":"blockdev-mirror","arguments":{"job-id":"move-it","device":"n0",\
          "target":"to","sync":"full","speed":1,"buf-size":65536}}\
          """);
      people.human("drive_mirror -f d0 " + folder.resolve("three") + " raw");
      people.human("block_job_set_speed d0 1");
      Sample sample = sampler.sample(guest, people);
      Stack stack = StackBuilder.build(sample);

      List<GuestView> views = GuestViews.of(sample, stack);
      assertThat(view(views, seen(sample, guest)).disks().getFirst().why())
          .containsPattern("a mirror to \\Q" + two + "\\E is running: [0-9,]+ of 4,194,304 bytes")
          .contains("the host counts, the guest does not");
      assertThat(view(views, seen(sample, people)).disks().getFirst().why())
          .contains("a mirror")
          .contains("of 4,194,304 bytes");
      assertThat(below(stack, guest)).containsExactlyInAnyOrder("file:" + one, "file:" + two);

      guest.qmp("{\"execute\":\"block-job-cancel\",\"arguments\":{\"device\":\"move-it\"}}");
      while (guest.qmp("{\"execute\":\"query-block-jobs\"}").contains("move-it")) {
        Thread.sleep(20);
      }
      Sample later = sampler.sample(guest, people);
      Stack then = StackBuilder.build(later);
      List<GuestView> since =
          GuestViews.of(sample, later, then, new Bookkeeper().post(sample, later, then));
      assertThat(view(since, seen(later, guest)).disks().getFirst().why())
          .contains("a block job ended within the interval")
          .doesNotContain("at the beginning it lay");
    }
  }
}
