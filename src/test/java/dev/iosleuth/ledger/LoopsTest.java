package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Loop devices over files: through a file system, and through the page cache unless direct. */
class LoopsTest {
  private static TestingSamples host(boolean direct) {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            partition("sda", 1),
            loop("loop0", "/data/img")
                .personality(
                    new BlockDevice.Personality.Loop(
                        Reading.known("/data/img"), Reading.known(0L), Reading.known(direct))))
        .mount("sda1", "/data", "ext4")
        .mount("loop0", "/mnt", "ext4")
        .process(process(10, "fio"))
        .process(process(11, "cp"));
  }

  private static ProcessSample fio(long kib) {
    return mover(10, "fio", 0, kib, file("/mnt/x", 7, 0));
  }

  private static ProcessSample cp(long kib) {
    return mover(11, "cp", 0, kib, file("/data/y", 8, 1));
  }

  @Test
  void directIsPaidAtOnceByWhoWroteAbove() {
    Ledger ledger =
        interval(
            host(true),
            h -> h.process(fio(400)).process(cp(100)),
            device("loop0").writes(100, 0, 400),
            device("sda1").writes(50, 50, 500),
            device("sda").writes(50, 50, 500));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda fio", 400L, "sda cp", 100L));
    Posting posting =
        TestingBooks.device(ledger, "sda").postings().stream()
            .filter(p -> p.account().name().equals("fio"))
            .findFirst()
            .orElseThrow();
    assertThat(posting.via().toString()).contains("loop0").contains("sda");
  }

  /** The loop wrote into the page cache; the disk gets it in the next interval. */
  @Test
  void bufferedIsPaidLaterByWhoWroteAbove() {
    TestingSamples host = host(false);
    Bookkeeper keeper = new Bookkeeper();
    Sample first = host.build();
    host.process(fio(400));
    Sample second = later(host, device("loop0").writes(100, 0, 400));
    Ledger nothing = post(keeper, first, second);
    assertThat(kib(nothing, Direction.WRITE)).isEmpty();
    Sample third = later(host, device("sda1").writes(5, 0, 400), device("sda").writes(5, 0, 400));
    assertThat(kib(post(keeper, second, third), Direction.WRITE))
        .isEqualTo(Map.of("sda fio", 400L));
  }

  /** A loop in a loop. */
  @Test
  void nested() {
    Ledger ledger =
        interval(
            host(true)
                .with(
                    loop("loop1", "/mnt/inner")
                        .personality(
                            new BlockDevice.Personality.Loop(
                                Reading.known("/mnt/inner"),
                                Reading.known(0L),
                                Reading.known(true))))
                .mount("loop1", "/inner", "ext4"),
            h -> h.process(mover(10, "fio", 0, 400, file("/inner/x", 7, 1))),
            device("loop1").writes(100, 0, 400),
            device("loop0").writes(100, 0, 400),
            device("sda1").writes(50, 50, 400),
            device("sda").writes(50, 50, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda fio", 400L));
  }
}
