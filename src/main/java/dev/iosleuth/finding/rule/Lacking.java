package dev.iosleuth.finding.rule;

import dev.iosleuth.sample.Sample;
import java.util.Optional;

/** Why there is nothing that a rule could look at, where a host that runs would have something. */
final class Lacking {
  private Lacking() {}

  static Optional<String> disks(Sample sample) {
    return sample.topology().devices().isEmpty()
        ? Optional.of("no disk to look at: none in /sys/block")
        : Optional.empty();
  }

  static Optional<String> processes(Sample sample) {
    return sample.processes().isEmpty()
        ? Optional.of("no process to look at: none in /proc")
        : Optional.empty();
  }
}
