package dev.iosleuth.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth} alone: five seconds of the host on one screen. */
final class HostCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Specs.command(
        "iosleuth",
        "Who causes the disk I/O of this host, through every layer, with books that balance: five"
            + " seconds of it on one screen.",
        List.of(Specs.example("iosleuth", "5 seconds of this host")));
  }

  @Override
  public int run(ParseResult options, Console console) {
    throw new Failure("not there yet");
  }
}
