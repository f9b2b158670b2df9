package dev.iosleuth.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the program: its options, and what it does with them. */
interface Command {
  CommandSpec spec();

  /** Returns the exit status, see {@link Status}. */
  int run(ParseResult options, Console console);

  /** The exit status where it cannot answer at all: usage, input, output. */
  default int unusable() {
    return Status.UNUSABLE;
  }
}
