package dev.iosleuth.ledger;

/**
 * One account over all leaves that count in the host's totals, beside what it asked for.
 *
 * @param issued at its entries
 * @param deviceMs sum over leaves
 */
public record AccountTotal(
    Account account,
    Issued issued,
    long readOps,
    long writeOps,
    long discardOps,
    long flushOps,
    long readBytes,
    long writeBytes,
    long discardBytes,
    double deviceMs) {
  /** Arrivals and bytes at the account's entries: what it asked for. */
  public record Issued(double readOps, double writeOps, long readBytes, long writeBytes) {
    public double ops() {
      return readOps + writeOps;
    }

    public long bytes() {
      return readBytes + writeBytes;
    }
  }
}
