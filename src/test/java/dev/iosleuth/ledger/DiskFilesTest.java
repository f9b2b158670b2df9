package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the host did for a disk of several files, or beside others in the same file system. */
class DiskFilesTest {
  private static final String BASE = "/img/base";
  private static final String DATA = "/img/data";

  private static OpenFile image(String path, boolean writable, boolean direct) {
    return new OpenFile(
        path, OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), writable, direct, -1);
  }

  /** A disk on an image that is backed by another one, a CD, and a second disk. */
  private static ProcessSample guest(long writtenKib, OpenFile... more) {
    return with(
        with(
            moved(
                process(
                    10,
                    "qemu-system-x86",
                    "qemu-system-x86_64",
                    "-name",
                    "web",
                    "-blockdev",
                    "driver=qcow2,node-name=t,file.driver=file,file.filename=/img/top,"
                        + "backing.driver=raw,backing.file.driver=file,backing.file.filename="
                        + BASE,
                    "-device",
                    "virtio-blk-pci,drive=t,id=q0",
                    "-drive",
                    "file=/img/cd.iso,if=none,id=c0,media=cdrom,readonly=on,format=raw",
                    "-device",
                    "ide-cd,drive=c0,id=cd0",
                    "-drive",
                    "file=" + DATA + ",if=none,id=d0,format=raw",
                    "-device",
                    "virtio-blk-pci,drive=d0,id=q1"),
                0,
                writtenKib * KIB)),
        more);
  }

  private static Requests requests(long ops, long kib) {
    Reading<Long> none = Reading.known(0L);
    return new Requests(
        Reading.known(ops), Reading.known(kib * KIB), none, Reading.known(ops), none, none);
  }

  private static DiskCounters did(String qdev, Requests reads, Requests writes) {
    Requests none = requests(0, 0);
    return new DiskCounters("", qdev, "", reads, writes, none, none, Reading.known(0L));
  }

  /**
   * @param data what the second disk has open
   */
  private static List<GuestView.OfDisk> disks(OpenFile data, long cdReads, long dataWrites) {
    OpenFile[] open = {
      image("/img/top", true, true),
      image(BASE, false, true),
      image("/img/cd.iso", false, false),
      data
    };
    Requests none = requests(0, 0);
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/img", "ext4")
            .process(guest(0, open))
            .told(10, did("q0", none, none), did("cd0", none, none), did("q1", none, none));
    Sample before = host.build();
    host.later(5)
        .process(guest(3200, open))
        .told(
            10,
            did("q0", none, requests(800, 3200)),
            did("cd0", requests(cdReads, cdReads * 2), none),
            did("q1", none, requests(dataWrites, dataWrites * 4)))
        .later(-5);
    Sample after = later(host, device("sda").writes(800, 0, 3200));
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    return GuestViews.of(before, after, stack, ledger).getFirst().disks();
  }

  private static Reading<Long> written(GuestView.OfDisk disk) {
    return disk.interval().then(GuestView.Both::host).then(host -> host.writes().bytes());
  }

  @Test
  void allFilesOfOneDiskAreItsOwnBesideOthersThatDidNothing() {
    List<GuestView.OfDisk> disks = disks(image(DATA, true, true), 0, 0);

    assertThat(disks.getFirst().disk().images()).hasSize(2);
    assertThat(written(disks.getFirst())).isEqualTo(Reading.known(3200 * KIB));
    assertThat(written(disks.get(2)))
        .as("of the one that did nothing the other's are not told")
        .isInstanceOf(Reading.Absent.class);
  }

  @Test
  void besideOneThatDidSomethingItIsNotTold() {
    String why = "the guest has 4 files there: what it did is not counted by file";

    assertThat(written(disks(image(DATA, true, true), 3, 0).getFirst()))
        .isEqualTo(Reading.absent(why));
    assertThat(written(disks(image(DATA, true, true), 0, 3).getFirst()))
        .isEqualTo(Reading.absent(why));
    assertThat(written(disks(image(DATA, true, false), 0, 0).getFirst()))
        .as("pages of before may have been written back now")
        .isEqualTo(Reading.absent(why));
  }
}
