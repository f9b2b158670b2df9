package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.at;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What processes' counters say, and what they don't: when it reaches a disk, and which. */
class ProcessesTest {
  private static TestingSamples host() {
    return TestingSamples.host("h")
        .with(disk("sda"), partition("sda", 1))
        .mount("sda1", "/", "ext4")
        .process(process(10, "cp"));
  }

  private static ProcessSample cp(long writtenKib, long cancelledKib) {
    ProcessSample process = process(10, "cp");
    return with(
        new ProcessSample(
            process.stat(),
            Reading.known(new PidIo(0, 0, 0, 0, 0, writtenKib * KIB, cancelledKib * KIB)),
            process.cgroup(),
            process.command(),
            process.files()),
        file("/x", 8, 1));
  }

  private static Counted[] wrote(long ops, long kib) {
    return new Counted[] {device("sda1").writes(ops, 0, kib), device("sda").writes(ops, 0, kib)};
  }

  /** Dirtied at once, written back over the next two intervals. */
  @Test
  void dirtyPagesAreCarriedOver() {
    TestingSamples host = host();
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    Sample second = later(host.process(cp(3000, 0)));
    assertThat(kib(post(keeper, first, second), Direction.WRITE)).isEmpty();
    Sample third = later(host, wrote(10, 1000));
    assertThat(kib(post(keeper, second, third), Direction.WRITE))
        .isEqualTo(Map.of("sda cp", 1000L));
    Sample fourth = later(host, wrote(40, 4000));
    assertThat(kib(post(keeper, third, fourth), Direction.WRITE))
        .isEqualTo(Map.of("sda cp", 2000L, "sda /", 1000L));
  }

  @Test
  void cancelledWritesNeverArrive() {
    Ledger ledger = interval(host(), h -> h.process(cp(1000, 400)), wrote(10, 1000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda cp", 600L, "sda /", 400L));
  }

  /** A file that is deleted before it is written back takes its pages with it. */
  @Test
  void cancelledLater() {
    TestingSamples host = host();
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    Sample second = later(host.process(cp(1000, 0)));
    post(keeper, first, second);
    Sample third = later(host.process(cp(1000, 1000)), wrote(5, 500));
    assertThat(kib(post(keeper, second, third), Direction.WRITE)).isEqualTo(Map.of("sda /", 500L));
  }

  /** What is left of a direct writer was written between two readings: the next has it, no more. */
  @Test
  void directWritesDoNotWait() {
    TestingSamples host = host();
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    var direct =
        new OpenFile("/x", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 1)), true, true, -1);
    Sample second = later(host.process(mover(10, "cp", 0, 1000, direct)), wrote(9, 900));
    assertThat(kib(post(keeper, first, second), Direction.WRITE)).isEqualTo(Map.of("sda cp", 900L));
    Sample third = later(host, wrote(10, 940));
    assertThat(kib(post(keeper, second, third), Direction.WRITE)).isEqualTo(Map.of("sda cp", 40L));
    Sample fourth = later(host, wrote(11, 1000));
    assertThat(kib(post(keeper, third, fourth), Direction.WRITE)).isEqualTo(Map.of("sda /", 60L));
  }

  /** It had the disk open when the interval began, wrote, closed it, and nothing else is told. */
  @Test
  void closedWithinTheInterval() {
    ProcessSample writer = with(process(20, "fio"), block("/dev/sdb", 8, 16));
    TestingSamples host = host().with(disk("sdb")).process(writer);
    Sample before = host.build();
    ProcessSample done = moved(with(process(20, "fio"), file("/log", 8, 1)), 0, 800 * KIB);
    Sample after = later(host.process(done), device("sdb").writes(10, 0, 1000));
    assertThat(kib(post(before, after), Direction.WRITE)).isEqualTo(Map.of("sdb fio", 1000L));
  }

