package dev.iosleuth.cli;

import java.util.List;

/**
 * What the launcher runs once to fill the JDK's start-up cache: the ways that commands usually
 * take. What it prints goes nowhere.
 */
final class Training {
  private static final List<List<String>> RUNS =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("--interval", "0.2", "--color", "always"),
          List.of("ledger", "--interval", "0.1", "--count", "3", "--why"),
          List.of("ledger", "--interval", "0.1", "--by", "process"),
          List.of("ledger", "--interval", "0.1", "--json"),
          List.of("explain", "--seconds", "0.1"),
          List.of("stack"),
          List.of("stack", "/"),
          List.of("stack", "1"),
          List.of("stack", "/nothing/of/this/name"),
          List.of("stack", "/", "--interval", "0.1", "--color", "always"),
          List.of("stack", "/", "--json"),
          List.of("stack", "/", "--svg"));

  private Training() {}

  public static void main(String[] arguments) {
    RUNS.forEach(Main::run);
  }
}
