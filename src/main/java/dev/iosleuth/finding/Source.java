package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where a figure comes from: a text by which anybody can compute it again from the recording or the
 * log, and the way that this program does.
 *
 * <pre>
 * source = name "(" argument { ", " argument } ")" | number | "(" source operator source ")"
 * argument = source | string | word
 * operator = " + " | " - " | " * " | " / "
 * </pre>
 *
 * Strings stand in double quotes, with a backslash before quotes and backslashes. docs/json.md
 * lists the names.
 */
public record Source(String text, Function<Case, Reading<Fact>> value) {
  /** A figure of its own kind. */
  public static Source amount(String text, Function<Case, Reading<Double>> value) {
    return new Source(text, c -> value.apply(c).then(Source::number));
  }

  public static Source word(String text, Function<Case, Reading<String>> value) {
    return new Source(text, c -> value.apply(c).map(Fact::of));
  }

  public static Source constant(double value) {
    return new Source(number(value), _ -> Reading.known(Fact.of(value)));
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static Reading<Fact> number(Double value) {
    return Double.isFinite(value)
        ? Reading.known(Fact.of(value))
        : Reading.absent("there was nothing to compute it from");
  }

  /** A name within a text. */
  public static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  public Source plus(Source other) {
    return with(" + ", other, Double::sum);
  }

  public Source minus(Source other) {
    return with(" - ", other, (one, two) -> one - two);
  }

  public Source times(Source other) {
    return with(" * ", other, (one, two) -> one * two);
  }

  public Source times(double factor) {
    return times(constant(factor));
  }

  public Source over(Source other) {
    return with(" / ", other, (one, two) -> one / two);
  }

  public Source over(double divisor) {
    return over(constant(divisor));
  }

  private Source with(String operator, Source other, BiFunction<Double, Double, Double> operation) {
    return amount(
        "(" + text + operator + other.text + ")",
        c -> amount(c).then(one -> other.amount(c).map(two -> operation.apply(one, two))));
  }

  /** What it is in a case. */
  public Reading<Fact> of(Case given) {
    return value.apply(given);
  }

  /** The number that it is; a word is none. */
  public Reading<Double> amount(Case given) {
    return of(given)
        .then(fact ->
            switch (fact) {
              case Fact.Amount(double number) -> Reading.known(number);
              case Fact.Word(String word) -> Reading.absent("'" + word + "' is no number");
            });
  }
}
