package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.ArchiveLimits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private static List<Sample> collect(List<? extends Tree> trees) {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    for (Tree tree : trees) {
      samples.add(
          collector.collect(
              tree, samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast())));
    }
    return samples;
  }

  private Recording open() throws IOException {
    return open(bytes.toByteArray());
  }

  private Recording open(byte[] content) throws IOException {
    return known(write(content));
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("r.tar.gz"), content);
  }

  private static Recording known(Path file) {
    Reading<Recording> recording = Recording.open(file);
    assertThat(recording.whyNot()).isEmpty();
    return recording.optional().orElseThrow();
  }

  /** Takes three samples of the host, changing it in between, with a collector alongside. */
  private List<Sample> record() throws IOException {
    var collector = new Collector();
    var live = new ArrayList<Sample>();
    try (var writer = new RecordingWriter(bytes, "iosleuth test")) {
      host.process(10, "dd", 500, 0, "dd", "of=/x").open(10, 3, "/var/log/x", "0100001", 25);
      host.process(11, "a\nb) (", 501, 0, "x".repeat(4096), "\u001b[31m", "\udcff");
      host.process(12, "sleep", 502, 0, "sleep").tree().denied("proc/12/io");
      writer.add(host.tree());
      live.add(collector.collect(host.tree(), Optional.empty()));
      host.at(1_005).diskstats(200).io(10, 0, 4096);
      writer.add(host.tree());
      live.add(collector.collect(host.tree(), Optional.of(live.getLast())));
      host.at(1_010).diskstats(300).io(11, 4096, 0).device("sdb", "8:16", 4096);
      host.tree()
          .file("proc/diskstats", "8 16 sdb 1 0 8 1 0 0 0 0 0 1 1\n")
          .file("proc/mdstat", "Personalities : \nunused devices: <none>\n")
          .without("proc/10");
      writer.add(host.tree());
      live.add(collector.collect(host.tree(), Optional.of(live.getLast())));
    }
    return live;
  }

  @Test
  void aReplayGivesTheSamplesThatWatchingGave() throws IOException {
    List<Sample> live = record();
    Recording recording = open();
    assertThat(recording.truncated()).isEmpty();
    assertThat(recording.samples()).extracting(RecordedTree::number).containsExactly(1, 2, 3);
    List<Sample> replayed = collect(recording.samples());
    for (int i = 0; i < live.size(); i++) {
      assertThat(replayed.get(i)).usingRecursiveComparison().isEqualTo(live.get(i));
    }
    assertThat(TestingHost.process(replayed.get(1), 10).files().orElse(List.of())).hasSize(1);
    assertThat(TestingHost.process(replayed.get(0), 11).stat().comm()).isEqualTo("a\nb) (");
    assertThat(TestingHost.process(replayed.get(0), 11).command().orElse(List.of()))
        .containsExactly("x".repeat(4096), "\u001b[31m", "\udcff");
  }

  @Test
  void whatRarelyChangesIsWrittenOnce() throws IOException {
    record();
    Recording recording = open();
    RecordedTree second = recording.samples().get(1);
    assertThat(second.read("sys/block/sda/size").optional()).isPresent();
    assertThat(second.list("sys/block").orElse(List.of())).contains("sda", "dm-0");
    assertThat(second.list("proc").orElse(List.of())).contains("10", "diskstats");
    assertThat(recording.samples().get(2).list("proc").orElse(List.of())).doesNotContain("10");
    assertThat(second.moment().host()).isEqualTo("node1");
    assertThat(second.by()).isEqualTo("iosleuth test");
  }

  @Test
  void aRecordingCutAnywhereIsReadAsFarAsItIsWhole() throws IOException {
    List<Sample> live = record();
    byte[] all = bytes.toByteArray();
    int most = 0;
    for (int length = 0; length < all.length; length += 41) {
      byte[] cut = Arrays.copyOf(all, length);
      Reading<Recording> recording = Recording.open(write(cut));
      if (recording instanceof Reading.Known<Recording>(Recording some)) {
        boolean checksumOnly = length > all.length - 20;
        assertThat(some.truncated().isPresent() || checksumOnly).as("cut at %s", length).isTrue();
        int whole = some.samples().size();
        assertThat(whole).isBetween(most, 3);
        if (whole > most) {
          most = whole;
          assertThat(collect(some.samples()))
              .usingRecursiveComparison()
              .isEqualTo(live.subList(0, most));
        }
      } else {
        assertThat(most).as("cut at %s", length).isZero();
        assertThat(recording.whyNot().orElse("")).isNotEmpty();
      }
    }
    assertThat(most).isEqualTo(3);
  }

  @Test
  void aWriterThatWasKilledLeavesWholeSamples() throws IOException {
    var writer = new RecordingWriter(bytes, "iosleuth test");
    writer.add(host.tree());
    writer.add(host.tree());
    Recording recording = open();
    assertThat(recording.samples()).hasSize(2);
    assertThat(recording.truncated().orElse("")).contains("2 samples are whole");
    writer.close();
    assertThat(open().truncated()).isEmpty();
  }

  private static byte[] unpacked(byte[] gzip) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
  }

  /** The same recording, not sample by sample any more. */
  private static byte[] repacked(byte[] gzip) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(unpacked(gzip));
    }
    return packed.toByteArray();
  }

  @Test
  void oneThatWasPackedAgainIsTheSame() throws IOException {
    List<Sample> live = record();
    Recording recording = open(repacked(bytes.toByteArray()));
    assertThat(recording.truncated()).isEmpty();
    assertThat(collect(recording.samples())).usingRecursiveComparison().isEqualTo(live);
    assertThat(collect(open(unpacked(bytes.toByteArray())).samples()))
        .usingRecursiveComparison()
        .isEqualTo(live);
  }

  @Test
  void ofALongOneASampleAtATimeIsInMemory() throws IOException {
    var live = new ArrayList<Sample>();
    var collector = new Collector();
    host.process(10, "dd", 500, 0, "dd", "x".repeat(100_000));
    try (var writer = new RecordingWriter(bytes, "test")) {
      for (int i = 0; i < 20; i++) {
        host.at(1_000 + i).diskstats(100 + i);
        writer.add(host.tree());
        live.add(
            collector.collect(
                host.tree(), live.isEmpty() ? Optional.empty() : Optional.of(live.getLast())));
      }
    }
    Path file = write(bytes.toByteArray());
    var limits = new ArchiveLimits(unpacked(bytes.toByteArray()).length / 10, 1000, 20);
    Recording recording = Recording.open(file, limits).optional().orElseThrow();
    assertThat(recording.truncated()).isEmpty();
    assertThat(collect(recording.samples())).usingRecursiveComparison().isEqualTo(live);
    RecordedTree third = recording.samples().get(2);
    assertThat(third.read("proc/diskstats").map(Text::string))
        .isNotEqualTo(recording.samples().getLast().read("proc/diskstats").map(Text::string));
    assertThat(third.read("sys/block/sda/size").optional()).isPresent();
    Files.delete(file);
    assertThat(recording.samples().get(5).read("proc/diskstats").optional()).isEmpty();
  }

  @Test
  void secretsAreNotInIt() throws IOException {
    host.process(10, "backup", 500, 0, "backup", "--password", "sesame");
    host.tree().file("tool/drbdsetup-show", "resource r0 { net { shared-secret sesame; } }\n");
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
    }
    RecordedTree tree = open().samples().getFirst();
    assertThat(tree.read("proc/10/cmdline").optional().orElseThrow().string())
        .isEqualTo("backup\0--password\0***\0");
    assertThat(tree.read("tool/drbdsetup-show").optional().orElseThrow().string())
        .doesNotContain("sesame");
  }

  @Test
  void allThatTheCollectorReadsIsInTheTable() throws IOException {
    host.process(10, "qemu-system-x86", 500, 0, "qemu-system-x86_64")
        .open(10, 3, "/dev/dm-0", "0140002", 25)
        .open(10, 4, "/var/x", "0140002", 99);
    host.tree().file("proc/10/mountinfo", "99 1 8:0 / / rw - ext4 /dev/sda rw\n");
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
    }
    RecordedTree tree = open().samples().getFirst();
    host.tree().filesRead().clear();
    collect(List.of(host.tree()));
    assertThat(host.tree().filesRead())
        .allSatisfy(path -> assertThat(tree.read(path).optional()).as(path).isPresent());
  }

  /** A host on which asking a tool is seen on a disk. */
  private record Touchy(TestingHost host) implements Tree {
    @Override
    public Reading<Text> read(String path) {
      if (path.startsWith("tool/")) {
        host.diskstats(200).tree().file("sys/kernel/uevent_seqnum", "101\n");
      }
      return host.tree().read(path);
    }

    @Override
    public Reading<List<String>> list(String path) {
      return host.tree().list(path);
    }

    @Override
    public Reading<String> link(String path) {
      return host.tree().link(path);
    }

    @Override
    public Reading<DevNo> device(String path) {
      return host.tree().device(path);
    }

    @Override
    public boolean isDirectory(String path) {
      return host.tree().isDirectory(path);
    }

    @Override
    public Moment moment() {
      return host.tree().moment();
    }
  }

  @Test
  void whatToolsReadThemselvesIsNotInTheFirstInterval() throws IOException {
    host.tree().file("proc/drbd", "version: 8.4.11 (api:1/proto:86-101)\n");
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(new Touchy(host.diskstats(100)));
      host.tree().file("sys/block/sda/size", "5\n");
      writer.add(new Touchy(host));
    }
    assertThat(open().samples().getLast().read("sys/block/sda/size").map(Text::strip).orElse(""))
        .as("a module was loaded, but no device came: nothing is asked anew")
        .isEqualTo("2097152");
    Sample recorded = new Collector().collect(open().samples().getFirst(), Optional.empty());
    Sample live = new Collector().collect(new Touchy(host.diskstats(100)), Optional.empty());
    for (Sample sample : List.of(recorded, live)) {
      assertThat(sample.diskstats().optional().orElseThrow().rows().getFirst().writes().ops())
          .isEqualTo(200);
    }
  }

  /** As a collector reads them; other counters are of other things. */
  @Test
  void countersOfCgroupsAreReadRightBehindThoseOfDisks() throws IOException {
    host.process(10, "dd", 500, 0, "dd", "of=/x")
        .tree()
        .file("proc/mdstat", "Personalities : \nunused devices: <none>\n")
        .file("proc/vmstat", "nr_dirty 1\n");
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
      host.tree().filesRead().clear();
      writer.add(host.tree());
    }
    List<String> read = List.copyOf(host.tree().filesRead());
    assertThat(read.subList(read.indexOf("proc/mdstat"), read.size()))
        .startsWith(
            "proc/mdstat", "sys/fs/cgroup/io.stat", "sys/fs/cgroup/a.slice/io.stat", "proc/10/io")
        .contains("proc/vmstat");
  }

  /** The number of groups stands in the recording as it was behind the counters. */
  @Test
  void groupsThatCameWhileASampleWasWrittenAreInTheNext() throws IOException {
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
      host.at(1_005).tree().file("sys/fs/cgroup/cgroup.stat", "nr_descendants 3\n");
      writer.add(host.tree());
      host.at(1_010)
          .tree()
          .file("sys/fs/cgroup/b.slice/io.stat", "8:0 rbytes=4096 wbytes=0 rios=1 wios=0\n")
          .file("sys/fs/cgroup/b.slice/c.service/io.stat", "8:0 rbytes=4096 wbytes=0 rios=1\n");
      writer.add(host.tree());
    }
    assertThat(collect(open().samples()).getLast().cgroups().groups())
        .containsOnlyKeys("/", "/a.slice", "/b.slice", "/b.slice/c.service");
  }

  @Test
  void monitorsAreAskedTwiceWhereThereIsTime() throws IOException {
    String counters = "qemu/10/qmp-counters";
    host.process(10, "kvm", 500, 0, "kvm", "-name", "web1", "-qmp", "unix:/q,server=on,wait=off")
        .tree()
        .absent(counters, "its monitor did not greet within 200 ms");
    for (Set<Collector.Ask> also :
        List.of(Set.<Collector.Ask>of(), Set.of(Collector.Ask.MONITORS_TWICE))) {
      bytes.reset();
      try (var writer = new RecordingWriter(bytes, "test", Optional.empty(), also)) {
        writer.add(host.tree());
      }
      assertThat(open().samples().getFirst().read(counters).whyNot().orElse(""))
          .startsWith("its monitor did not greet within 200 ms")
          .matches(why -> why.endsWith(", twice") == !also.isEmpty());
    }
  }

  @Test
  void whyAMonitorThatIsPromisedToldNothingIsKept() throws IOException {
    String counters = "qemu/10/qmp-counters";
    host.process(10, "kvm", 500, 0, "kvm", "-name", "web1", "-qmp", "unix:/q,server=on,wait=off")
        .tree()
        .absent(counters, "no such socket: /q");
    try (var writer = new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
    }
    RecordedTree recorded = open().samples().getFirst();
    assertThat(recorded.read(counters)).isEqualTo(host.tree().read(counters));
    assertThat(recorded.read("sys/block/none/size").whyNot()).contains("no such file");
  }

  @Test
  void somethingElseIsRefusedInOneLine() throws IOException {
    assertThat(Recording.open(write(new byte[] {1, 2, 3})).whyNot().orElse("")).hasLineCount(1);
    assertThat(Recording.open(folder.resolve("none")).whyNot().orElse("")).hasLineCount(1);
  }

  /** As lab/run leaves it, or somebody who keeps things together. */
  @Test
  void aFolderThatHoldsARecordingIsNone() throws IOException {
    Files.writeString(folder.resolve("truth"), "x");
    assertThat(Recording.open(folder).whyNot().orElse("")).contains("no folder of a sample");
    Files.writeString(folder.resolve("recording.tar.gz"), "x");
    assertThat(Recording.open(folder).whyNot().orElse(""))
        .contains("a folder that holds recording.tar.gz: give that");
  }
}
