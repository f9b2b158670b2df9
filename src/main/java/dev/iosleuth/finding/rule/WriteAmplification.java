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

/** More is written below than was asked for above. */
final class WriteAmplification implements Rule {
  private static final Threshold FACTOR =
      new Threshold(
          "written below for what was written above, beyond copies and the parity of whole stripes",
          1.2,
          "",
          "a fifth: superblocks, bitmaps and what is read at another moment stay below it");
  private static final Threshold MUCH =
      new Threshold("written below", 100, "KiB/s", "less costs nothing, whatever the ratio");

  @Override
  public About about() {
    return new About(
        "write-amplification",
        "more is written below than was asked for",
        "Beyond the copies that a mirror makes, layers write on their own: parity (a small write to"
            + " RAID 5 reads and writes data and parity; RAID 6 two of them), copy-on-write of"
            + " snapshots and thin volumes (the first write to a block of a thin pool that a snapshot"
            + " shares copies all of it), metadata, DRBD's activity log, whole blocks where what"
            + " is written does not fit their boundaries.",
        "The bytes of the lower devices are "
            + FACTOR.value()
            + " times those of the upper ones times copies (with parity: times what whole stripes"
            + " take, 1.5 for RAID 5 of three), or more, at "
            + Words.whole(MUCH.value())
            + " KiB/s or more.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES, Need.STACK),
        List.of(FACTOR, MUCH));
  }

  @Override
  public Verdict examine(Case given) {
    return Layer.each(given, layer -> !rewritten(layer), layer -> look(given, layer));
  }

  /** What a rebuild writes is no amplification of anybody's writes. */
  private static boolean rewritten(Layer layer) {
    return layer.uppers().stream()
        .flatMap(upper -> upper.node().stream())
        .map(node -> node.attribute("sync_action"))
        .anyMatch(action -> !action.isEmpty() && !action.equals("check"));
  }

  private Reading<Optional<Finding>> look(Case given, Layer layer) {
    double above = Layer.total(layer.uppers(), Metric.WRITE_KIB_PER_SECOND) * layer.copies();
    double below = Layer.total(layer.lowers(), Metric.WRITE_KIB_PER_SECOND);
    if (above <= 0 || below < MUCH.value() || below < FACTOR.value() * layer.stripes() * above) {
      return Verdict.none();
    }
    return finding(given, layer, below / above).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, Layer layer, double factor) {
    Source asked = Layer.sum(layer.uppers(), Metric.WRITE_KIB_PER_SECOND);
    Source above = layer.copies() == 1 ? asked : asked.times(layer.copies());
    Source below = Layer.sum(layer.lowers(), Metric.WRITE_KIB_PER_SECOND);
    Device busiest =
        layer.lowers().stream()
            .max(Comparator.comparingDouble(device -> zero(Busy.percent(device))))
            .orElseThrow();
    Optional<SharedBlocks> shared = SharedBlocks.of(given, layer);
    Optional<SharedBlocks> copied = shared.filter(SharedBlocks::told);
    boolean measured = layer.has(Edge.Role.PARITY) || copied.isPresent();
    Finding.Draft draft =
        Finding.of(this, Subject.of(layer.uppers().getFirst()))
            .says(
                layer.above()
                    + ": "
                    + Words.mib(below.amount(given).orElse(0.0))
                    + " are written below for "
                    + Words.mib(above.amount(given).orElse(0.0))
                    + " above"
                    + copied.map(SharedBlocks::why).orElse(why(layer)))
            .evidence("below for above", below.over(above), "")
            .evidence(
                "the same, for what whole stripes take",
                below.over(above.times(layer.stripes())),
                FACTOR)
            .evidence("written below", below, MUCH)
            .evidence("written above", asked, "KiB/s")
            .costs(
                Cost.time(
                    busiest.name(),
                    zero(Busy.percent(busiest)) / 100 * (1 - layer.stripes() / factor)))
            .sure(measured ? Confidence.HIGH : Confidence.MEDIUM);
    parts(layer, draft);
    copied.ifPresent(blocks -> blocks.prove(draft));
    shared.filter(blocks -> !blocks.told()).ifPresent(blocks -> draft.or(blocks.orElse()));
    advise(layer, copied.isPresent(), draft);
    return draft.check("iosleuth explain --rule write-amplification").in(given);
  }

  private static double zero(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static String why(Layer layer) {
    if (layer.has(Edge.Role.PARITY)) {
      return ": parity";
    }
    if (layer.has(Edge.Role.COW)) {
      return ": copy-on-write";
    }
    return layer.has(Edge.Role.META) ? ": metadata and logs" : "";
  }

  /** How much each part of the layer's own takes. */
  private static void parts(Layer layer, Finding.Draft draft) {
    layer.lowers().stream()
        .filter(lower -> own(layer, lower) && lower.get(Metric.WRITE_KIB_PER_SECOND) > 0)
        .forEach(lower ->
            draft.evidence(
                "to " + lower.label(),
                Sources.device(lower, Metric.WRITE_KIB_PER_SECOND),
                "KiB/s"));
    double more =
        Layer.total(layer.lowers(), Metric.READ_KIB_PER_SECOND)
            - Layer.total(layer.uppers(), Metric.READ_KIB_PER_SECOND);
    if (more > MUCH.value()) {
      draft.evidence(
          "read below, and not asked for",
          Layer.sum(layer.lowers(), Metric.READ_KIB_PER_SECOND)
              .minus(Layer.sum(layer.uppers(), Metric.READ_KIB_PER_SECOND)),
          "KiB/s");
    }
  }

  private static boolean own(Layer layer, Device lower) {
    Edge.Role role = layer.roles().get(lower);
    return role == Edge.Role.META || role == Edge.Role.COW || role == Edge.Role.CACHE;
  }

  private static void advise(Layer layer, boolean shares, Finding.Draft draft) {
    if (layer.has(Edge.Role.PARITY)) {
      draft
          .act("write whole stripes: larger writes, a smaller chunk, stripe_cache_size, a journal")
          .act("or mirrors (RAID 10) for what writes little pieces")
          .or("a check, resync or rebuild that runs beside it: see scrub-running");
      return;
    }
    if (shares || layer.has(Edge.Role.COW)) {
      draft.act("remove snapshots that nobody needs any more: lvs -a -o name,origin,data_percent");
    }
    draft
        .act("iosleuth stack " + Shell.quote(layer.uppers().getFirst().name()) + " --interval 5")
        .or("blocks that lie across the boundaries of what is below: see misaligned")
        .or("somebody writes to the lower device directly");
  }
}
