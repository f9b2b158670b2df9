package dev.iosleuth.view.text;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Flow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How busy a leaf was.
 *
 * @param share of its interval, 0 to 1; never more than its operations' own times allow
 */
record Busy(DeviceLedger device, double share) {
  /** The leaves whose counters are known, busiest first. */
  static List<Busy> first(List<DeviceLedger> leaves) {
    return leaves.stream()
        .flatMap(d -> of(d).stream())
        .sorted(
            Comparator.comparingDouble((Busy b) -> -b.share())
                .thenComparing(b -> b.device().node().kernelName()))
        .toList();
  }

  private static Optional<Busy> of(DeviceLedger device) {
    return device
        .flow()
        .optional()
        .filter(f -> f.seconds() > 0)
        .map(f -> new Busy(device, share(f)));
  }

  static double share(Flow flow) {
    double ms = Math.min((double) flow.busyMs(), flow.busyMaxMs());
    return flow.seconds() > 0 ? Math.min(1, ms / (flow.seconds() * 1000)) : 0;
  }
}
