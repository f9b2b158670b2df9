package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
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

class ContainerNamesTest {
  private static final String DOCKER = "0123456789abcdef".repeat(4);
  private static final String PODMAN = "1123456789abcdef".repeat(4);
  private static final String VOLATILE = "2123456789abcdef".repeat(4);
  private static final String POD = "3123456789abcdef".repeat(4);
  private static final String UNKNOWN = "4123456789abcdef".repeat(4);
  private static final String STORE = "var/lib/containers/storage/overlay-containers/";

  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();

  private static String store(String id, String name) {
    return "[{\"id\":\"%s\",\"names\":[\"%s\"],\"metadata\":\"sesame\"}]".formatted(id, name);
  }

  private void managers() {
    host.tree()
        .file(
            "var/lib/docker/containers/" + DOCKER + "/config.v2.json",
            "{\"Config\":{\"Env\":[\"PASSWORD=sesame\"]},\"Name\":\"/web\"}")
        .file(STORE + "containers.json", store(PODMAN, "db"))
        .file("run/containers/storage/overlay-containers/volatile-containers.json", "[{\"id\":")
        .file(STORE + "volatile-containers.json", store(VOLATILE, "job"))
        .link("var/log/containers/cart-7d_shop_app-" + POD + ".log", "/var/log/pods/x")
        .link("var/log/containers/other", "/x");
    group(10, "/system.slice/docker-" + DOCKER + ".scope");
    group(11, "/machine.slice/libpod-" + PODMAN + ".scope");
    group(12, "/machine.slice/libpod-" + VOLATILE + ".scope/container");
    group(13, "/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + POD + ".scope");
    group(14, "/docker/" + UNKNOWN);
    group(15, "/system.slice/" + DOCKER + "0.service");
  }

  private void group(int pid, String path) {
    host.process(pid, "app", 500, 0, "app");
    host.tree().file("proc/" + pid + "/cgroup", "0::" + path + "\n");
  }

  private static Map<String, String> names(Sample sample) {
    return sample.cgroups().containers();
  }

  @Test
  void eachManagersNamesAreFound() {
    managers();
    assertThat(names(new Collector().collect(host.tree(), Optional.empty())))
        .isEqualTo(Map.of(DOCKER, "web", PODMAN, "db", VOLATILE, "job", POD, "shop/cart-7d/app"));
  }

  @Test
  void filesAreReadOnlyForIdsThatAreNew() {
    managers();
    var collector = new Collector();
    Sample first = collector.collect(host.tree(), Optional.empty());
    host.tree().filesRead().clear();
    Sample second = collector.collect(host.tree(), Optional.of(first));
    assertThat(host.tree().filesRead()).noneMatch(path -> path.startsWith("var/"));
    assertThat(names(second)).isEqualTo(names(first));
    String late = "5123456789abcdef".repeat(4);
    group(16, "/docker/" + late);
    Sample third = collector.collect(host.tree(), Optional.of(second));
    assertThat(names(third)).doesNotContainKey(late);
    host.tree()
        .file("var/lib/docker/containers/" + late + "/config.v2.json", "{\"Name\":\"/late\"}")
        .without("proc/10");
    Sample fourth = collector.collect(host.tree(), Optional.of(third));
    assertThat(names(fourth)).containsEntry(late, "late").doesNotContainKey(DOCKER);
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
    managers();
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
    managers();
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
