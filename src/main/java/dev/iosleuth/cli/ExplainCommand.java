package dev.iosleuth.cli;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.SampleCase;
import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.ExplanationJson;
import dev.iosleuth.view.text.AppText;
import dev.iosleuth.view.text.ExplanationText;
import dev.iosleuth.view.text.Look;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth explain}: what is the matter, and why. */
final class ExplainCommand implements Command {
  private static final String PLUS = "--plus";
  private static final double USUAL_SECONDS = 10;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth explain",
                "What is the matter with the I/O of a host, most costly first: the figures that"
                    + " show it, what it costs, what else it could be, what to do, and how to check"
                    + " that it helped.",
                List.of(
                    Specs.example("iosleuth explain", "10 seconds of this host"),
                    Specs.example("iosleuth explain --seconds 60", "a minute: trends, bursts"),
                    Specs.example("iosleuth explain --from node1.rec", "recorded"),
                    Specs.example("iosleuth explain --rule slow-member", "one rule alone"),
                    Specs.example(
                        "iosleuth explain --from node1.rec --rule headroom --plus scrub",
                        "and with a scrub on top"),
                    Specs.example(
                        "iosleuth explain --from node1.rec --app p99.json",
                        "what an application's response times move with"),
                    Specs.example("iosleuth rules", "what rules there are")))
            .addOption(
                Specs.value(
                    "--seconds", Double.class, "S", "seconds to look at this host (usually 10)"))
            .addOption(RuleOptions.option())
            .addOption(
                OptionSpec.builder(PLUS)
                    .type(String[].class)
                    .arity("1..2") // failover-of NODE
                    .paramLabel("EVENT")
                    .description("with a planned load on top: " + Rules.PLANS)
                    .build())
            .addOption(Specs.flag("--why", "where each figure comes from (docs/json.md)"))
            .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
            .addOption(Looks.option());
    return InputOptions.addTo(
        AppFile.addTo(
            Specs.ends(
                spec,
                "answered, and samples are missing, no device tells what it did, or a rule of --rule could"
                    + " not tell")));
  }

  @Override
  public int run(ParseResult options, Console console) {
    List<Rule> rules = RuleOptions.chosen(options);
    Optional<String> planned = planned(options);
    Input input = InputOptions.of(options, live(options));
    if (options.hasMatchedOption("--seconds") && !(input instanceof Input.Live)) {
      throw new Failure("--seconds is how long to look at this host; a recording has its own");
    }
    Optional<AppFile> app = AppFile.of(options);
    if (input instanceof Input.Live) {
      app.ifPresent(AppFile::requireReadable);
    }
    try (Samples samples = Inputs.open(input, console)) {
      var viewer = new Viewer(rules, planned, options, samples, input, app, console);
      Input.Choice choice =
          input instanceof Input.Live ? new Input.Choice.Whole() : Inputs.choice(input);
      long shown = Intervals.show(samples, choice, ZoneId.systemDefault(), viewer);
      Inputs.requireShown(shown, input, console);
      viewer.rights.tell(console);
      int status = app.map(AppFile::notes).map(notes -> Inputs.warn(notes, console)).orElse(0);
      return Inputs.end(samples, input, Math.max(status, viewer.status), console);
    }
  }

  private static Optional<String> planned(ParseResult options) {
    String[] words = options.matchedOptionValue(PLUS, new String[0]);
    String plan = String.join(" ", words);
    if (words.length > 0 && !Rules.isPlan(plan)) {
      throw new Failure("--plus takes one of " + Rules.PLANS + ", not '" + plan + "'");
    }
    return words.length == 0 ? Optional.empty() : Optional.of(plan);
  }

  /** A sample a second, or nearly so: with fewer there is no course to see. */
  private static Input.Live live(ParseResult options) {
    double seconds = InputOptions.seconds(options, "--seconds", USUAL_SECONDS);
    long count = Math.max(1, Math.round(seconds));
    return new Input.Live(
        seconds / count, count, Set.of(), Set.of(Collector.Ask.TOOLS, Collector.Ask.AGENTS));
  }

  /** An explanation an interval. */
  private static final class Viewer implements Intervals.Viewer {
    private final List<Rule> rules;
    private final Optional<String> planned;
    private final ParseResult options;
    private final Console console;
    private final Samples samples;
    private final Rights rights;
    private final boolean asked;
    private final Optional<AppFile> app;
    private Optional<ResponseTimes> times;
    private final Bookkeeper whole = new Bookkeeper();
    private Optional<Bookkeeper> steps = Optional.empty();
    private SampleCase maker = new SampleCase();
    private int status = Status.ANSWERED;
    private final boolean divided;
    private boolean any;

    Viewer(
        List<Rule> rules,
        Optional<String> planned,
        ParseResult options,
        Samples samples,
        Input input,
        Optional<AppFile> app,
        Console console) {
      this.rules = rules;
      this.planned = planned;
      this.options = options;
      this.samples = samples;
      this.console = console;
      this.rights = new Rights(input instanceof Input.Live);
      this.divided = input instanceof Input.Recorded of && of.choice() instanceof Input.Choice.Each;
      this.asked = options.hasMatchedOption("--rule");
      this.app = app;
      // of a live host it is still being written
      this.times = input instanceof Input.Live ? Optional.empty() : app.map(AppFile::read);
    }

    @Override
    public void pass(Sample before, Sample after) {
      whole.pass(before, after);
    }

    @Override
    public void step(Sample before, Sample after) {
      steps = steps.or(() -> Optional.of(whole.copy()));
      Ledger part = steps.get().post(before, after);
      whole.step(part.devices());
      maker.add(before, after, part);
    }

    @Override
    public boolean show(Sample before, Sample after) {
      Stack stack = StackBuilder.build(after);
      Ledger ledger = whole.post(before, after, stack);
      Case made = maker.build(before, after, ledger, stack).withPlan(planned);
      maker = new SampleCase();
      Explanation explanation = Explanation.of(made, rules);
      rights.look(ledger.notes());
      if (blind(made) || (asked && !explanation.untold().isEmpty())) {
        status = Status.GAPS;
      }
      boolean first = !any;
      any = true;
      return console.print(text(explanation, app.map(file -> against(file, made)), ledger, first));
    }

    /** Whether no device tells what it did: its counters are damaged, or from before a reboot. */
    private static boolean blind(Case made) {
      return made.devices()
          .map(all ->
              !all.isEmpty() && all.stream().noneMatch(one -> one.whole() instanceof Reading.Known))
          .orElse(true);
    }

    private Applications against(AppFile file, Case made) {
      ResponseTimes known = times.orElseGet(file::read);
      times = Optional.of(known);
      return file.against(made, known, "device");
    }

    private String text(
        Explanation explanation,
        Optional<Applications> applications,
        Ledger ledger,
        boolean first) {
      var notes = new ArrayList<>(samples.notes());
      app.ifPresent(file -> notes.addAll(file.notes()));
      samples.cut().ifPresent(how -> notes.add(Note.cutShort(how)));
      if (options.hasMatchedOption("--json")) {
        return ExplanationJson.of(explanation, applications, ledger, notes) + "\n";
      }
      Look look = Looks.of(options, console);
      String text =
          (divided ? ExplanationText.interval(ledger, look) : "")
              + ExplanationText.of(explanation, options.hasMatchedOption("--why"), look)
              + applications.map(all -> AppText.of(all, look)).orElse("");
      return first ? text : "\n" + text;
    }
  }
}
