package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostOutlineTest {
  private final TestingHost host = new TestingHost();

  private ProcessSample process(Sample sample, int pid) {
    return Optional.ofNullable(sample.processes().get(pid)).orElseThrow();
  }

  @Test
  void readsWhatStandsOnWhatAndNobodysCounters() {
    host.process(10, "dd", 500, 0, "dd", "of=/x");
    Sample sample = HostOutline.read(host.tree());

    assertThat(sample.topology().devices()).containsOnlyKeys("sda", "dm-0");
    assertThat(process(sample, 10).stat().comm()).isEqualTo("dd");
    assertThat(process(sample, 10).io().whyNot()).contains("not asked");
    assertThat(sample.notes()).isEmpty();
    assertThat(host.tree().filesRead())
        .noneMatch(path -> path.matches("proc/10/(io|cgroup|fd.*)"))
        .noneMatch(path -> path.endsWith("io.stat"));
  }

  @Test
  void guestsShowWhatTheyHaveOpenAndOthersWhenAsked() {
    host.process(10, "kvm", 500, 0, "kvm", "-name", "web1").process(11, "dd", 501, 0, "dd");
    host.open(10, 3, "/dev/dm-0", "0100002", 26).open(11, 4, "/var/log/x", "0100001", 25);
    Sample sample = HostOutline.read(host.tree());

    assertThat(process(sample, 10).files().orElse(List.of()))
        .extracting(OpenFile::path)
        .contains("/dev/dm-0");
    assertThat(process(sample, 11).files().optional()).isEmpty();

    Sample opened = HostOutline.open(host.tree(), sample, Set.of(11, 12));

    assertThat(process(opened, 11).files().orElse(List.of()))
        .extracting(OpenFile::path)
        .contains("/var/log/x");
    assertThat(process(opened, 10)).isSameAs(process(sample, 10));
  }
}
