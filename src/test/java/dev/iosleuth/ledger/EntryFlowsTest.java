package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.NodeId;
import org.junit.jupiter.api.Test;

/** What passed above and beside the devices, and why that cannot be told where it cannot. */
class EntryFlowsTest {
  private static final String NONE = "no such step";

  private static String flow(Ledger ledger, String upper, String lower) {
    return ledger.entries().stream()
        .filter(e -> e.edge().upper().equals(new NodeId(upper)))
        .filter(e -> e.edge().lower().equals(new NodeId(lower)))
        .map(e -> e.flow().map(EntryFlowsTest::words).orElse(e.flow().whyNot().orElse("")))
        .findFirst()
        .orElse(NONE);
  }

  private static String words(EdgeFlow flow) {
    return words("r", flow.reads()) + " " + words("w", flow.writes());
  }

  private static String words(String letter, EdgeFlow.Amount amount) {
    return "%s %d>%d+%d %dK>%dK"
        .formatted(
            letter,
            amount.opsAbove(),
            amount.opsBelow(),
            amount.mergesBelow(),
            amount.bytesAbove() / KIB,
            amount.bytesBelow() / KIB);
  }

  private static TestingSamples loopOnLoop() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            partition("sda", 1),
            direct(loop("loop0", "/data/outer.img"), "/data/outer.img"),
            direct(loop("loop1", "/mnt/inner.img"), "/mnt/inner.img"))
        .mount("sda1", "/data", "ext4")
        .mount("loop0", "/mnt", "ext4")
        .mount("loop1", "/deep", "ext4")
        .process(process(10, "fio"));
  }

  private static TestingDevice direct(TestingDevice device, String path) {
    return device.personality(
        new BlockDevice.Personality.Loop(
            Reading.known(path), Reading.known(0L), Reading.known(true)));
  }

  private static Ledger throughTwoLoops() {
    TestingSamples host = loopOnLoop();
    Sample before = host.build();
    host.process(with(moved(process(10, "fio"), 0, 400 * KIB), file("/deep/x", 7, 1)));
    return post(
        before,
        later(
            host,
            device("loop1").writes(100, 0, 400),
            device("loop0").writes(100, 0, 400),
            device("sda1").writes(50, 50, 400),
            device("sda").writes(50, 50, 400)));
  }

  @Test
  void everyStepOfTwoLoopsTellsWhatPassed() {
    Ledger ledger = throughTwoLoops();
    assertThat(flow(ledger, "fs:7:1", "dev:loop1"))
        .isEqualTo("r 0>0+0 0K>0K w 100>100+0 400K>400K");
    assertThat(flow(ledger, "dev:loop1", "file:/mnt/inner.img"))
        .isEqualTo("r 0>0+0 0K>0K w 100>100+0 400K>400K");
    assertThat(flow(ledger, "file:/mnt/inner.img", "fs:7:0"))
        .isEqualTo("r 0>0+0 0K>0K w 100>100+0 400K>400K");
    assertThat(flow(ledger, "file:/data/outer.img", "fs:8:1"))
        .isEqualTo("r 0>0+0 0K>0K w 100>50+50 400K>400K");
    assertThat(flow(ledger, "fs:8:1", "dev:sda1")).isEqualTo("r 0>0+0 0K>0K w 100>50+50 400K>400K");
  }

  @Test
  void theWayDownGoesThroughFilesAndFileSystems() {
    Posting posting =
        TestingBooks.device(throughTwoLoops(), "sda").postings().stream()
            .filter(p -> p.account().name().equals("fio"))
            .findFirst()
            .orElseThrow();
    assertThat(posting.via())
        .extracting(NodeId::value)
        .containsExactly(
            "fs:7:1",
            "dev:loop1",
            "file:/mnt/inner.img",
            "fs:7:0",
            "dev:loop0",
            "file:/data/outer.img",
            "fs:8:1",
            "dev:sda1",
            "dev:sda");
  }

  @Test
  void whoHasADeviceOpenAloneMovedAllThatEntered() {
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda")).process(process(10, "postgres"));
    Sample before = host.build();
    host.process(with(moved(process(10, "postgres"), 0, 80 * KIB), block("/dev/sda", 8, 0)));
    Ledger ledger = post(before, later(host, device("sda").writes(10, 10, 80)));
    assertThat(flow(ledger, "process:10:110", "dev:sda"))
        .isEqualTo("r 0>0+0 0K>0K w 20>10+10 80K>80K");
  }

  @Test
  void ofTwoWhoHaveItOpenEachGetsWhatItMoved() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"))
            .process(process(10, "postgres"))
            .process(process(11, "backup"));
    Sample before = host.build();
    host.process(with(moved(process(10, "postgres"), 0, 60 * KIB), block("/dev/sda", 8, 0)))
        .process(with(moved(process(11, "backup"), 0, 20 * KIB), block("/dev/sda", 8, 0)));
    Ledger ledger = post(before, later(host, device("sda").writes(20, 0, 80)));
    assertThat(flow(ledger, "process:10:110", "dev:sda"))
        .isEqualTo("r 0>0+0 0K>0K w 15>15+0 60K>60K");
    assertThat(flow(ledger, "process:11:111", "dev:sda"))
        .isEqualTo("r 0>0+0 0K>0K w 5>5+0 20K>20K");
  }

  @Test
  void aFileSystemOnWhatAProcessWritesToAsWellIsNotToldApart() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/data", "ext4")
            .process(process(10, "dd"));
    Sample before = host.build();
    host.process(with(moved(process(10, "dd"), 0, 40 * KIB), block("/dev/sda", 8, 0)));
    Ledger ledger = post(before, later(host, device("sda").writes(20, 0, 80)));
    assertThat(flow(ledger, "fs:8:0", "dev:sda")).contains("which way it came is not counted");
    assertThat(flow(ledger, "process:10:110", "dev:sda")).contains("is not counted");
  }
}
