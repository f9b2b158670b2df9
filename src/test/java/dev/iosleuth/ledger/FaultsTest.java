package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.mapped;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.read;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Programs lie on sda, their work on sdb: which of both did a process read? */
class FaultsTest {
  private static TestingSamples host() {
    return TestingSamples.host("h").with(disk("sda"), disk("sdb")).mount("sda", "/", "ext4");
  }

  private static ProcessSample starts(int pid, String name, long readKib, long called, long fault) {
    ProcessSample process =
        with(process(pid, name), block("/dev/sdb", 8, 16), mapped("/usr/bin/" + name, 8, 0));
    return read(process, readKib * KIB, called * KIB, fault);
  }

  private static Map<String, Long> reads(ProcessSample... processes) {
    TestingSamples host = host();
    Sample before = host.build();
    for (ProcessSample process : processes) {
      host.process(process);
    }
    Sample after = later(host, device("sda").reads(40, 0, 4000), device("sdb").reads(9, 0, 16000));
    return kib(post(before, after), Direction.READ);
  }

  /** Both load 2,000 KiB of program; only the one reads 16,000 KiB of the raw disk. */
  @Test
  void aColdStartIsReadWhereTheProgramLies() {
    assertThat(reads(starts(10, "reads", 18000, 16000, 20), starts(11, "writes", 2000, 0, 20)))
        .isEqualTo(Map.of("sda reads", 2000L, "sda writes", 2000L, "sdb reads", 16000L));
  }

  /** libaio and io_uring: rchar says nothing, but a process without faults mapped nothing. */
  @Test
  void asynchronousReadsAreNotTakenForFaults() {
    assertThat(reads(starts(10, "reads", 16000, 0, 0), starts(11, "starts", 4000, 0, 40)))
        .isEqualTo(Map.of("sdb reads", 16000L, "sda starts", 4000L));
  }

  /** A reader that has io_uring at hand and faults too: both disks by what they have left. */
  @Test
  void whoMayReadEitherWayIsServedWhereSomethingIsLeft() {
    ProcessSample process =
        with(
            process(10, "reads"),
            block("/dev/sdb", 8, 16),
            mapped("/usr/bin/reads", 8, 0),
            mapped("anon_inode:[io_uring]", 0, 16));
    assertThat(reads(read(process, 20000 * KIB, 0, 500)))
        .isEqualTo(Map.of("sda reads", 4000L, "sdb reads", 16000L));
  }

  @Test
  void aFaultReadsTwoWindowsAtMost() {
    var faults = new Faults(host().build().topology());
    assertThat(faults.bytes(2, 10_000_000, 0)).isEqualTo(2 * 256 * 1024);
    assertThat(faults.bytes(1000, 10_000_000, 9_000_000)).isEqualTo(1_000_000);
    assertThat(faults.bytes(1000, 10_000_000, 11_000_000)).isEqualTo(0);
    assertThat(faults.bytes(0, 10_000_000, 0)).isEqualTo(0);
  }
}
