package dev.iosleuth.sample;

import static dev.iosleuth.sample.TestingContainers.DOCKER;
import static dev.iosleuth.sample.TestingContainers.POD;
import static dev.iosleuth.sample.TestingContainers.PODMAN;
import static dev.iosleuth.sample.TestingContainers.VOLATILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerNamesTest {
  private final TestingHost host = TestingContainers.host();

  private static Map<String, String> names(Sample sample) {
    return sample.cgroups().containers();
  }

  @Test
  void eachManagersNamesAreFound() {
    assertThat(names(new Collector().collect(host.tree(), Optional.empty())))
        .isEqualTo(Map.of(DOCKER, "web", PODMAN, "db", VOLATILE, "job", POD, "shop/cart-7d/app"));
  }

  @Test
  void filesAreReadOnlyForIdsThatAreNew() {
    var collector = new Collector();
    Sample first = collector.collect(host.tree(), Optional.empty());
    host.tree().filesRead().clear();
    Sample second = collector.collect(host.tree(), Optional.of(first));
    assertThat(host.tree().filesRead()).noneMatch(path -> path.startsWith("var/"));
    assertThat(names(second)).isEqualTo(names(first));
    String late = "5123456789abcdef".repeat(4);
    TestingContainers.group(host, 16, "/docker/" + late);
    Sample third = collector.collect(host.tree(), Optional.of(second));
    assertThat(names(third)).doesNotContainKey(late);
    host.tree()
        .file("var/lib/docker/containers/" + late + "/config.v2.json", "{\"Name\":\"/late\"}")
        .without("proc/10");
    Sample fourth = collector.collect(host.tree(), Optional.of(third));
    assertThat(names(fourth)).containsEntry(late, "late").doesNotContainKey(DOCKER);
  }
}
