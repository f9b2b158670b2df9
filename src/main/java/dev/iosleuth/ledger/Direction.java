package dev.iosleuth.ledger;

/** What an operation does. */
public enum Direction {
  READ,
  WRITE,
  DISCARD,
  FLUSH
}
