package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** Fewer requests than were asked for, and the same bytes. */
final class MergedBelow implements Rule {
  private static final Threshold MERGED =
      new Threshold(
          "share of what was asked for that was merged",
          75,
          "%",
          "then the layer above shows four times as many operations as the disk, and people ask"
              + " why");
  private static final Threshold MANY = new Threshold("asked for", 20, "/s", "fewer puzzle nobody");

  /** Reads or writes. */
  private record Side(String words, Metric done, Metric merged, Metric kib) {
    static final Side READS =
        new Side(
            "reads",
            Metric.READS_PER_SECOND,
            Metric.READ_MERGES_PER_SECOND,
            Metric.READ_KIB_PER_SECOND);
    static final Side WRITES =
        new Side(
            "writes",
            Metric.WRITES_PER_SECOND,
            Metric.WRITE_MERGES_PER_SECOND,
            Metric.WRITE_KIB_PER_SECOND);

    double asked(Device device) {
      return device.get(done) + device.get(merged);
    }

    double share(Device device) {
      return asked(device) > 0 ? 100 * device.get(merged) / asked(device) : 0;
    }
  }

  @Override
  public About about() {
    return new About(
        "merged-below",
        "merged on the way down: nothing is amplified",
        "A volume, array or raw device counts what arrives at it, in pieces of 4 KiB where the page"
            + " cache writes it back. The disk merges neighbours into one request and counts that."
            + " So the layer above shows many more operations for the same bytes: operations above"
            + " = operations below + merges.",
        "More than "
            + Words.percent(MERGED.value())
            + " of at least "
            + Words.whole(MANY.value())
            + " operations a second were merged into others.",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES),
        List.of(MERGED, MANY));
  }

  @Override
  public Verdict examine(Case given) {
    return given.eachDisk(
        Device::active,
        device -> look(given, device),
        Metric.READS_PER_SECOND,
        Metric.WRITES_PER_SECOND,
        Metric.READ_MERGES_PER_SECOND,
        Metric.WRITE_MERGES_PER_SECOND);
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    Side side =
        Side.READS.share(device) * Side.READS.asked(device)
                > Side.WRITES.share(device) * Side.WRITES.asked(device)
            ? Side.READS
            : Side.WRITES;
    if (side.share(device) < MERGED.value() || side.asked(device) < MANY.value()) {
      return Verdict.none();
    }
    return finding(given, device, side).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, Device device, Side side) {
    Source merged = Sources.device(device, side.merged());
    Source asked = Sources.device(device, side.done()).plus(merged);
    return Finding.of(this, Subject.of(device))
        .says(
            device.label()
                + " was asked for "
                + Words.figure(side.asked(device))
                + " "
                + side.words()
                + "/s and did "
                + Words.figure(device.get(side.done()))
                + ": the rest was merged, nothing is amplified")
        .evidence("merged", Source.constant(100).times(merged.over(asked)), MERGED)
        .evidence("asked for", asked, MANY)
        .evidence("done", Sources.device(device, side.done()), "/s")
        .evidence("bytes", Sources.device(device, side.kib()), "KiB/s")
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .act("nothing: compare bytes, not operations, of one layer with another")
        .check("iosleuth stack " + Shell.quote(device.name()))
        .in(given);
  }
}
