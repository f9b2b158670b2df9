package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Members of arrays that try longer to read a bad sector than the kernel waits: it resets them then
 * and takes them for dead, where the other copy would have mended the sector.
 */
final class DriveTimeouts {
  static final Threshold WAIT =
      new Threshold(
          "time for which the kernel waits for the disk",
          180,
          "s",
          "Linux RAID wiki, Timeout Mismatch: desktop drives may try for two to three minutes");

  private final KernelSettings rule;
  private final Case given;
  private final Sample sample;

  DriveTimeouts(KernelSettings rule, Case given, Sample sample) {
    this.rule = rule;
    this.given = given;
    this.sample = sample;
  }

  List<Reading<Optional<Finding>>> looks() {
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    for (BlockDevice array : SyncSpeeds.arrays(sample)) {
      SyncSpeeds.disks(sample, array).forEach(disk -> looks.add(look(array, disk)));
    }
    return looks;
  }

  /** None where smartctl tells nothing: kernel-errors says so. */
  private Reading<Optional<Finding>> look(BlockDevice array, BlockDevice disk) {
    String path = "sys/block/" + disk.name() + "/device/timeout";
    Reading<Long> seconds = sample.topology().settings().number(path);
    boolean controlled =
        Smart.of(given, disk.name()).then(SmartctlJson::recoveryControl).orElse(true);
    if (controlled || seconds.orElse(Long.MAX_VALUE) >= WAIT.value()) {
      return Verdict.none();
    }
    return Finding.of(rule, new Subject("device", disk.name()))
        .says(
            disk.name()
                + " of "
                + array.name()
                + " may try for minutes to read a bad sector, and the kernel gives it up for dead"
                + " after "
                + seconds.orElse(0L)
                + " s")
        .evidence(
            WAIT.name(), HostSources.file(path, s -> s.topology().settings().number(path)), WAIT)
        .evidence(
            "error recovery control",
            HostSources.word(
                Sources.call("smartctl", disk.name(), "error_recovery_control_supported"),
                s ->
                    s.system()
                        .tools()
                        .disk(disk.name())
                        .then(SmartctlJson::recoveryControl)
                        .map(supported -> supported ? "supported" : "not supported")),
            "")
        .severity(Severity.WARNING)
        .sure(Confidence.MEDIUM)
        .or("a drive that gives up soon by itself, which smartctl cannot tell")
        .act("echo 180 > /" + path + "  # and by a udev rule, since it is forgotten at a start")
        .act("or a drive that is made for arrays, at the next occasion")
        .check("smartctl -l scterc /dev/" + disk.name() + "; cat /" + path)
        .in(given)
        .map(Optional::of);
  }
}
