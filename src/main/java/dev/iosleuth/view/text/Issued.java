package dev.iosleuth.view.text;

import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Group;

/** What was asked for, in at most nine columns: {@code 79 w/s}. */
public final class Issued {
  private Issued() {}

  public static String of(Group group, double seconds) {
    return group.issued().map(i -> of(i, seconds)).orElse("-");
  }

  private static String of(AccountTotal.Issued issued, double seconds) {
    double ops = issued.ops();
    if (ops <= 0) {
      return "-";
    }
    if (issued.readOps() >= 0.9 * ops) {
      return Units.columnWhole(issued.readOps() / seconds) + " r/s";
    }
    boolean writes = issued.writeOps() >= 0.9 * ops;
    return Units.columnWhole(ops / seconds) + (writes ? " w/s" : " io/s");
  }
}
