package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Extract;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.LedgerCsv;
import dev.iosleuth.view.json.LedgerJson;
import dev.iosleuth.view.text.LedgerText;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth ledger}: the whole books of an interval. */
final class LedgerCommand implements Command {
  private static final double USUAL_SECONDS = 5;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth ledger",
                "The books of each disk: what it did, and on whose account, to the operation and"
                    + " the byte. Several --from: what replicated guests cause on each host, as"
                    + " text or --json, without --by, --device, --each, --inside, --csv and"
                    + " --why.",
                List.of(
                    Specs.example("iosleuth ledger", "5 seconds of this host"),
                    Specs.example("iosleuth ledger --by unit --device md1", "who uses one array"),
                    Specs.example(
                        "iosleuth ledger --interval 1 --count 60", "a minute, by seconds"),
                    Specs.example("iosleuth ledger --json --count 0", "a line each, until Ctrl-C"),
                    Specs.example("iosleuth ledger --from node1.rec --why", "recorded, and why"),
                    Specs.example(
                        "iosleuth ledger --from node1.rec --from node2.rec",
                        "what replicated guests cause on both")))
            .addOption(
                Specs.value(
                    "--interval",
                    Double.class,
                    "S",
                    "seconds of an interval (usually 5; of a recording all of it)"))
            .addOption(
                Specs.value(
                    "--count",
                    Long.class,
                    "N",
                    "how many intervals (usually 1; 0: until stopped, or all of a recording)"))
            .addOption(Specs.by())
            .addOption(Specs.devices())
            .addOption(Specs.flag("--json", "one JSON object an interval, each on a line"))
            .addOption(Specs.flag("--csv", "one line a posting, as comma separated values"))
            .addOption(
                Specs.flag("--why", "how each figure came about: basis, way, sources, method"))
            .addOption(Looks.option());
    return InsideBooks.addTo(
        InputOptions.addTo(spec), "what the guest caused is told of its own processes");
  }

  @Override
  public int run(ParseResult options, Console console) {
    if (InputOptions.recordings(options).size() > 1) {
      return JoinedLedgers.show(options, console);
    }
    Input input = InputOptions.of(options, live(options));
    if (options.hasMatchedOption("--json") && options.hasMatchedOption("--csv")) {
      throw new Failure("--json and --csv exclude each other: take one");
    }
    try (var inside = InsideBooks.of(options, console);
        Samples samples = Inputs.open(input, console)) {
      var printer = new Printer(options, input, samples, inside, console);
      Input.Choice choice = inside.choice(input, samples);
      long shown = Intervals.show(samples, choice, ZoneId.systemDefault(), printer);
      Inputs.requireShown(shown, input, console);
      printer.rights.tell(console);
      return Inputs.end(samples, input, printer.status, console);
    }
  }

  private static Input.Live live(ParseResult options) {
    long count = options.matchedOptionValue("--count", 1L);
    if (count < 0) {
      throw new Failure("--count takes a number of intervals, or 0 for no end, not " + count);
    }
    return new Input.Live(InputOptions.seconds(options, "--interval", USUAL_SECONDS), count);
  }

  /** Posts one interval after the other and prints each. */
  private static final class Printer implements Intervals.Viewer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Rights rights;
    private final ParseResult options;
    private final Console console;
    private final Samples samples;
    private final InsideBooks inside;
    private final boolean live;
    private int status = Status.ANSWERED;
    private boolean any;

    Printer(
        ParseResult options, Input input, Samples samples, InsideBooks inside, Console console) {
      this.samples = samples;
      this.options = options;
      this.live = input instanceof Input.Live;
      this.rights = new Rights(live);
      this.inside = inside;
      this.console = console;
    }

    /** A name that nothing has is told before the wait for the second sample. */
    @Override
    public void begin(Sample first) {
      if (live && options.hasMatchedOption("--device")) {
        Stack stack = StackBuilder.build(first);
        names(first, stack).forEach(name -> Names.requireThere(first, stack, name));
      }
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
      Ledger ledger =
          inside.between(before, after, stack).in(bookkeeper.post(before, after, stack));
      Set<NodeId> devices = devices(after, stack);
      if (!devices.isEmpty()) {
        ledger = Extract.of(ledger, devices);
      }
      status = Math.max(status, Status.of(ledger.notes()));
      rights.look(ledger.notes());
      boolean first = !any;
      any = true;
      Ledger shown = Inputs.marked(ledger, samples);
      if (options.hasMatchedOption("--json")) {
        shown = Inputs.noted(shown, samples);
      }
      return console.print(text(shown, first));
    }

    private List<String> names(Sample sample, Stack stack) {
      return Specs.devices(options).stream()
          .flatMap(word -> Names.split(sample, stack, word, live).stream())
          .toList();
    }

    private Set<NodeId> devices(Sample sample, Stack stack) {
      return Names.devices(sample, stack, Specs.devices(options), live);
    }

    private String text(Ledger ledger, boolean first) {
      Optional<Grouping.By> by =
          Optional.ofNullable(options.matchedOptionValue("--by", (Grouping.By) null));
      if (options.hasMatchedOption("--json")) {
        return LedgerJson.of(ledger, by.orElse(Grouping.By.ACCOUNT)) + "\n";
      }
      if (options.hasMatchedOption("--csv")) {
        return by.map(kind -> LedgerCsv.groups(ledger, kind, first))
            .orElseGet(() -> LedgerCsv.postings(ledger, first));
      }
      boolean why = options.hasMatchedOption("--why");
      String text =
          LedgerText.of(
              ledger, new LedgerText.Asked(by, Set.of(), why), Looks.of(options, console));
      return first ? text : "\n" + text;
    }
  }
}
