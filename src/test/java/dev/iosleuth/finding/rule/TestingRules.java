package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What several tests of rules begin with. */
final class TestingRules {
  static final String LOG =
      """
      Device            r/s     w/s     rkB/s     wkB/s   rrqm/s   wrqm/s  %rrqm  %wrqm r_await w_await aqu-sz rareq-sz wareq-sz  svctm  %util
      sda              1.00    2.00      4.00      8.00     0.00     0.00   0.00   0.00    1.00    1.00   0.00     4.00     4.00   1.00   0.30
      """;

  private TestingRules() {}

  /** Of which nothing else is told. */
  static HostSettings settings(
      Map<String, Reading<Long>> memory,
      HostSettings.SyncLimit limit,
      Map<String, HostSettings.SyncLimit> arrays,
      Map<String, Reading<Long>> numbers) {
    HostSettings none = HostSettings.absent("not read");
    return new HostSettings(
        memory,
        limit,
        arrays,
        none.places(),
        none.ataLinks(),
        none.sasPhys(),
        none.sasPorts(),
        none.pciLinks(),
        none.interfaces(),
        none.bonds(),
        none.qemuKvm(),
        numbers);
  }

  /** Two disks, of which so many work. */
  static Mdstat.Array mirror(String name, int working, Optional<Mdstat.Job> job) {
    return new Mdstat.Array(
        name,
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
        working,
        working == 2 ? "UU" : "U_",
        OptionalLong.of(64 << 20),
        job);
  }
}
