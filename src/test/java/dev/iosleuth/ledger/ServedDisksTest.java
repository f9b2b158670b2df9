package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose it is what a server of NBD did for several guests. */
class ServedDisksTest {
  private static ProcessSample guest(int pid, String name) {
    return with(
        process(
            pid,
            "qemu-system-x86",
            "qemu-system-x86_64",
            "-name",
            name,
            "-drive",
            "file=nbd:unix:/run/nbd,id=d0,if=none",
            "-device",
            "virtio-blk-pci,drive=d0,id=q0"));
  }

  private static ProcessSample server(long kib) {
    return server(kib, file("/img/s", 8, 0));
  }

  private static ProcessSample server(long kib, OpenFile image) {
    return with(
        moved(process(40, "qemu-nbd", "qemu-nbd", "-k", "/run/nbd", "/img/s"), 0, kib * KIB),
        image);
  }

  private static DiskCounters wrote(long kib) {
    return wrote(kib / 4, kib);
  }

  private static DiskCounters wrote(long count, long kib) {
    Requests none = requests(0, 0);
    Requests writes = requests(count, kib);
    return new DiskCounters("d0", "q0", "", none, writes, none, none, Reading.known(0L));
  }

  private static Requests requests(long count, long kib) {
    Reading<Long> zero = Reading.known(0L);
    return new Requests(Reading.known(count), Reading.known(kib * KIB), zero, zero, zero, zero);
  }

  private static TestingSamples host() {
    return TestingSamples.host("h")
        .with(disk("sda"))
        .mount("sda", "/img", "ext4")
        .process(guest(10, "small"))
        .process(guest(11, "large"))
        .process(server(0))
        .told(10, wrote(400));
  }

  @Test
  void itIsDividedByWhatEachAskedFor() {
    Ledger ledger =
        interval(
            host().told(11, wrote(800)),
            h ->
                h.later(5)
                    .process(server(4000))
                    .told(10, wrote(400 + 1000))
                    .told(11, wrote(800 + 3000))
                    .later(-5),
            device("sda").writes(100, 0, 4000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda small", 1000L, "sda large", 3000L));
    assertThat(ledger.notes()).extracting(Note::subject).doesNotContain("qemu-nbd 40");
  }

  private static OpenFile image(boolean direct) {
    return new OpenFile(
        "/img/s", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), true, direct, -1);
  }

  private static Ledger divided(boolean direct) {
    return interval(
        host().process(server(0, image(direct))).told(11, wrote(800)),
        h ->
            h.later(5)
                .process(server(2880, image(direct)))
                .told(10, wrote(100 + 30, 400 + 1920))
                .told(11, wrote(200 + 60, 800 + 960))
                .later(-5),
        device("sda").writes(92, 0, 2880));
  }

  /** Two operations are the file system's own. */
  @Test
  void pastThePageCacheOperationsAreThoseThatEachAskedFor() {
    assertThat(ops(divided(true), Direction.WRITE))
        .isEqualTo(Map.of("sda small", 31L, "sda large", 61L));
    assertThat(ops(divided(false), Direction.WRITE))
        .as("through it they arrive as pages")
        .isEqualTo(Map.of("sda small", 61L, "sda large", 31L));
  }

  /** Of those that told it was all. */
  @Test
  void oneThatTellsNothingAndDidNothingLeavesTheOthersTheirs() {
    Ledger ledger =
        interval(
            host(),
            h -> h.later(5).process(server(4000)).told(10, wrote(400 + 4000)).later(-5),
            device("sda").writes(100, 0, 4000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 4000L));
    assertThat(ledger.notes()).extracting(Note::subject).doesNotContain("qemu-nbd 40");
  }

  @Test
  void whereOneTellsNothingItIsTheServers() {
    Ledger ledger =
        interval(
            host(),
            h -> h.later(5).process(server(4000)).told(10, wrote(400 + 1000)).later(-5),
            device("sda").writes(100, 0, 4000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda qemu-nbd", 4000L));
    assertThat(ledger.notes())
        .contains(
            new Note(
                Note.Kind.GAP,
                "qemu-nbd 40",
                "it serves disks of small, large: what large asked of it is not known, so that all"
                    + " that it did stands under its own name"));
  }

  /** What is asked for by one that ends is not told any more: it is not the other one's. */
  @ParameterizedTest
  @ValueSource(longs = {0, 40})
  void whatOneThatEndedAskedForIsNotTheOthers(long asked) {
    Ledger ledger =
        interval(
            host().told(11, wrote(800)),
            h ->
                h.later(5).process(server(4000)).without(10).told(11, wrote(800 + asked)).later(-5),
            device("sda").writes(100, 0, 4000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda qemu-nbd", 4000L));
    assertThat(ledger.accounts()).noneMatch(a -> a.account().kind() == Account.Kind.GUEST);
    assertThat(ledger.notes())
        .filteredOn(note -> note.subject().equals("qemu-nbd 40"))
        .singleElement()
        .satisfies(note -> assertThat(note.text()).contains("what small asked of it is not known"));
  }

  /** Such as a backup by the same server. */
  @Test
  void whatTheOnlyGuestDidNotAskForIsNotItsOwn() {
    Ledger ledger =
        interval(
            host().without(10).told(11, wrote(800)),
            h -> h.later(5).process(server(4000)).told(11, wrote(800)).later(-5),
            device("sda").writes(100, 0, 4000));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda qemu-nbd", 4000L));
    assertThat(ledger.notes())
        .contains(
            new Note(
                Note.Kind.METHOD,
                "qemu-nbd 40",
                "it serves disks of large, which asked for nothing: what it did stands under its own"
                    + " name"));
  }
}
