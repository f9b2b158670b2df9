package dev.iosleuth.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Reads the text of a source, by the grammar alone, and computes what it says. */
final class SourceText {
  /** A function of the grammar. */
  interface Functions extends BiFunction<String, List<String>, Double> {}

  private final String text;
  private final Functions functions;
  private int at;

  private SourceText(String text, Functions functions) {
    this.text = text;
    this.functions = functions;
  }

  static double evaluate(String text, Functions functions) {
    var reader = new SourceText(text, functions);
    double value = reader.source();
    if (reader.at != text.length()) {
      throw new IllegalArgumentException(text + " goes on at " + reader.at);
    }
    return value;
  }

  private double source() {
    char next = text.charAt(at);
    if (next == '(') {
      return operation();
    }
    if (Character.isDigit(next) || next == '-') {
      return number();
    }
    int open = text.indexOf('(', at);
    String name = text.substring(at, open);
    at = open + 1;
    return functions.apply(name, arguments());
  }

  private double operation() {
    at++;
    double one = source();
    String operator = text.substring(at, at + 3);
    at += 3;
    double other = source();
    expect(')');
    return switch (operator) {
      case " + " -> one + other;
      case " - " -> one - other;
      case " * " -> one * other;
      case " / " -> one / other;
      default -> throw new IllegalArgumentException("operator '" + operator + "' in " + text);
    };
  }

  private double number() {
    int from = at;
    while (at < text.length() && "-.E0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.parseDouble(text.substring(from, at));
  }

  private List<String> arguments() {
    var arguments = new ArrayList<String>();
    while (text.charAt(at) != ')') {
      arguments.add(text.charAt(at) == '"' ? string() : word());
      if (text.startsWith(", ", at)) {
        at += 2;
      }
    }
    at++;
    return arguments;
  }

  private String string() {
    var value = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 1 : 0;
      value.append(text.charAt(at));
      at++;
    }
    at++;
    return value.toString();
  }

  private String word() {
    int from = at;
    while (text.charAt(at) != ',' && text.charAt(at) != ')') {
      at++;
    }
    return text.substring(from, at);
  }

  private void expect(char wanted) {
    if (text.charAt(at) != wanted) {
      throw new IllegalArgumentException(wanted + " wanted at " + at + " in " + text);
    }
    at++;
  }
}
