package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
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
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose it is what a server of NBD did for several guests, through the page cache. */
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
    return with(
        moved(process(40, "qemu-nbd", "qemu-nbd", "-k", "/run/nbd", "/img/s"), 0, kib * KIB),
        file("/img/s", 8, 0));
  }

  private static DiskCounters wrote(long kib) {
    Requests none = requests(0);
    return new DiskCounters("d0", "q0", "", none, requests(kib), none, none, Reading.known(0L));
  }

  private static Requests requests(long kib) {
    Reading<Long> zero = Reading.known(0L);
    return new Requests(Reading.known(kib / 4), Reading.known(kib * KIB), zero, zero, zero, zero);
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
}
