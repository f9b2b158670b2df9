package dev.iosleuth.ledger;

/** How a posting came about, from best to worst. */
public enum Basis {
  /** Followed, or one claimant alone stood at every step. */
  MEASURED,
  /** Placed by geometry. */
  DERIVED,
  /** Split by the rules of the specification. */
  APPORTIONED,
  UNEXPLAINED;

  /** The weaker of the two: a chain is as good as its weakest step. */
  public Basis and(Basis other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
