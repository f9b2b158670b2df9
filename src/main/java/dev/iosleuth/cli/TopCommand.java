package dev.iosleuth.cli;

import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.RawTerminal;
import dev.iosleuth.view.screen.Session;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth top}: one interval after the other on the whole screen. */
final class TopCommand implements Command {
  private static final double USUAL_SECONDS = 1;

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth top",
            "Who causes the disk I/O and who waits for it, live on the whole screen; ? shows the"
                + " keys.",
            List.of(
                Specs.example("iosleuth top", "this host, second by second"),
                Specs.example("iosleuth top --by guest", "by virtual machine"),
                Specs.example("iosleuth top --device md1", "only what md1 stands on"),
                Specs.example("iosleuth top --interval 5", "calmer, and further back")))
        .addOption(
            Specs.value("--interval", Double.class, "S", "seconds of an interval (usually 1)"))
        .addOption(
            Specs.value(
                "--count", Long.class, "N", "end after N intervals (usually: when q is pressed)"))
        .addOption(Specs.by())
        .addOption(Specs.devices())
        .addOption(Looks.option());
  }

  @Override
  public int run(ParseResult options, Console console) {
    double seconds = InputOptions.seconds(options, "--interval", USUAL_SECONDS);
    long count = options.matchedOptionValue("--count", Long.MAX_VALUE);
    if (count < 1) {
      throw new Failure("--count takes a number of intervals from 1 up, not " + count);
    }
    if (!console.terminal().out()) {
      throw refusal("standard output is no terminal");
    }
    if (console.environment().getOrDefault("TERM", "dumb").equals("dumb")) {
      throw refusal("a terminal without TERM, or with TERM=dumb, cannot show a whole screen");
    }
    Optional<Grouping.By> by =
        Optional.ofNullable(options.matchedOptionValue("--by", (Grouping.By) null));
    boolean color = console.colored(options.matchedOptionValue("--color", Console.ColorWhen.AUTO));
    var events = new TopEvents(console.stopping());
    var session = new Session(by, seconds);
    try (var terminal = open(events);
        var sampler = new TopSampler(Specs.devices(options), console, events)) {
      new TopLoop(session, terminal, sampler, events, console, color).run(count);
    }
    return console.stopping().asked() ? Status.INTERRUPTED : Status.ANSWERED;
  }

  private static RawTerminal open(TopEvents events) {
    return switch (RawTerminal.open(events::redraw, events::stop, events::suspend)) {
      case Reading.Known<RawTerminal>(RawTerminal terminal) -> terminal;
      case Reading.Absent<RawTerminal>(String why) -> throw refusal(why);
      case Reading.Malformed<RawTerminal> bad -> throw refusal(bad.sentence());
    };
  }

  private static Failure refusal(String why) {
    return new Failure(why + "; iosleuth ledger --interval 1 --count 0 prints instead");
  }
}
