package dev.iosleuth.cli;

import java.util.List;

/**
 * What the launcher runs once to fill the JDK's start-up cache: the ways that commands usually
 * take. What it prints goes nowhere.
 */
final class Training {
  private static final List<List<String>> RUNS = List.of(List.of("--version"), List.of("--help"));

  private Training() {}

  public static void main(String[] arguments) {
    RUNS.forEach(Main::run);
  }
}
