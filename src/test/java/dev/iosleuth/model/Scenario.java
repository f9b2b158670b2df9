package dev.iosleuth.model;

import dev.iosleuth.ledger.Account;
import java.util.Set;

/** Causes that several hosts share. */
final class Scenario {
  static final Cause SWAP = new Cause(Account.Kind.ENTRY, Set.of("swap"), true);

  /** Before anybody looked. */
  static final Cause NOBODY = new Cause(Account.Kind.ENTRY, Set.of("nobody"), true);

  private Scenario() {}
}
