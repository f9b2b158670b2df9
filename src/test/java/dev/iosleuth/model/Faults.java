package dev.iosleuth.model;

import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bytes on the wrong account, by what went wrong: who pays, on what basis, for whom, in which
 * direction and below which layer.
 */
final class Faults {
  /** One kind of fault. */
  record Kind(String payer, String basis, String cause, Direction direction, String layer) {
    String words() {
      return "%-5s %s (%s) pays for %s, below %s"
          .formatted(direction.name().toLowerCase(Locale.ROOT), payer, basis, cause, layer);
    }
  }

  /** How much, and where most of it. */
  private static final class Sum {
    private long bytes;
    private long most;
    private long seed;

    private void add(long more, long from) {
      bytes += more;
      if (more > most) {
        most = more;
        seed = from;
      }
    }
  }

  private final Map<Kind, Sum> sums = new HashMap<>();
  private long total;

  /**
   * Of one leaf, direction and interval.
   *
   * @param left bytes of each cause that nobody pays who should
   * @param misplaced bytes of each posting that are nobody's on that account
   */
  void add(
      long seed,
      String layer,
      Direction direction,
      Map<Cause, Long> left,
      Map<Posting, Long> misplaced) {
    double missing = left.values().stream().mapToLong(Long::longValue).sum();
    if (missing <= 0) {
      return;
    }
    misplaced.forEach((posting, bytes) ->
        left.forEach((cause, of) -> {
          long share = Math.round(bytes * (of / missing));
          if (share > 0) {
            var kind =
                new Kind(
                    word(posting.account().kind()),
                    word(posting.basis()),
                    word(cause.kind()) + (cause.direct() ? "" : " written back"),
                    direction,
                    layer);
            sums.computeIfAbsent(kind, _ -> new Sum()).add(share, seed);
          }
        }));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void moved(long bytes) {
    total += bytes;
  }

  /** The largest, a line each. */
  List<String> lines(int most) {
    return sums.entrySet().stream()
        .sorted(Comparator.comparingLong((Map.Entry<Kind, Sum> e) -> -e.getValue().bytes))
        .limit(most)
        .map(e ->
            String.format(
                Locale.ROOT,
                "%6.3f %%  %s (most: seed %d, %,d bytes)",
                100.0 * e.getValue().bytes / Math.max(1, total),
                e.getKey().words(),
                e.getValue().seed,
                e.getValue().most))
        .toList();
  }
}
