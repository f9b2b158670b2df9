package dev.iosleuth.ledger;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BookkeeperTest {
  private static Map<String, Long> bytes(Ledger ledger, Direction direction) {
    var bytes = new TreeMap<String, Long>();
    for (DeviceLedger device : ledger.devices()) {
      for (Posting posting : device.postings()) {
        if (posting.direction() == direction) {
          bytes.merge(
              device.node().kernelName() + " " + posting.account().name(),
              posting.bytes(),
              Long::sum);
        }
      }
    }
    return bytes;
  }

  private static Ledger post(Sample before, Sample after) {
    Ledger ledger = new Bookkeeper().post(before, after);
    assertThat(Balance.of(ledger).differences()).isEmpty();
    return ledger;
  }

  @Test
  void aProcessPaysForItsFilesOnTheDiskOfTheFileSystem() {
    TestingDevice sda1 = partition("sda", 1).dev(8, 1);
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda").dev(8, 0), sda1).mount("sda1", "/", "ext4");
    Sample before = host.process(process(10, "fio")).build();
    Sample after =
        host.later(5)
            .counters("sda1", io(100, 5, 8000, 50), io(10, 0, 80, 5))
            .counters("sda", io(100, 5, 8000, 50), io(10, 0, 80, 5))
            .process(with(moved(process(10, "fio"), 4_096_000, 0), file("/x", 8, 1)))
            .build();
    Ledger ledger = post(before, after);
    assertThat(bytes(ledger, Direction.READ)).isEqualTo(Map.of("sda fio", 4_096_000L));
    assertThat(bytes(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /", 40_960L));
  }

  @Test
  void aMirroredWriteIsPaidOnEachLegAndTheCheckIsAJob() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda").dev(8, 0),
                disk("sdb").dev(8, 16),
                md("md1", "raid1", "sda", "sdb").dev(9, 1),
                lv("dm-0", "vg-a", "md1").dev(254, 0),
                lv("dm-1", "vg-b", "md1").dev(254, 1))
            .table(
                "vg-a",
                TestingSamples.target("linear", 0, 1000, TestingSamples.lower(Use.DATA, 9, 1, 0)))
            .table(
                "vg-b",
                TestingSamples.target(
                    "linear", 0, 1000, TestingSamples.lower(Use.DATA, 9, 1, 1000)));
    Sample before =
        host.mdstat(array(Optional.of(check(1000))))
            .process(process(10, "one"))
            .process(process(11, "two"))
            .build();
    Sample after =
        host.later(5)
            .mdstat(array(Optional.of(check(11_000))))
            .counters("dm-0", io(0, 0, 0, 0), io(300, 0, 800, 0))
            .counters("dm-1", io(10, 0, 160, 0), io(100, 0, 1600, 0))
            .counters("md1", io(10, 0, 160, 0), io(300, 0, 2400, 0))
            .counters("sda", io(130, 0, 20_080, 50), io(305, 97, 2404, 5))
            .counters("sdb", io(130, 0, 20_080, 50), io(305, 97, 2404, 5))
            .process(with(moved(process(10, "one"), 0, 409_600), block("/dev/dm-0", 254, 0)))
            .process(with(moved(process(11, "two"), 81_920, 819_200), block("/dev/dm-1", 254, 1)))
            .build();
    Ledger ledger = post(before, after);
    assertThat(bytes(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda one", 409_600L,
                "sdb one", 409_600L,
                "sda two", 819_200L,
                "sdb two", 819_200L,
                "sda md1 superblock and bitmap", 2048L,
                "sdb md1 superblock and bitmap", 2048L));
    assertThat(bytes(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda two", 40_960L,
                "sdb two", 40_960L,
                "sda md1 check", 10_240_000L,
                "sdb md1 check", 10_240_000L));
    assertThat(ledger.edges().toString()).contains("nothing is amplified");
  }

  private static Mdstat.Job check(long kib) {
    return new Mdstat.Job(Mdstat.Action.CHECK, "running", kib, 1_000_000, 2000, "1min");
  }

  private static Mdstat.Array array(Optional<Mdstat.Job> job) {
    return new Mdstat.Array(
        "md1",
        true,
        false,
        "raid1",
        List.of(new Mdstat.Member("sda", 0, ""), new Mdstat.Member("sdb", 1, "")),
        "1.2",
        1_000_000,
        0,
        1,
        1,
        2,
        2,
        "UU",
        OptionalLong.of(64 << 20),
        job);
  }
}
