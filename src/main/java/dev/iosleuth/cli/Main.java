package dev.iosleuth.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // System.exit would first look for loggers, for 15 ms.
    Runtime.getRuntime().halt(run(List.of(arguments)));
  }

  /** One command line; returns the exit status. */
  static int run(List<String> arguments) {
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (arguments.size() == 1 && List.of("--version", "-V").contains(arguments.getFirst())) {
      out.println(Version.line());
      out.flush();
      return 0;
    }
    out.println("Usage: iosleuth [--version] [--help]");
    out.flush();
    return arguments.equals(List.of("--help")) ? 0 : 2;
  }
}
