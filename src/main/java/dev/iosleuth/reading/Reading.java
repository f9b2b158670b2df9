package dev.iosleuth.reading;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of reading one thing: a value, a reason why there is none, or the place where it did
 * not parse. Never a silent zero.
 */
public sealed interface Reading<T> {
  /** The value was read and understood. */
  record Known<T>(T value) implements Reading<T> {}

  /**
   * There is no value, and that is legitimate.
   *
   * @param why in words for people: "no such file", "needs kernel 4.18", "needs root"
   */
  record Absent<T>(String why) implements Reading<T> {}

  /**
   * Something was there and was not understood.
   *
   * @param where file and line, as {@code proc/mdstat:3}
   * @param expected what should have stood there
   * @param found what stood there, shortened, not escaped
   */
  record Malformed<T>(String where, String expected, String found) implements Reading<T> {
    private static final int SHOWN = 80;

    public Malformed {
      found = found.length() > SHOWN ? found.substring(0, SHOWN) : found;
    }

    public String sentence() {
      return where + ": expected " + expected + ", found '" + found + "'";
    }
  }

  static <T> Reading<T> known(T value) {
    return new Known<>(value);
  }

  static <T> Reading<T> absent(String why) {
    return new Absent<>(why);
  }

  static <T> Reading<T> malformed(String where, String expected, String found) {
    return new Malformed<>(where, expected, found);
  }

  default Optional<T> optional() {
    return this instanceof Known<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  default T orElse(T other) {
    return this instanceof Known<T>(T value) ? value : other;
  }

  /** Carries the value on, or the same reason for having none. */
  default <U> Reading<U> then(Function<? super T, ? extends Reading<U>> next) {
    return switch (this) {
      case Known<T>(T value) -> next.apply(value);
      case Absent<T>(String why) -> absent(why);
      case Malformed<T>(String where, String expected, String found) ->
          new Malformed<>(where, expected, found);
    };
  }

  default <U> Reading<U> map(Function<? super T, ? extends U> change) {
    return then(value -> known(change.apply(value)));
  }

  /** The same, and why there is no value with the name of the file that would have told it. */
  default Reading<T> from(String file) {
    return this instanceof Absent<T>(String why) ? absent(file + ": " + why) : this;
  }

  /** Why there is no value, in words; empty if there is one. */
  default Optional<String> whyNot() {
    return switch (this) {
      case Known<T> _ -> Optional.empty();
      case Absent<T>(String why) -> Optional.of(why);
      case Malformed<T> malformed -> Optional.of(malformed.sentence());
    };
  }
}
