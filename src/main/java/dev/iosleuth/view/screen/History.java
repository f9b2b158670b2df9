package dev.iosleuth.view.screen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The last minutes, as far as they fit into a bounded part of memory. */
final class History {
  static final Duration LONGEST = Duration.ofMinutes(5);

  /** A host with thousands of busy devices can be followed back for seconds only. */
  static final long MOST_BYTES = 24L << 20;

  private final ArrayDeque<Moment> moments = new ArrayDeque<>();
  private long bytes;

  void add(Moment moment) {
    moments.addFirst(moment);
    bytes += moment.bytes();
    while (moments.size() > 1 && (bytes > MOST_BYTES || old(moments.getLast(), moment))) {
      bytes -= moments.removeLast().bytes();
    }
  }

  private static boolean old(Moment moment, Moment now) {
    return moment.ledger().end().isBefore(now.ledger().end().minus(LONGEST));
  }

  /** From the one so many moments ago back to the oldest. */
  Stream<Moment> from(int steps) {
    return moments.stream().skip(steps);
  }

  int size() {
    return moments.size();
  }

  /** So many moments ago, 0 for the last one; the oldest that there is if it is further. */
  Optional<Moment> back(int steps) {
    List<Moment> all = new ArrayList<>(moments);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(Math.min(steps, all.size() - 1)));
  }
}
