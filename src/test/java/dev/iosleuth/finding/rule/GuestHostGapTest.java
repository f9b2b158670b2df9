package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestHostGapTest {
  private static final int PID = 10;

  private final Rule rule = new GuestHostGap();

  private static Requests requests(long ops, long ms) {
    return new Requests(
        Reading.known(ops),
        Reading.known(ops * 4096),
        Reading.known(0L),
        Reading.known(ms * 1_000_000),
        Reading.known(0L),
        Reading.known(0L));
  }

  private static DiskCounters counted(long ops, long ms) {
    Requests none = requests(0, 0);
    return new DiskCounters("d0", "q0", "", none, requests(ops, ms), none, none, Reading.known(0L));
  }

  private static TestingSamples host() {
    return TestingSamples.host("node1")
        .with(disk("sda").dev(8, 0))
        .process(
            with(
                process(
                    PID,
                    "qemu-system-x86",
                    "qemu-system-x86_64",
                    "-name",
                    "web1",
                    "-drive",
                    "file=/dev/sda,format=raw,id=d0,if=none,cache=none",
                    "-device",
                    "virtio-blk-pci,drive=d0,id=q0"),
                new OpenFile(
                    "/dev/sda",
                    OpenFile.Kind.BLOCK,
                    Optional.of(new DevNo(8, 0)),
                    true,
                    true,
                    -1)));
  }

  /** 100 writes in ten seconds. */
  private static Case of(long guestMs, long hostMs) {
    TestingSamples host = host();
    var before = host.told(PID, counted(0, 0)).build();
    return samples(
        before,
        host.later(10)
            .told(PID, counted(100, guestMs))
            .counters("sda", io(0, 0, 0, 0), io(100, 0, 800, hostMs))
            .build());
  }

  @Test
  void aGuestThatWaitsLongerThanTheDiskTakesIsOne() {
    Finding finding = one(rule, of(2_000, 500));
    assertThat(finding.summary())
        .contains("waits 20 ms for a request, of which the host's device takes 5 ms");
    assertThat(amount(finding, "time of a request for the guest")).isCloseTo(20, within(1e-6));
    assertThat(amount(finding, "time of a request for the host")).isCloseTo(5, within(1e-6));
    assertThat(finding.cost().latencyMs().orElse(0)).isCloseTo(15, within(1e-6));
  }

  @Test
  void aDiskThatIsSlowItselfIsNone() {
    clear(rule, of(2_000, 1_900));
    clear(rule, of(100, 10));
  }

  @Test
  void aGuestWhoseMonitorIsSilentCannotBeTold() {
    TestingSamples host = host();
    Reading<GuestCounters> silent = Reading.absent("its monitor did not answer");
    Case given = samples(host.told(PID, silent).build(), host.later(10).told(PID, silent).build());
    assertThat(untold(rule, given)).contains("web1").contains("its monitor did not answer");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }

  /** A host's time of 4 ms steps: 25 requests in 6.3 s (guests, seed 308) tell no mean. */
  @Test
  void ofFewRequestsNobodyKnows() {
    TestingSamples host = host();
    var before = host.told(PID, counted(0, 0)).build();
    Case given =
        samples(
            before,
            host.later(10)
                .told(PID, counted(25, 500))
                .counters("sda", io(0, 0, 0, 0), io(25, 0, 200, 32))
                .build());
    assertThat(untold(rule, given)).contains("a mean of 25 requests is chance: it takes 100");
  }
}
