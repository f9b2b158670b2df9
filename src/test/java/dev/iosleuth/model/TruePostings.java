package dev.iosleuth.model;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The postings of somebody who saw everything. */
final class TruePostings {
  private TruePostings() {}

  static List<Posting> of(Map<Cause, LeafTruth.Amount> before, Map<Cause, LeafTruth.Amount> after) {
    var postings = new ArrayList<Posting>();
    after.forEach((cause, amount) -> {
      LeafTruth.Amount done = amount.minus(before.getOrDefault(cause, LeafTruth.Amount.ZERO));
      Account account =
          Account.simple(cause.kind(), cause.names().stream().sorted().findFirst().orElse(""));
      postings.add(posting(account, Direction.READ, done.readBytes()));
      postings.add(posting(account, Direction.WRITE, done.writeBytes()));
      postings.add(posting(account, Direction.DISCARD, done.discardBytes()));
    });
    return postings;
  }

  private static Posting posting(Account account, Direction direction, long bytes) {
    return new Posting(account, direction, 0, 0, bytes, 0, Basis.MEASURED, List.of());
  }
}
