package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingProcesses;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IoWithoutDiskTest {
  private static final long MIB = 1 << 20;
  private static final OpenFile SOCKET =
      new OpenFile("socket:[5]", OpenFile.Kind.SOCKET, Optional.empty(), false, false, -1);

  private final Rule rule = new IoWithoutDisk();

  private static ProcessSample moved(Reading<PidIo> io) {
    ProcessSample plain = TestingProcesses.process(10, "proxy", "proxy");
    return new ProcessSample(
        plain.stat(), io, plain.cgroup(), plain.command(), Reading.known(List.of(SOCKET)));
  }

  private static Case of(Reading<PidIo> before, Reading<PidIo> after) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.process(moved(before)).build(), host.later(10).process(moved(after)).build());
  }

  private static Case of(long called, long stored) {
    return of(
        Reading.known(PidIo.ZERO),
        Reading.known(new PidIo(called * MIB, called * MIB, 0, 0, stored * MIB, 0, 0)));
  }

  @Test
  void callsWithoutADiskAreOne() {
    Finding finding = one(rule, of(200, 1));
    assertThat(finding.summary())
        .isEqualTo(
            "proxy[10] moves 40 MiB/s by its calls and nearly nothing of it on disks; it has sockets"
                + " open");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(amount(finding, "moved by its calls")).isCloseTo(40, within(1e-6));
  }

  @Test
  void thoseWhoUseDisksAreNone() {
    clear(rule, of(200, 100));
    clear(rule, of(20, 0));
  }

  @Test
  void whatMayNotBeReadCannotBeTold() {
    Reading<PidIo> denied = Reading.absent("needs root");
    assertThat(untold(rule, of(denied, denied))).contains("needs root");
  }
}
