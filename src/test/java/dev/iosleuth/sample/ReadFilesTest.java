package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.FileExtents;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are asked about, and how far their readers come from sample to sample. */
class ReadFilesTest {
  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();
  private final List<Sample> samples = new ArrayList<>();
  private final Collector collector = new Collector();

  ReadFilesTest() {
    host.process(700, "backup", 500, 0, "backup")
        .open(700, 4, "/srv/big", "0100000", 25)
        .open(700, 5, "/srv/log", "0100001", 25)
        .open(700, 6, "/dev/sda", "0100000", 26)
        .open(700, 7, "/srv/new", "0100000", 25);
    position(5, "0100001", 900);
    position(6, "0100000", 900);
    host.tree().file("extents/700/4", "bytes 8192\nextents 2\n");
  }

  private void position(int descriptor, String flags, long at) {
    String lines = "pos:\t" + at + "\nflags:\t" + flags + "\nmnt_id:\t25\nino:\t77\n";
    host.tree().file("proc/700/fdinfo/" + descriptor, lines);
  }

  /** It is at that place, and has read so much in all. */
  private void at(int second, long position, long read) {
    position(4, "0100000", position);
    host.at(second);
    host.tree()
        .file(
            "proc/700/io",
            """
            rchar: %d
            wchar: 0
            syscr: 3
            syscw: 4
            read_bytes: %d
            write_bytes: 0
            cancelled_write_bytes: 0
            """
                .formatted(read, read));
  }

  private List<ReadFile> collect(Tree tree) {
    Optional<Sample> before = samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
    samples.add(collector.collect(tree, before));
    return samples.getLast().system().tools().files().optional().orElseThrow();
  }

  private List<ReadFile> after(int second, long position, long read) {
    at(second, position, read);
    return collect(host.tree());
  }

  @Test
  void onlyWhatIsReadAndIsAFile() {
    after(1000, 100, 0);
    List<ReadFile> files = after(1005, 4196, 4096);
    assertThat(files).extracting(ReadFile::path).containsExactly("/srv/big");
    assertThat(files.getFirst().program()).isEqualTo("backup");
    assertThat(files.getFirst().dev()).contains(new DevNo(254, 0));
    assertThat(files.getFirst().extents().optional()).contains(new FileExtents(8192, 2, false));
  }

  @Test
  void howFarItCameSinceItWasFirstSeen() {
    after(1000, 0, 0);
    assertThat(after(1005, 4096, 4096).getFirst().moved()).isZero();
    after(1010, 8192, 8192);
    ReadFile file = after(1015, 20_480, 20_480).getFirst();
    assertThat(file.moved()).isEqualTo(16_384);
    assertThat(file.read()).isEqualTo(16_384);
    assertThat(after(1020, 4096, 24_576).getFirst().moved()).isZero();
  }

  @Test
  void whoReadsNothingIsNotAskedAbout() {
    after(1000, 4096, 4096);
    assertThat(after(1005, 4096, 4096)).isEmpty();
  }

  @Test
  void whatCannotBeToldIsAbsent() {
    host.tree().without("extents/700/4");
    after(1000, 0, 0);
    assertThat(after(1005, 4096, 4096).getFirst().extents()).isInstanceOf(Reading.Absent.class);
  }

  @Test
  void aRecordingHoldsThem() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes, "test")) {
      for (int i = 0; i < 3; i++) {
        at(1000 + 5 * i, 4096L * i, 4096L * i);
        writer.add(host.tree());
      }
    }
    Path file = Files.write(folder.resolve("r.tar.gz"), bytes.toByteArray());
    List<ReadFile> files = List.of();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      files = collect(tree);
    }
    assertThat(files).hasSize(1);
    assertThat(files.getFirst().moved()).isEqualTo(4096);
    assertThat(files.getFirst().extents().optional()).contains(new FileExtents(8192, 2, false));
  }
}
