package dev.iosleuth.recording;

import static dev.iosleuth.sample.TestingContainers.DOCKER;
import static dev.iosleuth.sample.TestingContainers.PODMAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingContainers;
import dev.iosleuth.sample.TestingHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedContainersTest {
  @TempDir private Path folder;

  private final TestingHost host = TestingContainers.host();

  private static Map<String, String> names(Sample sample) {
    return sample.cgroups().containers();
  }

  private RecordedTree recorded(ByteArrayOutputStream bytes, Optional<Pseudonyms> pseudonyms)
      throws IOException {
    try (var writer =
        pseudonyms.isPresent()
            ? new RecordingWriter(bytes, "test", pseudonyms.get())
            : new RecordingWriter(bytes, "test")) {
      writer.add(host.tree());
    }
    Path file = Files.write(folder.resolve("r.tar.gz"), bytes.toByteArray());
    return Recording.open(file).optional().orElseThrow().samples().getFirst();
  }

  @Test
  void aRecordingHoldsTheNamesAndNothingElseOfThem() throws IOException {
    var bytes = new ByteArrayOutputStream();
    RecordedTree tree = recorded(bytes, Optional.empty());
    Sample live = new Collector().collect(host.tree(), Optional.empty());
    assertThat(names(new Collector().collect(tree, Optional.empty()))).isEqualTo(names(live));
    byte[] unpacked =
        new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())).readAllBytes();
    assertThat(new String(unpacked, StandardCharsets.ISO_8859_1))
        .doesNotContain("sesame")
        .doesNotContain("config.v2.json");
  }

  @Test
  void pseudonymsAreTheSameInPathsAndNames() throws IOException {
    var pseudonyms = new Pseudonyms(new byte[] {1});
    RecordedTree tree = recorded(new ByteArrayOutputStream(), Optional.of(pseudonyms));
    Sample sample = new Collector().collect(tree, Optional.empty());
    String id = pseudonyms.replace(DOCKER);
    assertThat(names(sample)).containsEntry(id, pseudonyms.replace("web"));
    assertThat(TestingHost.process(sample, 10).cgroup().optional().orElseThrow().paths())
        .isEqualTo(Map.of("", "/system.slice/docker-" + id + ".scope"));
  }

  @Test
  void namesOfAnyBytesComeBack() {
    Map<String, String> names = Map.of(DOCKER, "a b\n\\x", PODMAN, "\u001b[31m\udcff");
    byte[] bytes = RecordedContainers.bytes(names, name -> name);
    assertThat(RecordedContainers.parse(new Text("containers", bytes, 0))).isEqualTo(names);
  }
}
