package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a device had counted when an interval ended, and the one below it not yet: bio-based devices
 * count a bio when it begins (up to kernel 6.2), or md keeps writes until their bits in the bitmap
 * are written (drivers/md/raid1.c, flush_bio_list). It comes in the next interval, beyond what is
 * sent there then, and is paid by who sent it.
 */
final class Lag {
  /** From an upper to a lower. */
  record Way(Edge edge, Direction direction) {}

  /** What an upper counted and the lower did not. */
  record Amount(double arrivals, double bytes) {}

  /**
   * @param payers whose it was at the upper
   */
  record Late(Amount amount, List<Share> payers) {
    Late {
      payers = List.copyOf(payers);
    }
  }

  private final Map<Way, Late> late = new HashMap<>();

  Optional<Late> of(Edge edge, Direction direction) {
    return Optional.ofNullable(late.get(new Way(edge, direction)));
  }

  /** For the next interval; what has not come by then is no lag. */
  void keep(Map<Way, Amount> uncounted, Resolution books) {
    late.clear();
    uncounted.forEach((way, amount) -> {
      List<Share> payers = books.book(way.edge().upper(), way.direction());
      if (!payers.isEmpty()) {
        late.put(way, new Late(amount, payers));
      }
    });
  }
}
