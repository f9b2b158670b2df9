package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which volume sent how much to which of the disks that they share. */
class BioSizesTest {
  /**
   * Two volumes lie over two disks each. Bytes alone leave open which was where; bios of 64 and of
   * 4 KiB do not: x of 64 and y of 4 are 100 bios and 1,000 KiB on sda, so that x = 10, y = 90.
   *
   * <pre>
   *        written         sda                sdb
   * vg-a   20 x 64 KiB     10                 10
   * vg-b  100 x  4 KiB     90                 10
   *                        100, 1,000 KiB     20, 680 KiB
   * </pre>
   */
  @Test
  void volumesOverTwoDisksByTheSizeOfTheirBios() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    lv("dm-0", "vg-a", "sda", "sdb"),
                    lv("dm-1", "vg-b", "sda", "sdb"))
                .table(
                    "vg-a",
                    target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)),
                    target("linear", 1000, 1000, lower(Use.DATA, 8, 16, 0)))
                .table(
                    "vg-b",
                    target("linear", 0, 1000, lower(Use.DATA, 8, 0, 1000)),
                    target("linear", 1000, 1000, lower(Use.DATA, 8, 16, 1000)))
                .process(process(10, "a"))
                .process(process(11, "b")),
            h ->
                h.process(mover(10, "a", 0, 1280, block("/dev/dm-0", 253, 0)))
                    .process(mover(11, "b", 0, 400, block("/dev/dm-1", 253, 1))),
            device("dm-0").writes(20, 0, 1280),
            device("dm-1").writes(100, 0, 400),
            device("sda").writes(40, 60, 1000),
            device("sdb").writes(20, 0, 680));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda a", 640L, "sda b", 360L, "sdb a", 640L, "sdb b", 40L));
  }
}
