package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
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
import dev.iosleuth.stack.Edge;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Requests are cut on the way down. */
final class SplitBelow implements Rule {
  private static final Threshold CUT =
      new Threshold(
          "pieces of one request",
          1.25,
          "",
          "a quarter more: crossing a boundary now and then is what striping does");
  private static final Threshold MANY =
      new Threshold("pieces", 20, "/s", "fewer puzzle nobody and cost nothing");
  private static final double SAME_BYTES = 0.05;

  /** Reads or writes. */
  private record Side(String words, Metric done, Metric merged, Metric kib, Metric size) {
    static final Side READS =
        new Side(
            "reads",
            Metric.READS_PER_SECOND,
            Metric.READ_MERGES_PER_SECOND,
            Metric.READ_KIB_PER_SECOND,
            Metric.READ_SIZE_KIB);
    static final Side WRITES =
        new Side(
            "writes",
            Metric.WRITES_PER_SECOND,
            Metric.WRITE_MERGES_PER_SECOND,
            Metric.WRITE_KIB_PER_SECOND,
            Metric.WRITE_SIZE_KIB);

    double arrivals(List<Device> devices) {
      return Layer.total(devices, done) + Layer.total(devices, merged);
    }

    Source arrivalsSource(List<Device> devices) {
      return Layer.sum(devices, done).plus(Layer.sum(devices, merged));
    }

    /** What came from above without empty flushes, which md passes on and does not count. */
    Source below(Case given, Layer layer) {
      Source all = arrivalsSource(layer.lowers());
      boolean silent =
          equals(WRITES) && layer.uppers().stream().allMatch(d -> d.kind() == Device.Kind.ARRAY);
      for (Device lower : silent ? layer.lowers() : List.<Device>of()) {
        all = empty(given, lower).map(all::minus).orElse(all);
      }
      return all;
    }

    /** A second; where no layer above counted them, the least that there can have been. */
    private static Optional<Source> empty(Case given, Device device) {
      boolean known =
          given.books(device).map(books -> books.emptyWrites().orElse(0L) > 0).orElse(false);
      if (known) {
        return Optional.of(Sources.emptyWrites(device).over(Sources.seconds(device)));
      }
      return Optional.of(Metric.FLUSHES_PER_SECOND)
          .filter(flushes -> device.get(flushes) > 0)
          .map(flushes -> Sources.device(device, flushes));
    }
  }

  @Override
  public About about() {
    return new About(
        "split-below",
        "requests are cut on the way down",
        "More operations reach the lower devices than were made above, with the same bytes: they"
            + " were cut by the most that a device takes at once (max_sectors_kb, segments), by the"
            + " chunk of an array or a striped volume, or by a boundary between parts. Nothing is"
            + " amplified, but a disk with a head, or a remote one, pays for each piece. Empty"
            + " flushes, which md passes on without counting them, are no pieces.",
        "Bytes within 5 % of what they are above (times copies), and "
            + CUT.value()
            + " times as many operations or more, at least "
            + Words.whole(MANY.value())
            + " a second.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES, Need.STACK),
        List.of(CUT, MANY));
  }

  @Override
  public Verdict examine(Case given) {
    return Layer.each(given, l -> !l.has(Edge.Role.PARITY), layer -> look(given, layer));
  }

  private Reading<Optional<Finding>> look(Case given, Layer layer) {
    for (Side side : List.of(Side.READS, Side.WRITES)) {
      double copies = side.equals(Side.READS) ? 1 : layer.copies();
      double above = side.arrivals(layer.uppers()) * copies;
      double below = side.below(given, layer).amount(given).orElse(0.0);
      double bytesAbove = Layer.total(layer.uppers(), side.kib()) * copies;
      double bytesBelow = Layer.total(layer.lowers(), side.kib());
      boolean same = Math.abs(bytesBelow - bytesAbove) <= SAME_BYTES * bytesAbove;
      if (same && below >= MANY.value() && below >= CUT.value() * above) {
        return finding(given, layer, side, copies).map(Optional::of);
      }
    }
    return Verdict.none();
  }

  private Reading<Finding> finding(Case given, Layer layer, Side side, double copies) {
    Source above = side.arrivalsSource(layer.uppers());
    Source wanted = copies == 1 ? above : above.times(copies);
    Source below = side.below(given, layer);
    double size =
        Layer.total(layer.uppers(), side.kib()) / Math.max(1e-9, side.arrivals(layer.uppers()));
    double piece = Layer.total(layer.lowers(), side.kib()) / below.amount(given).orElse(Double.NaN);
    double pieces = below.over(wanted).amount(given).orElse(Double.NaN);
    boolean hurts = piece <= 64 && pieces >= 2;
    Finding.Draft draft =
        Finding.of(this, Subject.of(layer.uppers().getFirst()))
            .says(
                layer.above()
                    + ": "
                    + side.words()
                    + " of "
                    + Words.kib(size)
                    + " are cut into "
                    + Words.figure(pieces)
                    + " pieces of "
                    + Words.kib(piece)
                    + " each on the way down")
            .evidence("pieces of one", below.over(wanted), CUT)
            .evidence("pieces", below, MANY)
            .evidence(
                "bytes below for those above",
                Layer.sum(layer.lowers(), side.kib())
                    .over(Layer.sum(layer.uppers(), side.kib()).times(copies)),
                "")
            .costs(hurts ? cost(layer, pieces) : Cost.NONE)
            .severity(hurts ? Severity.WARNING : Severity.NOTE)
            .sure(Confidence.MEDIUM);
    cutter(given, layer, piece, draft);
    return draft.check("iosleuth explain --rule split-below").in(given);
  }

  /** At most: of the busiest one, what it would not do for whole requests. */
  private static Cost cost(Layer layer, double pieces) {
    return layer.lowers().stream()
        .max(Comparator.comparingDouble(Busy::percent))
        .map(disk -> Cost.time(disk.name(), TimeParts.data(disk) / 100 * (1 - 1 / pieces)))
        .orElse(Cost.NONE);
  }

  /** Which limit lies at the size of the pieces. */
  private static void cutter(Case given, Layer layer, double piece, Finding.Draft draft) {
    Device lower = layer.lowers().getFirst();
    Source most = Limits.maxSectors(lower);
    double kib = most.amount(given).orElse(Double.NaN);
    if (piece >= 0.8 * kib && piece <= kib * 1.01) {
      draft
          .evidence("most at once (max_sectors_kb) of " + lower.name(), most, "KiB")
          .or("the device's segments (queue/max_segments), where memory is scattered");
      for (Device one : layer.lowers()) {
        draft.act(QueueSettings.widen(given, one.name()));
      }
      return;
    }
    Source chunk = Limits.chunk(layer.uppers().getFirst());
    double chunkKib = chunk.amount(given).orElse(Double.NaN);
    if (piece <= chunkKib * 1.01 && piece >= 0.3 * chunkKib) {
      draft
          .evidence("chunk of " + layer.above(), chunk, "KiB")
          .act(
              "ask for at most "
                  + Words.kib(chunkKib)
                  + " at once, or have it cut: the chunk stays what it was made with: mdadm --detail "
                  + Shell.quote("/dev/" + layer.uppers().getFirst().name()));
      return;
    }
    draft
        .or("cut at the boundary of a target, of a zone, or by the device's segments")
        .act(
            "grep . "
                + Shell.quote("/sys/block/" + lower.name() + "/queue")
                + "/{max_segments,max_segment_size,chunk_sectors,max_hw_sectors_kb}"
                + "  # which of them is as large as a piece");
  }
}
