package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import java.util.Optional;
import java.util.Set;

/** What a guest gives back, and qemu keeps: with discard=ignore, which is the default. */
final class QemuDiscard {
  static final Threshold GIVEN_BACK =
      new Threshold(
          "given back by the guest since it started",
          1024,
          "MiB",
          "chosen: less is not worth a restart; fstrim gives back all that is free, again each"
              + " week");

  private static final double MIB = 1024 * 1024;

  /** Also written on and off: bdrv_parse_discard_flags() of qemu's block.c. */
  private static final Set<String> PASSED = Set.of("unmap", "on");

  private final QemuDiskSettings rule;
  private final Case given;

  QemuDiscard(QemuDiskSettings rule, Case given) {
    this.rule = rule;
    this.given = given;
  }

  Reading<Optional<Finding>> look(Sample sample, GuestPlace place) {
    if (place.asked().isEmpty() || PASSED.contains(place.disk().settings().discard())) {
      return Verdict.none();
    }
    Optional<String> kept = kept(sample, place);
    if (kept.isEmpty()) {
      return Verdict.none();
    }
    Source bytes = place.amount("unmapped_bytes", QemuDiscard::unmapped);
    Source mib = bytes.over(MIB);
    Reading<Double> amount = mib.amount(given);
    if (amount.optional().isEmpty()) {
      return Verdict.untold(
          place.name() + ": whether the guest gives space back: " + amount.whyNot().orElse("?"));
    }
    return amount.orElse(0.0) < GIVEN_BACK.value()
        ? Verdict.none()
        : finding(place, kept.get(), mib, amount.orElse(0.0)).in(given).map(Optional::of);
  }

  private static Reading<Long> unmapped(Sample sample, GuestPlace place) {
    return sample
        .told(place.guest())
        .then(counters ->
            counters
                .of(place.disk())
                .map(DiskCounters::unmaps)
                .map(DiskCounters.Requests::bytes)
                .orElse(Reading.absent("nobody tells what it counted")));
  }

  /** What does not get the space; empty where nothing could do anything with it. */
  private Optional<String> kept(Sample sample, GuestPlace place) {
    if (!place.throughKernel()) {
      return Optional.empty();
    }
    Optional<Node> home = place.home(given);
    if (home.filter(node -> node.kind() == Node.Kind.FILE).isPresent()) {
      return Optional.of("its image never shrinks");
    }
    return home.filter(Node::isDevice)
        .flatMap(node -> sample.topology().device(node.kernelName()))
        .filter(device -> takesDiscards(sample, device))
        .map(device -> device.name() + " below, which takes discards, gets none");
  }

  private static boolean takesDiscards(Sample sample, BlockDevice device) {
    Optional<BlockDevice> whole =
        device.personality() instanceof Personality.Partition part
            ? sample.topology().device(part.disk())
            : Optional.of(device);
    return whole.map(disk -> disk.queue().discardMaxBytes().orElse(0L) > 0).orElse(false);
  }

  private Finding.Draft finding(GuestPlace place, String kept, Source mib, double amount) {
    return Finding.of(rule, new Subject("guest", place.guest().name()))
        .says(
            place.name()
                + ": qemu throws away what the guest gives back (discard=ignore): "
                + Words.kib(amount * 1024)
                + " since it started, and "
                + kept)
        .evidence(GIVEN_BACK.name(), mib, GIVEN_BACK)
        .evidence(
            "discard", place.word("discard", p -> orDefault(p.disk().settings().discard())), "")
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .or("the space is reserved on purpose, so that nobody else can take it")
        .act("set discard=unmap in the guest's definition (libvirt: driver discard=), and restart")
        .act("then fstrim -av in the guest")
        .check("iosleuth guests " + Shell.quote(place.guest().name()));
  }

  private static String orDefault(String asked) {
    return asked.isEmpty() ? "ignore" : asked;
  }
}
