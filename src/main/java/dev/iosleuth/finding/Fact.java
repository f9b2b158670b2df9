package dev.iosleuth.finding;

/** What a {@link Source} holds. */
public sealed interface Fact {
  /** A number, in the unit that the evidence names. */
  record Amount(double value) implements Fact {}

  /** A word, as it was read; not escaped. */
  record Word(String value) implements Fact {}

  static Fact of(double value) {
    return new Amount(value);
  }

  static Fact of(String value) {
    return new Word(value);
  }
}
