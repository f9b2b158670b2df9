package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A disk whose time goes to being told what is no longer used. */
final class Discards {
  private Discards() {}

  static Reading<Finding> finding(
      Rule rule, Case given, Device device, Threshold busy, Threshold warns) {
    double percent = TimeParts.discards(device);
    List<Node> mounted = mounted(given, device);
    Optional<Payers.Payer> payer =
        Payers.most(given, device, posting -> posting.direction() == Direction.DISCARD);
    Finding.Draft draft =
        Finding.of(rule, Subject.of(device))
            .says(says(device, percent, payer))
            .evidence("busy with discards", TimeParts.discardSource(device), busy)
            .evidence("busy", Busy.source(device), "%")
            .evidence("discards", Sources.device(device, Metric.DISCARDS_PER_SECOND), "/s")
            .evidence("time of a discard", Sources.device(device, Metric.DISCARD_WAIT_MS), "ms")
            .costs(Cost.time(device.name(), percent / 100))
            .severity(percent < warns.value() ? Severity.NOTE : Severity.WARNING)
            .sure(Confidence.HIGH);
    if (!Double.isNaN(device.get(Metric.DATA_WAIT_MS))) {
      Source wait = Sources.device(device, Metric.DATA_WAIT_MS);
      draft.evidence("time of a read or write meanwhile", wait, "ms");
    }
    return advise(draft, device, mounted)
        .check("iosleuth explain --rule " + rule.about().id())
        .in(given);
  }

  private static String says(Device device, double percent, Optional<Payers.Payer> payer) {
    double wait = device.get(Metric.DATA_WAIT_MS);
    return device.label()
        + " is busy with discards for "
        + Words.percent(percent)
        + " of the time: "
        + Words.figure(device.get(Metric.DISCARDS_PER_SECOND))
        + "/s, "
        + Words.ms(device.get(Metric.DISCARD_WAIT_MS))
        + " each"
        + payer.map(p -> ", most for " + p.name()).orElse("")
        + (Double.isNaN(wait) ? "" : "; a read or write takes " + Words.ms(wait) + " meanwhile");
  }

  private static Finding.Draft advise(Finding.Draft draft, Device device, List<Node> mounted) {
    for (Node one : mounted) {
      draft.act(
          "mount -o remount,nodiscard "
              + Shell.quote(one.name())
              + "  # it is mounted with discard; take that out of /etc/fstab, too, and let"
              + " fstrim.timer do it");
    }
    if (mounted.isEmpty()) {
      draft.act(
          "grep discard /proc/mounts: where a file system is mounted with discard, each deletion is"
              + " told at once; mount it with nodiscard, and systemctl enable --now fstrim.timer");
    }
    return draft
        .or(
            mounted.isEmpty()
                ? "fstrim, once (systemctl status fstrim.service tells when), mkfs, blkdiscard,"
                    + " lvremove with issue_discards, or a guest that trims its disk"
                : "fstrim, or a guest that trims its disk, rather than the mount option")
        .act("fstrim, mkfs and blkdiscard at a quiet hour: systemctl edit fstrim.timer")
        .act(
            "if reads and writes wait behind large ones, in smaller pieces: echo 16777216 >"
                + " /sys/block/"
                + Shell.quote(device.name())
                + "/queue/discard_max_bytes");
  }

  /** File systems on it that tell it of each deletion. */
  private static List<Node> mounted(Case given, Device device) {
    Optional<Stack> stack = given.stack().optional();
    if (stack.isEmpty() || device.node().isEmpty()) {
      return List.of();
    }
    return stack.get().nodes().values().stream()
        .filter(node -> node.kind() == Node.Kind.FILESYSTEM)
        .filter(node -> Arrays.asList(node.attribute("options").split(",", -1)).contains("discard"))
        .filter(node -> stack.get().below(node.id()).contains(device.node().get().id()))
        .toList();
  }
}
