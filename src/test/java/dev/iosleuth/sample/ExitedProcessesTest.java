package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.ExitRecord;
import dev.iosleuth.source.Exits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitedProcessesTest {
  private final TestingHost host = new TestingHost();
  private final Collector collector = new Collector();

  /** Ended at second 1005 of the host, of which it lived that many. */
  private static ExitRecord record(int pid, int parent, long lived) {
    return new ExitRecord(
        pid, parent, "dd", 1_005_000_000_000L, 0, lived * 1_000_000, 0, 0, 4096, 8192, 0, 1);
  }

  private List<ExitedProcess> after(Sample before, ExitRecord... records) {
    Reading<List<ExitedProcess>> exited =
        collector
            .collect(
                host.tree(), Optional.of(before), Reading.known(new Exits(List.of(records), 0)))
            .exited();
    return exited.optional().orElseThrow();
  }

  @Test
  void oneThatWasSeenKeepsItsCgroupFilesAndStart() {
    host.process(10, "qemu-system-x86", 50_000, 0, "qemu-system-x86_64")
        .open(10, 3, "/dev/dm-0", "0140002", 25);
    Sample before = collector.collect(host.tree(), Optional.empty());
    host.tree().without("proc/10");
    ExitedProcess exited = after(before, record(10, 1, 505)).getFirst();
    assertThat(exited.startTicks()).isEqualTo(50_000);
    assertThat(exited.cgroup()).isEqualTo(Map.of("", "/a.slice"));
    assertThat(exited.files()).hasSize(1);
    assertThat(exited.writeBytes()).isEqualTo(8192);
  }

  @Test
  void oneThatWasNotHasTheCgroupOfItsNearestAncestor() {
    host.process(10, "sh", 50_000, 0, "sh");
    Sample before = collector.collect(host.tree(), Optional.empty());
    List<ExitedProcess> exited = after(before, record(30, 20, 1), record(20, 10, 2));
    assertThat(exited).extracting(ExitedProcess::cgroup).containsOnly(Map.of("", "/a.slice"));
    assertThat(exited).extracting(ExitedProcess::startTicks).containsExactly(100_400L, 100_300L);
    assertThat(after(before, record(40, 99, 1)).getFirst().cgroup()).isEmpty();
  }

  @Test
  void anotherProcessOfThatNumberIsNotMistakenForIt() {
    host.process(10, "sh", 100, 0, "sh");
    Sample before = collector.collect(host.tree(), Optional.empty());
    ExitedProcess exited = after(before, record(10, 1, 2)).getFirst();
    assertThat(exited.startTicks()).isEqualTo(100_300);
    assertThat(exited.cgroup()).isEmpty();
  }

  private Sample collect(Sample before, Runnable meanwhile, ExitRecord... records) {
    return collector.collect(
        host.tree(),
        Optional.of(before),
        () -> {
          meanwhile.run();
          return Reading.known(new Exits(List.of(records), 0));
        });
  }

  private static List<ExitedProcess> exited(Sample sample) {
    return sample.exited().optional().orElseThrow();
  }

  @Test
  void endedThreadsOfOneThatGoesOnAreInItsOwnFigures() {
    host.process(10, "sh", 50_000, 0, "sh");
    Sample before = collector.collect(host.tree(), Optional.empty());
    Sample next = collect(before, () -> {}, record(10, 1, 505));
    assertThat(exited(next)).isEmpty();
    assertThat(exited(collect(next, () -> {}))).isEmpty();
    host.tree().without("proc/10");
    assertThat(exited(collect(next, () -> {}))).isEmpty();
  }

  /**
   * The records are asked for behind the processes: it is living in this sample, gone in the next.
   */
  @Test
  void oneThatEndsBehindTheReadingOfTheProcessesEndedInTheNextInterval() {
    host.process(10, "dd", 50_000, 4096, "dd");
    Sample before = collector.collect(host.tree(), Optional.empty());
    Sample living = collect(before, () -> host.tree().without("proc/10"), record(10, 1, 505));
    assertThat(living.processes()).containsKey(10);
    assertThat(exited(living)).isEmpty();
    Sample gone = collect(living, () -> {});
    assertThat(gone.processes()).doesNotContainKey(10);
    assertThat(exited(gone))
        .singleElement()
        .satisfies(
            process -> assertThat(process.id()).isEqualTo(TestingHost.process(living, 10).id()));
    assertThat(exited(collect(gone, () -> {}))).isEmpty();
  }

  /** Its parent is given its figures when it asks: until then they are its own. */
  @Test
  void oneThatNobodyWaitedForIsToldOfWhenItIsGone() {
    host.process(10, "dd", 50_000, 4096, "dd");
    Sample before = collector.collect(host.tree(), Optional.empty());
    host.tree()
        .file(
            "proc/10/stat",
            host.tree()
                .read("proc/10/stat")
                .map(t -> t.string().replace(") S ", ") Z "))
                .orElse(""))
        .file("proc/10/io", host.tree().read("proc/10/io").map(t -> t.string() + "\n").orElse(""));
    Sample first = collect(before, () -> {}, record(10, 1, 505));
    Sample second = collect(first, () -> {});
    assertThat(exited(first)).isEmpty();
    assertThat(exited(second)).isEmpty();
    host.tree().without("proc/10");
    assertThat(exited(collect(second, () -> {}))).hasSize(1);
  }

  @Test
  void threadsThatAreToldApartAreOneProcess() {
    Sample before = collector.collect(host.tree(), Optional.empty());
    assertThat(exited(collect(before, () -> {}, record(30, 1, 9), record(30, 1, 9))))
        .singleElement()
        .satisfies(process -> assertThat(process.writeBytes()).isEqualTo(2 * 8192));
  }

  @Test
  void withoutRecordsItSaysWhy() {
    Sample sample = collector.collect(host.tree(), Optional.empty());
    assertThat(sample.exited().whyNot()).contains("not asked");
  }
}
