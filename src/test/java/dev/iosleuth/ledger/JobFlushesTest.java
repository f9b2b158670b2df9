package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flush commands of which is known who asked for them. */
class JobFlushesTest {
  private static Queue queue(String fua) {
    return Queue.parse(name ->
        name.equals("fua")
            ? Reading.known(Text.of("queue/fua", fua))
            : Reading.absent("no such file"));
  }

  /** A disk without FUA gets a flush before each write of md's and one behind it. */
  @Test
  void bitmapWritesAreFlushed() {
    Ledger ledger =
        interval(
            TestingSamples.host("m")
                .with(
                    disk("sda").queue(queue("0\n")),
                    disk("sdb").queue(queue("1\n")),
                    md("md5", "raid1", "sda", "sdb"))
                .process(process(10, "db")),
            h -> h.process(mover(10, "db", 0, 400, block("/dev/md5", 9, 5))),
            device("md5").writes(100, 0, 400),
            device("sda").writes(100, 10, 405).flushes(25).busy(50),
            device("sdb").writes(100, 10, 405).flushes(25).busy(50));
    assertThat(ops(ledger, Direction.FLUSH))
        .isEqualTo(
            Map.of(
                "sda md5 superblock and bitmap", 20L,
                "sda db", 5L,
                "sdb md5 superblock and bitmap", 10L,
                "sdb db", 15L));
  }
}
