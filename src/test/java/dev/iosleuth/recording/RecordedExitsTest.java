package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.ExitRecord;
import dev.iosleuth.source.Exits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedExitsTest {
  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();

  private static ExitRecord record(int pid, int parent, String comm) {
    return new ExitRecord(
        pid, parent, comm, 1_005_000_000_000L, 1_700_000_000, 2500, -1, 5, 4096, 8192, 12, 3);
  }

  private RecordedTree recorded(Reading<Exits> exits, Optional<Pseudonyms> names)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer =
        names.isPresent()
            ? new RecordingWriter(bytes, "test", names.get())
            : new RecordingWriter(bytes, "test")) {
      writer.add(host.tree(), () -> exits);
    }
    Path file = Files.write(folder.resolve("r.tar.gz"), bytes.toByteArray());
    return Recording.open(file).optional().orElseThrow().samples().getFirst();
  }

  @Test
  void namesOfAnyBytesComeBack() throws IOException {
    var exits =
        new Exits(
            List.of(
                record(10, 1, "dd"),
                record(11, 10, " a\nb\\040 "),
                record(12, 1, ""),
                record(13, 1, "\u001b[31m\udcff\u007fé")),
            7);
    assertThat(recorded(Reading.known(exits), Optional.empty()).exits())
        .isEqualTo(Reading.known(exits));
  }

  @Test
  void whyThereAreNoneIsKept() throws IOException {
    assertThat(recorded(Reading.absent("needs root"), Optional.empty()).exits())
        .isEqualTo(Reading.absent("needs root"));
    assertThat(recorded(Reading.known(new Exits(List.of(), 0)), Optional.empty()).exits())
        .isEqualTo(Reading.known(new Exits(List.of(), 0)));
  }

  @Test
  void namesArePseudonymsWhereAskedFor() throws IOException {
    var names = new Pseudonyms(new byte[] {1});
    var exits = new Exits(List.of(record(10, 1, "backupd"), record(11, 2, "kworker/0:1")), 0);
    assertThat(recorded(Reading.known(exits), Optional.of(names)).exits().optional().orElseThrow())
        .extracting(Exits::records)
        .isEqualTo(List.of(record(10, 1, names.replace("backupd")), record(11, 2, "kworker/0:1")));
  }

  @Test
  void aDamagedLineIsALostRecord() {
    Exits exits =
        RecordedExits.parse(
                Text.of(
                    "exits",
                    """
                    exits 1 overruns 2
                    10 1 5 6 7 8 9 10 11 12 1 dd
                    99999999999 1 5 6 7 8 9 10 11 12 1 dd
                    10 1 5 x 7 8 9 10 11 12 1 dd
                    10 1 5 6 7 8 9 10 11 12 1 cu\
                    """))
            .optional()
            .orElseThrow();
    assertThat(exits.records()).extracting(ExitRecord::comm).containsExactly("dd");
    assertThat(exits.overruns()).isEqualTo(5);
    assertThat(RecordedExits.parse(Text.of("exits", "exits 2 overruns 0\n")).whyNot()).isPresent();
    assertThat(RecordedExits.parse(Text.of("exits", "")).whyNot()).isPresent();
  }

  @Test
  void lostRecordsAreNoted() {
    var exits = Reading.known(new Exits(List.of(), 1));
    Sample sample = new Collector().collect(host.tree(), Optional.empty(), exits);
    assertThat(sample.notes()).anyMatch(note -> note.subject().equals("taskstats"));
  }
}
