package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingProcesses;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MmapWritersTest {
  private static final long MIB = 1 << 20;
  private static final OpenFile MAPPED =
      new OpenFile("/srv/db", OpenFile.Kind.MAPPED, Optional.of(new DevNo(8, 0)), true, false, -1);

  private final Rule rule = new MmapWriters();

  private static ProcessSample wrote(
      long calledMib, long dirtiedMib, Reading<List<OpenFile>> files) {
    ProcessSample plain = TestingProcesses.process(10, "lmdb", "lmdb");
    return new ProcessSample(
        plain.stat(),
        Reading.known(new PidIo(0, calledMib * MIB, 0, 0, 0, dirtiedMib * MIB, 0)),
        plain.cgroup(),
        plain.command(),
        files);
  }

  /** Ten seconds. */
  private static Case of(TestingSamples host, OpenFile file) {
    Reading<List<OpenFile>> files = Reading.known(List.of(file));
    return samples(
        host.process(wrote(0, 0, files)).build(),
        host.later(10).process(wrote(0, 100, files)).build());
  }

  /** The same. */
  private static Case of(long calledMib, long dirtiedMib, Reading<List<OpenFile>> files) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.process(wrote(0, 0, files)).build(),
        host.later(10).process(wrote(calledMib, dirtiedMib, files)).build());
  }

  @Test
  void pagesThatNoWriteCallWroteAreOne() {
    Finding finding = one(rule, of(20, 100, Reading.known(List.of(MAPPED))));
    assertThat(finding.summary())
        .isEqualTo("lmdb[10] writes 8 MiB/s through memory, most likely to /srv/db");
    assertThat(amount(finding, "dirtied beyond what write calls wrote")).isCloseTo(8, within(1e-6));
    assertThat(amount(finding, "part of what it dirtied that no write call wrote"))
        .isCloseTo(80, within(1e-6));
  }

  @Test
  void thoseWhoWriteByCallsAreNone() {
    clear(rule, of(100, 100, Reading.known(List.of(MAPPED))));
    clear(rule, of(0, 5, Reading.known(List.of(MAPPED))));
    clear(rule, of(0, 100, Reading.known(List.of())));
  }

  private static OpenFile mapped(String path) {
    return new OpenFile(path, OpenFile.Kind.MAPPED, Optional.of(new DevNo(0, 1)), true, false, -1);
  }

  /** What libaio's users have mapped, and others that share memory: nothing of it is a file. */
  @Test
  void memoryWithoutAFileIsNeverWhatIsWritten() {
    List<OpenFile> memory =
        List.of(
            mapped("/[aio] (deleted)"),
            mapped("/SYSV00000000 (deleted)"),
            mapped("/dev/zero (deleted)"),
            mapped("/memfd:pulse (deleted)"),
            mapped("anon_inode:[io_uring]"));
    clear(rule, of(0, 100, Reading.known(memory)));
    Finding finding = one(rule, of(0, 100, Reading.known(List.of(memory.getFirst(), MAPPED))));
    assertThat(finding.summary()).endsWith("most likely to /srv/db");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  /** A number that is no device's may be of memory, of btrfs or of a container's files. */
  @Test
  void theFileSystemTellsWhetherItIsOnADisk() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda"))
            .mount("sda", "/srv", "ext4")
            .mount(
                new Mountinfo.Mount(
                    9, 1, new DevNo(0, 1), "/", "/dev/shm", "rw", "tmpfs", "tmpfs", "rw"));
    assertThat(one(rule, of(host, mapped("/srv/db"))).summary()).endsWith("to /srv/db");
    clear(rule, of(host, mapped("/dev/shm/db")));
  }

  @Test
  void withoutItsFilesNobodyKnows() {
    assertThat(untold(rule, of(0, 100, Reading.absent("needs root")))).contains("needs root");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
