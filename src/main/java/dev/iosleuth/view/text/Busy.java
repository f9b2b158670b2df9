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
    return flow.seconds() > 0 ? Math.min(1, ms(flow) / (flow.seconds() * 1000)) : 0;
  }

  /**
   * What every screen calls busy time: io_ticks, but no more than can be true, since the kernel may
   * count a whole tick of its clock for an operation that is shorter.
   */
  static double ms(Flow flow) {
    boolean stuck = flow.inFlightAfter() > 0 && flow.busyMaxMs() == 0;
    // what has not come to its end has told no time of its own yet
    return stuck ? flow.busyMs() : Math.min((double) flow.busyMs(), flow.busyMaxMs());
  }

  /** Of {@link #ms} to io_ticks, by which the device's time was posted. */
  static double scale(Flow flow) {
    return flow.busyMs() > 0 ? ms(flow) / flow.busyMs() : 1;
  }
}