  /** Counters are read at different times: within two percent the process has moved it all. */
  @Test
  void twoPercentAreSkew() {
    Ledger ledger =
        interval(
            host().with(partition("sda", 2)).mount("sda2", "/other", "ext4"),
            h -> h.process(cp(990, 0)),
            device("sda1").writes(10, 0, 1000),
            device("sda2").writes(10, 0, 1000),
            device("sda").writes(20, 0, 2000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda cp", 1000L, "sda /other", 1000L));
  }

  private static ExitedProcess dd(int pid, long writtenKib) {
    return new ExitedProcess(
        pid, 1, "dd", 100L + pid, 0, writtenKib * KIB, 0, Map.of("", "/"), List.of());
  }

  /** 200 of them in one interval; nobody saw their files. */
  @Test
  void whoEndedWithinTheIntervalPaysUnderItsName() {
    TestingSamples host = host();
    Sample before = host.build();
    var ended = new ArrayList<ExitedProcess>();
    for (int i = 0; i < 200; i++) {
      ended.add(dd(1000 + i, 40));
    }
    Ledger ledger = post(before, later(host.exited(ended), wrote(200, 8000)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda dd", 8000L));
  }

  /**
   * Three dd wrote to a second file system and ended before anybody saw where; the root has much
   * that was dirtied before by nobody knows whom. Theirs is what is as much as they moved.
   */
  @Test
  void severalOfOneNameWereWhereAsMuchWas() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"), disk("sdb"))
            .mount("sda", "/", "ext4")
            .mount("sdb", "/srv", "ext4");
    Ledger ledger =
        interval(
            host,
            h -> h.exited(List.of(dd(20, 20_480), dd(21, 20_480), dd(22, 20_480))),
            device("sda").writes(100, 0, 21_700),
            device("sdb").writes(60, 0, 61_500));
    assertThat(kib(ledger, Direction.WRITE))
        .containsEntry("sdb dd", 61_500L)
        .doesNotContainKey("sda dd");
  }

  /** What it did before the interval is not paid again when it ends. */
  @Test
  void anEndedProcessPaysForTheIntervalOnly() {
    Ledger ledger =
        interval(
            host().process(moved(process(20, "dd"), 0, 5000 * KIB)),
            h -> h.exited(List.of(dd(20, 5300))),
            wrote(40, 1000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda dd", 300L, "sda /", 700L));
  }

  /**
   * A make that wrote nothing itself, on whose figures its compilers' 9,000 KiB were, ends: its
   * exit record knows of its own bytes only, and nothing was thrown away.
   */
  @Test
  void whatAnEndedProcessHadReapedIsNotTakenBack() {
    ExitedProcess make =
        new ExitedProcess(20, 1, "make", 120, 0, 0, 0, Map.of("", "/"), List.of(file("/x", 8, 1)));
    Ledger ledger =
        interval(
            host().process(moved(process(20, "make"), 0, 9000 * KIB)),
            h -> h.process(cp(1000, 0)).exited(List.of(make)),
            wrote(10, 1000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda cp", 1000L));
  }

  /**
   * A shell waited for a child that had written 5,000 KiB before: its figures have them now, with
   * the 200 that the child and the 100 that the shell wrote since. Nobody heard of the child's end.
   */
  @Test
  void whatAChildThatIsGoneWroteBeforeIsNotItsParents() {
    PidStat child = new PidStat(21, "tar", 'S', 20, 0, 0, 0, 121, 0);
    ProcessSample shell = with(process(20, "sh"), file("/x", 8, 1));
    Ledger ledger =
        interval(
            host().process(shell).process(moved(at(process(21, "tar"), child), 0, 5000 * KIB)),
            h -> h.without(21).process(moved(shell, 0, 5300 * KIB)),
            wrote(40, 1000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda sh", 300L, "sda /", 700L));
  }

  /** Two of two names on two file systems, of which nobody saw where they were: it is said. */
  @Test
  void whoMayHaveBeenAnywhereIsSaidTo() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), disk("sdb"))
                .mount("sda", "/", "ext4")
                .mount("sdb", "/srv", "ext4"),
            h ->
                h.exited(
                    List.of(
                        dd(20, 1024),
                        new ExitedProcess(
                            21, 1, "cp", 121, 0, 3072 * KIB, 0, Map.of("", "/"), List.of()))),
            device("sda").writes(100, 0, 2500),
            device("sdb").writes(60, 0, 1500));
    assertThat(ledger.notes())
        .contains(
            new Note(
                Note.Kind.METHOD,
                "sda, sdb",
                "3.9 MiB were written by 2 processes whose files were closed when they were looked"
                    + " at: which of them used which of these is not known, and each has a part of"
                    + " all"));
  }

  /** jbd2, kworker and the like work for others. */
  @Test
  void kernelThreadsNeverPay() {
    TestingSamples host = host();
    ProcessSample thread = PassingLayersTest.thread(process(30, "kworker/u8:1"));
    Sample before = host.process(thread).build();
    host.process(
        PassingLayersTest.thread(
            with(moved(process(30, "kworker/u8:1"), 0, 1000 * KIB), file("/x", 8, 1))));
    Ledger ledger = post(before, later(host, wrote(10, 1000)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /", 1000L));
  }

  /** Without rights on its counters, who alone has the device open did it. */
  @Test
  void theOnlyOpenerPaysWithoutReadableCounters() {
    TestingSamples host = TestingSamples.host("h").with(disk("sdb"));
    ProcessSample hidden =
        new ProcessSample(
            process(40, "postgres").stat(),
            Reading.absent("needs root"),
            Reading.absent("needs root"),
            Reading.known(List.of("postgres")),
            Reading.known(List.of(block("/dev/sdb", 8, 16))));
    Sample before = host.process(hidden).build();
    Ledger ledger = post(before, later(host, device("sdb").reads(10, 0, 100).writes(10, 0, 1000)));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sdb postgres", 100L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdb postgres", 1000L));
  }

  /** A number that was given to another process: all that this one did is new. */
  @Test
  void aReusedPid() {
    TestingSamples host = host().process(moved(process(10, "old"), 0, 5000 * KIB));
    Sample before = host.build();
    ProcessSample fresh = cp(300, 0);
    var other =
        new ProcessSample(
            new PidStat(10, "new", 'S', 1, 0, 0, 0, 99_999, 0),
            fresh.io(),
            fresh.cgroup(),
            fresh.command(),
            fresh.files());
    Ledger ledger = post(before, later(host.process(other), wrote(10, 1000)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda new", 300L, "sda /", 700L));
  }

  /** As a guest with disks of both kinds: sdb saw too little for all that was moved. */
  @Test
  void pastThePageCacheAndThroughIt() {
    TestingSamples host = host().with(disk("sdb"));
    OpenFile[] files = {block("/dev/sdb", 8, 16), file("/img", 8, 1)};
    Sample before = host.process(with(process(50, "both"), files)).build();
    host.process(with(moved(process(50, "both"), 700 * KIB, 1500 * KIB), files));
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("sdb").reads(10, 0, 600).writes(10, 0, 1000),
                device("sda1").reads(10, 0, 100).writes(10, 0, 600),
                device("sda").reads(10, 0, 100).writes(10, 0, 600)));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sdb both", 600L, "sda both", 100L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sdb both", 1000L, "sda both", 500L, "sda /", 100L));
  }
}
