package dev.iosleuth.model;

import dev.iosleuth.ledger.Posting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth beside what was posted, of one leaf and direction, in bytes.
 *
 * @param left of each cause, that is on nobody who answers to it
 * @param misplaced of each posting, that is on the wrong account
 */
record Match(long right, Map<Cause, Long> left, Map<Posting, Long> misplaced) {
  static Match of(Map<Cause, Long> truth, List<Posting> postings) {
    var left = new HashMap<>(truth);
    var misplaced = new LinkedHashMap<Posting, Long>();
    long right = 0;
    for (Posting posting : postings) {
      long rest = posting.bytes();
      for (Cause cause : truth.keySet()) {
        if (cause.answersTo(posting.account())) {
          long taken = Math.min(rest, left.get(cause));
          left.merge(cause, -taken, Long::sum);
          right += taken;
          rest -= taken;
        }
      }
      if (rest > 0) {
        misplaced.merge(posting, rest, Long::sum);
      }
    }
    return new Match(right, left, misplaced);
  }
}
