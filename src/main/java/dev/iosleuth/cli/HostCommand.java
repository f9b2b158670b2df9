package dev.iosleuth.cli;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.SampleCase;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.text.HostScreen;
import dev.iosleuth.view.text.Look;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth} alone: five seconds of the host on one screen. */
final class HostCommand implements Command {
  private static final double USUAL_SECONDS = 5;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth",
                "Who causes the disk I/O of this host, through every layer, with books that"
                    + " balance: five seconds of it on one screen.",
                List.of(
                    Specs.example("iosleuth", "5 seconds of this host"),
                    Specs.example("iosleuth ledger --by unit", "the same by systemd unit, in full"),
                    Specs.example("iosleuth stack dm-29", "what stands on it, and it on what"),
                    Specs.example("iosleuth capture -o node1.rec", "take it along"),
                    Specs.example("iosleuth --from node1.rec", "and look at it elsewhere")))
            .addOption(Specs.value("--interval", Double.class, "S", "seconds to look (usually 5)"))
            .addOption(Looks.option())
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .versionHelp(true)
                    .description("the version")
                    .build());
    return InputOptions.addTo(spec);
  }

  @Override
  public int run(ParseResult options, Console console) {
    var live = new Input.Live(InputOptions.seconds(options, "--interval", USUAL_SECONDS), 1);
    Input input = InputOptions.of(options, live);
    try (Samples samples = Inputs.open(input, console)) {
      var screen = new Screen(Looks.of(options, console), input, samples, console);
      long shown = Intervals.show(samples, Inputs.choice(input), ZoneId.systemDefault(), screen);
      Inputs.requireShown(shown, input, console);
      screen.rights.tell(console);
      return Inputs.end(samples, input, screen.status, console);
    }
  }

  /** A screen an interval. */
  private static final class Screen implements Intervals.Viewer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Rights rights;
    private final Look look;
    private final Console console;
    private final Samples samples;
    private SampleCase maker = new SampleCase();
    private int status = Status.ANSWERED;

    Screen(Look look, Input input, Samples samples, Console console) {
      this.samples = samples;
      this.look = look;
      this.rights = new Rights(input instanceof Input.Live);
      this.console = console;
    }

    @Override
    public void pass(Sample before, Sample after) {
      bookkeeper.pass(before, after);
    }

    @Override
    public void step(Sample before, Sample after) {
      bookkeeper.step(before, after);
    }

    @Override
    public boolean show(Sample before, Sample after) {
      Stack stack = StackBuilder.build(after);
      Ledger ledger = bookkeeper.post(before, after, stack);
      status = Math.max(status, Status.of(ledger.notes()));
      rights.look(ledger.notes());
      var explanation = Explanation.of(maker.build(before, after, ledger, stack), Rules.all());
      maker = new SampleCase();
      return console.print(
          HostScreen.of(Inputs.marked(ledger, samples), stack, explanation.findings(), look));
    }
  }
}
