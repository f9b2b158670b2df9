package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import java.util.List;
import java.util.Optional;

/** Lines of /proc/mdstat. */
final class TestingArrays {
  private TestingArrays() {}

  static Mdstat.Array array(String name, String level, int disks, Optional<Mdstat.Job> job) {
    return copied(name, level, disks, 1, 1, job);
  }

  /** RAID10. */
  static Mdstat.Array copied(
      String name, String level, int disks, int near, int far, Optional<Mdstat.Job> job) {
    return new Mdstat.Array(
        name,
        true,
        false,
        level,
        List.of(),
        "1.2",
        1_000_000,
        64,
        near,
        far,
        disks,
        disks,
        "U".repeat(disks),
        true,
        job);
  }

  static Optional<Mdstat.Job> running(Mdstat.Action action, long kib) {
    return Optional.of(new Mdstat.Job(action, "running", kib, 1_000_000, 2000, "1min"));
  }

  static Optional<Mdstat.Job> delayed(Mdstat.Action action) {
    return Optional.of(new Mdstat.Job(action, "DELAYED", 0, 0, 0, ""));
  }
}
