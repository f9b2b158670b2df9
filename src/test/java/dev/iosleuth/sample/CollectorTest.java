package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorTest {
  private static final DevNo SDA = new DevNo(8, 0);

  private final TestingHost host = new TestingHost();
  private final Collector collector = new Collector();

  private Sample first() {
    return collector.collect(host.tree(), Optional.empty());
  }

  private Sample next(Sample previous) {
    return collector.collect(host.tree(), Optional.of(previous));
  }

  private static ProcessSample process(Sample sample, int pid) {
    return Optional.ofNullable(sample.processes().get(pid)).orElseThrow();
  }

  @Test
  void readsEverythingOfASmallHost() {
    host.process(10, "dd", 500, 0, "dd", "of=/x");
    Sample sample = first();
    assertThat(sample.host()).isEqualTo("node1");
    assertThat(sample.nanos()).isEqualTo(1_000_000_000_000L);
    assertThat(sample.counters("sda").orElseThrow().writes().ops()).isEqualTo(100);
    assertThat(sample.topology().devices()).containsOnlyKeys("sda", "dm-0");
    assertThat(process(sample, 10).command()).isEqualTo(Reading.known(List.of("dd", "of=/x")));
    assertThat(process(sample, 10).files().whyNot()).contains("not asked");
    assertThat(sample.cgroups().version()).isEqualTo(CgroupIo.Version.V2);
    assertThat(sample.cgroups().recursive()).isTrue();
    assertThat(sample.cgroups().groups()).containsOnlyKeys("/", "/a.slice");
    assertThat(sample.cgroups().groups().get("/a.slice"))
        .isEqualTo(Reading.known(Map.of(SDA, new CgroupIo.Figures(0, 4096, 0, 1, 0, 0))));
    assertThat(sample.notes()).isEmpty();
    assertThat(sample.system().pageBytes()).isEqualTo(4096);
  }

  @Test
  void countersOfGroupsAreReadWithThoseOfDisks() {
    host.process(10, "dd", 500, 0, "dd").tree().file("proc/mdstat", "Personalities : \n");
    first();
    assertThat(host.tree().filesRead())
        .as("arrays' state is read right behind diskstats")
        .containsSubsequence(
            "sys/fs/cgroup/cgroup.stat",
            "proc/mdstat",
            "sys/fs/cgroup/a.slice/io.stat",
            "proc/10/io");
  }

  @Test
  void aSleepingProcessCostsOneFile() {
    host.process(10, "dd", 500, 0, "dd").process(11, "sleep", 501, 0, "sleep");
    Sample before = first();
    host.io(10, 0, 4096);
    host.tree().filesRead().clear();
    Sample after = next(before);
    assertThat(process(after, 11)).isSameAs(process(before, 11));
    assertThat(process(after, 10)).isNotSameAs(process(before, 10));
    assertThat(host.tree().filesRead())
        .filteredOn(path -> path.startsWith("proc/11/"))
        .containsExactly("proc/11/io");
    assertThat(host.tree().filesRead()).doesNotContain("proc/10/cmdline");
    assertThat(host.tree().filesRead()).noneMatch(path -> path.startsWith("sys/block/"));
  }

  @Test
  void openFilesOfThoseWhoseBytesMovedWithTheirDevice() {
    host.process(10, "dd", 500, 0, "dd").process(11, "cat", 501, 0, "cat");
    host.open(10, 3, "/var/log/x", "0100001", 25)
        .open(10, 4, "/dev/dm-0", "0140002", 26)
        .open(10, 5, "/dev/null", "0100002", 26)
        .open(10, 6, "/srv/y", "0100000", 991);
    host.tree()
        .link("proc/10/fd/7", "socket:[5]")
        .link("proc/10/ns/mnt", "mnt:[4026531999]")
        .file("proc/10/mountinfo", "991 1 8:0 / /srv rw - xfs /dev/sda rw\n")
        .file(
            "proc/10/maps",
            """
            7f00-7f10 rw-s 00000000 08:00 9 /srv/map
            7f10-7f20 rw-s 00001000 08:00 9 /srv/map
            7f20-7f30 r--s 00000000 08:00 8 /srv/readonly
            7f30-7f40 rw-p 00000000 08:00 8 /srv/private
            """);
    Sample before = first();
    host.io(10, 4096, 0);
    Sample after = next(before);
    assertThat(process(after, 10).files().orElse(List.of()))
        .containsExactly(
            new OpenFile(
                "/var/log/x",
                OpenFile.Kind.FILE,
                Optional.of(new DevNo(254, 0)),
                false,
                true,
                false,
                25,
                false),
            new OpenFile(
                "/dev/dm-0", OpenFile.Kind.BLOCK, Optional.of(new DevNo(254, 0)), true, true, 26),
            new OpenFile("/dev/null", OpenFile.Kind.CHARACTER, Optional.empty(), false, false, -1),
            new OpenFile("/srv/y", OpenFile.Kind.FILE, Optional.of(SDA), false, false, 991),
            new OpenFile("socket:[5]", OpenFile.Kind.SOCKET, Optional.empty(), false, false, -1),
            new OpenFile("/srv/map", OpenFile.Kind.MAPPED, Optional.of(SDA), true, false, -1));
    assertThat(process(after, 11).files().whyNot()).contains("not asked");
  }

  @Test
  void filesOfKernelThreadsAreNeverRead() {
    host.process(20, "kworker/0:1-flush", 3, 0x0020_8040L);
    Sample before = first();
    host.io(20, 0, 1 << 20);
    host.tree().filesRead().clear();
    Sample after = next(before);
    assertThat(process(after, 20).stat().kernelThread()).isTrue();
    assertThat(process(after, 20).io().optional().orElseThrow().writeBytes()).isEqualTo(1 << 20);
    assertThat(process(after, 20).files().whyNot()).contains("a kernel thread");
    assertThat(host.tree().filesRead())
        .doesNotContain("proc/20/cmdline", "proc/20/maps")
        .noneMatch(path -> path.startsWith("proc/20/fd"));
  }

  /** Its name was read, and how it was open no more: the mount points say where it lies. */
  @Test
  void whatWasClosedMeanwhileLiesWhereItsPathDoes() {
    host.process(10, "fio", 500, 0, "fio");
    host.tree()
        .link("proc/10/fd/7", "/srv/data/cold")
        .link("proc/10/fd/8", "/srvother")
        .file(
            "proc/10/mountinfo",
            """
            25 1 254:0 / / rw - ext4 /dev/mapper/vg-root rw
            991 25 8:1 / /srv rw - xfs /dev/sda1 rw
            992 991 8:0 / /srv/data rw - xfs /dev/sda rw
            """);
    Sample before = first();
    host.io(10, 4096, 0);
    assertThat(process(next(before), 10).files().orElse(List.of()))
        .extracting(OpenFile::path, OpenFile::dev, OpenFile::readable, OpenFile::writable)
        .containsExactly(
            tuple("/srv/data/cold", Optional.of(SDA), true, false),
            tuple("/srvother", Optional.of(new DevNo(254, 0)), true, false));
  }

  @Test
  void guestsAreAskedAtOnce() {
    host.process(30, "qemu-system-x86", 9, 0, "/usr/bin/qemu-system-x86_64", "-name", "web1");
    host.open(30, 9, "/dev/dm-0", "0140002", 26);
    assertThat(process(first(), 30).files().orElse(List.of())).hasSize(1);
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() {
    host.process(10, "dd", 500, 0, "dd", "of=/x");
    Sample before = first();
    host.process(10, "cp", 900, 0, "cp", "/a", "/b").io(10, 0, 8192);
    Sample after = next(before);
    assertThat(process(after, 10).id()).isEqualTo(new ProcessId(10, 900));
    assertThat(process(after, 10).command().orElse(List.of())).containsExactly("cp", "/a", "/b");
  }

  @Test
  void aNumberThatIsUsedAgainByOneThatDidTheSameIsNoticedInItsTurn() {
    host.process(10, "sleep", 500, 0, "sleep");
    Sample sample = first();
    host.process(10, "sleep", 900, 0, "sleep");
    for (int i = 0; i < 64; i++) {
      sample = next(sample);
    }
    assertThat(process(sample, 10).id()).isEqualTo(new ProcessId(10, 900));
  }

  @Test
  void anotherCollectorGoesOnFromTheSameSample() {
    host.process(10, "dd", 500, 0, "dd").open(10, 3, "/var/log/x", "0100001", 25);
    Sample before = first();
    host.io(10, 0, 4096);
    Sample one = next(before);
    Sample other = new Collector().collect(host.tree(), Optional.of(before));
    assertThat(other).isEqualTo(one);
  }

  @Test
  void aProcessThatMayNotBeReadIsAGapWithItsReason() {
    host.process(10, "dd", 500, 0, "dd").process(11, "sleep", 501, 0, "sleep");
    host.tree().denied("proc/10/io");
    Sample sample = first();
    assertThat(process(sample, 10).io().whyNot()).contains("needs root: permission denied");
    assertThat(sample.notes())
        .containsExactly(
            new Note(
                Note.Kind.GAP,
                "proc/PID/io",
                "the I/O of 1 of 2 processes could not be read (needs root: permission denied)"));
    assertThat(process(next(sample), 10)).isSameAs(process(sample, 10));
  }

  @Test
  void theTopologyIsReadAnewWhenDevicesMountsOrTimeSaySo() {
    Sample sample = first();
    assertThat(next(sample).topology()).isSameAs(sample.topology());
    host.at(1_070);
    Sample later = next(sample);
    assertThat(later.topology()).isNotSameAs(sample.topology());
    host.tree().file("sys/kernel/uevent_seqnum", "101\n");
    Sample changed = next(later);
    assertThat(changed.topology()).isNotSameAs(later.topology());
    host.device("sdb", "8:16", 4096);
    host.tree().file("proc/diskstats", "8 16 sdb 1 0 8 1 0 0 0 0 0 1 1\n");
    assertThat(next(changed).topology().devices()).containsKey("sdb");
  }

  @Test
  void groupsThatAppearWithAProcessOrWithTheKernelsNumber() {
    host.process(10, "dd", 500, 0, "dd");
    Sample sample = first();
    host.tree()
        .file("sys/fs/cgroup/b.slice/io.stat", "")
        .file("sys/fs/cgroup/b.slice/c.scope/io.stat", "");
    assertThat(next(sample).cgroups().groups()).doesNotContainKey("/b.slice/c.scope");
    host.tree().file("proc/10/cgroup", "0::/b.slice/c.scope\n");
    host.io(10, 0, 4096);
    sample = next(sample);
    assertThat(sample.cgroups().groups()).containsKeys("/b.slice", "/b.slice/c.scope");
    host.tree().file("sys/fs/cgroup/d.slice/io.stat", "");
    host.tree().file("sys/fs/cgroup/cgroup.stat", "nr_descendants 4\n");
    assertThat(next(sample).cgroups().groups()).containsKey("/d.slice");
  }

  @Test
  void blkioOfVersionOneWhereTheSecondHasNoIo() {
    TestingTree tree = host.process(10, "dd", 500, 0, "dd").tree();
    tree.file(
        "proc/self/mountinfo",
        """
        30 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        31 25 0:29 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio
        """);
    tree.file("sys/fs/cgroup/unified/cgroup.controllers", "\n");
    tree.file("proc/10/cgroup", "4:blkio:/x\n0::/\n");
    tree.file(
        "sys/fs/cgroup/blkio/x/blkio.throttle.io_service_bytes",
        "8:0 Read 10\n8:0 Write 20\n8:0 Sync 0\n8:0 Async 0\n8:0 Total 30\nTotal 30\n");
    tree.file(
        "sys/fs/cgroup/blkio/x/blkio.throttle.io_serviced",
        "8:0 Read 1\n8:0 Write 2\n8:0 Sync 0\n8:0 Async 0\n8:0 Total 3\nTotal 3\n");
    CgroupIo cgroups = first().cgroups();
    assertThat(cgroups.version()).isEqualTo(CgroupIo.Version.V1);
    assertThat(cgroups.recursive()).isFalse();
    assertThat(cgroups.groups())
        .isEqualTo(
            Map.of("/x", Reading.known(Map.of(SDA, new CgroupIo.Figures(10, 20, 1, 2, 0, 0)))));
  }

  @Test
  void hiddenPathsAreReadFromTheirOwnFiles() {
    host.device("nvme0n1", "259:0", 100).device("nvme0c0n1", "0:0", 100);
    host.tree()
        .file("sys/block/nvme0c0n1/hidden", "1\n")
        .file("sys/block/nvme0c0n1/stat", "5 0 40 1 6 0 48 2 0 3 3\n");
    Sample sample = first();
    assertThat(sample.nvmePaths()).containsOnlyKeys("nvme0c0n1");
    assertThat(sample.counters("nvme0c0n1").orElseThrow().writes().ops()).isEqualTo(6);
  }

  @Test
  void anEmptyTreeIsASampleWithGaps() {
    Sample sample = collector.collect(new TestingTree(), Optional.empty());
    assertThat(sample.processes()).isEmpty();
    assertThat(sample.notes()).extracting(Note::subject).contains("proc/diskstats", "proc");
  }

  @Test
  void thisHostTwice(@TempDir Path folder) throws IOException {
    Path own = Path.of("/proc/self/io");
    assumeThat(Files.isReadable(own)).as("a live /proc").isTrue();
    Tree live = GuardedTree.host("/");
    Sample before = collector.collect(live, Optional.empty());
    Files.write(folder.resolve("written"), new byte[3 << 20]);
    Sample after = collector.collect(live, Optional.of(before));
    int pid = (int) ProcessHandle.current().pid();
    long written =
        process(after, pid).io().optional().orElseThrow().writeChars()
            - process(before, pid).io().optional().orElseThrow().writeChars();
    assertThat(written).isGreaterThanOrEqualTo(3 << 20);
    assertThat(after.nanos()).isGreaterThan(before.nanos());
    assertThat(after.diskstats().optional()).isPresent();
    assertThat(after.processes()).containsKey(1);
  }
}
