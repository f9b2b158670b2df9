package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Who shares a disk has as many operations as he made calls, not as many as he moved bytes. */
class RequestsTest {
  private static final OpenFile DIRECT =
      new OpenFile("/x", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), true, true, -1);

  private static ProcessSample writer(int pid, String name, long calls, long kib) {
    ProcessSample process = with(process(pid, name), DIRECT);
    return new ProcessSample(
        process.stat(),
        Reading.known(new PidIo(0, kib * KIB, 0, calls, 0, kib * KIB, 0)),
        process.cgroup(),
        process.command(),
        process.files());
  }

  /** 800 writes of 4 KiB beside 40 of 256 KiB. */
  @Test
  void smallWritesBesideLargeOnes() {
    Ledger ledger =
        interval(
            TestingSamples.host("h").with(disk("sda")).mount("sda", "/", "ext4"),
            h -> h.process(writer(10, "small", 800, 3200)).process(writer(11, "large", 40, 10_240)),
            device("sda").writes(840, 0, 13_440));
    Map<String, Long> ops =
        ledger.accounts().stream()
            .collect(Collectors.toMap(a -> a.account().name(), AccountTotal::writeOps));
    assertThat(ops).isEqualTo(Map.of("small", 800L, "large", 40L));
    Map<String, Long> issued =
        ledger.accounts().stream()
            .collect(
                Collectors.toMap(a -> a.account().name(), a -> Math.round(a.issued().writeOps())));
    assertThat(issued).isEqualTo(ops);
  }

  /** A loop device past the page cache asks for what it was asked for, a request for each. */
  @Test
  void aLoopDeviceBesideAWriter() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    loop("loop0", "/img")
                        .personality(
                            new BlockDevice.Personality.Loop(
                                Reading.known("/img"), Reading.known(0L), Reading.known(true))))
                .mount("sda", "/", "ext4")
                .mount("loop0", "/mnt", "ext4")
                .process(process(11, "large"))
                .process(process(10, "inside")),
            h ->
                h.process(writer(11, "large", 40, 10_240))
                    .process(mover(10, "inside", 0, 3200, file("/mnt/x", 7, 0))),
            device("loop0").writes(800, 0, 3200),
            device("sda").writes(840, 0, 13_440));
    assertThat(TestingBooks.ops(ledger, Direction.WRITE))
        .containsEntry("sda inside", 800L)
        .containsEntry("sda large", 40L);
  }

  private static Claimant claimant(String name, double kib, double requests) {
    var payer = new Claimant.Payer.Named(Account.simple(Account.Kind.UNIT, name));
    return new Claimant(payer, kib * KIB, requests, Set.of(), true, Map.of());
  }

  /** What one of somebody's processes tells stays known, whatever another one of his does not. */
  @Test
  void whatIsNotToldOfAPartLeavesTheRest() {
    Claimant told = claimant("both", 3200, 800);
    Claimant untold = claimant("both", 320, Double.NaN);
    Claimant other = claimant("other", 2880, Double.NaN);
    var pool = new Pool(NodeId.device("sda"), "/", 6400 * KIB, 840);
    List.of(told, untold, other).forEach(claimant -> pool.take(claimant, claimant.bytes()));
    Map<Claimant.Payer, Double> arrivals = Requests.of(pool, pool.taken());
    assertThat(arrivals.get(told.payer())).isCloseTo(804, Offset.offset(1e-6));
    assertThat(arrivals.get(other.payer())).isCloseTo(36, Offset.offset(1e-6));
  }

  @Test
  void callsForSomethingElseTellNothing() {
    assertThat(Requests.of(100, 400 * KIB, 400 * KIB, List.of(DIRECT))).isEqualTo(100);
    assertThat(Requests.of(100, 500 * KIB, 400 * KIB, List.of(DIRECT))).isNaN();
    assertThat(Requests.of(0, 0, 400 * KIB, List.of(DIRECT))).isNaN();
    var signal =
        new OpenFile(
            "anon_inode:[eventfd]", OpenFile.Kind.ANONYMOUS, Optional.empty(), false, false, -1);
    assertThat(Requests.of(100, 400 * KIB, 400 * KIB, List.of(DIRECT, signal))).isNaN();
    assertThat(Requests.of(2, 8192 * KIB, 8192 * KIB, List.of(DIRECT))).isEqualTo(8);
  }
}
