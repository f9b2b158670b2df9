package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.stack.Stacks;
import dev.iosleuth.view.graph.StackDot;
import dev.iosleuth.view.graph.StackSvg;
import dev.iosleuth.view.json.StackJson;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.StackText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth stack}: what stands on what. */
final class StackCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth stack",
                "What stands on what, from guests and file systems down to the disks; with NAME"
                    + " only what is above and below that.",
                List.of(
                    Specs.example("iosleuth stack", "all of this host"),
                    Specs.example("iosleuth stack dm-29", "which guest is dm-29?"),
                    Specs.example("iosleuth stack /srv --interval 5", "with rates"),
                    Specs.example("iosleuth stack vg0/web1 --svg > web1.svg", "a picture"),
                    Specs.example("iosleuth stack --from node1.rec md1", "of a recording"),
                    Specs.example(
                        "iosleuth stack --from node1.rec --inside web1.rec web1:postgres",
                        "from a program in a guest down to the disks")))
            .addPositional(
                Specs.optional(
                    "NAME",
                    "a volume, kernel name, number (253:3), DRBD resource, disk's serial, mount"
                        + " point, file, pid, process, cgroup or guest"))
            .addOption(
                Specs.value(
                    "--interval", Double.class, "S", "watch for so long and show rates, too"))
            .addOption(Specs.flag("--json", "one JSON object"))
            .addOption(Specs.flag("--dot", "for Graphviz"))
            .addOption(Specs.flag("--svg", "a picture"))
            .addOption(Looks.option());
    return InsideBooks.addTo(
        InputOptions.addTo(spec), "what stands on what in there, too; its names begin with web1:");
  }

  @Override
  public int run(ParseResult options, Console console) {
    if (Stream.of("--json", "--dot", "--svg").filter(options::hasMatchedOption).count() > 1) {
      throw new Failure("--json, --dot and --svg exclude each other: take one");
    }
    double seconds = InputOptions.seconds(options, "--interval", 1);
    OptionalInt pid = Fields.parseInt(options.matchedPositionalValue(0, ""));
    Set<Integer> wanted = pid.isPresent() ? Set.of(pid.getAsInt()) : Set.of();
    Input input = InputOptions.of(options, new Input.Live(seconds, 1, wanted));
    try (var inside = InsideBooks.of(options, console)) {
      var printer = new Printer(options, input, inside, console);
      int status = Watch.run(options, input, printer, console);
      printer.rights.tell(console);
      return status;
    }
  }

  /** Prints a stack, with what passed through it where that is known. */
  private static final class Printer implements Watch.Printer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Rights rights;
    private final ParseResult options;
    private final Console console;
    private final boolean live;
    private final InsideBooks inside;
    private int status = Status.ANSWERED;

    Printer(ParseResult options, Input input, InsideBooks inside, Console console) {
      this.options = options;
      this.inside = inside;
      this.live = input instanceof Input.Live;
      this.rights = new Rights(live);
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
    public boolean show(Sample before, Sample after, Samples samples) {
      Sample opened = live && named() ? new HostNow().opened(after, name()) : after;
      Stack stack = StackBuilder.build(opened);
      Ledger ledger = Inputs.marked(bookkeeper.post(before, opened, stack), samples);
      requireStillThere(opened, stack, ledger);
      boolean json = options.hasMatchedOption("--json");
      Ledger noted = json ? Inputs.noted(ledger, samples) : ledger;
      return inside.isEmpty()
          ? print(opened, stack, Optional.of(noted))
          : print(opened, stack, Optional.of(noted), inside.between(before, opened, stack));
    }

    /** Who was paid for within the interval may have ended before the sample that is shown. */
    private void requireStillThere(Sample last, Stack stack, Ledger ledger) {
      boolean was =
          named() && ledger.accounts().stream().anyMatch(t -> t.account().name().equals(name()));
      if (was && !live && inside.isEmpty() && !Names.isThere(last, stack, name())) {
        throw new Failure(
            "'"
                + name()
                + "' had ended by the last sample, which is the one that is shown: --at TIME, of a"
                + " time at which it ran, shows it");
      }
    }

    @Override
    public Input.Choice choice(Input input, Samples samples) {
      return inside.choice(input, samples);
    }

    @Override
    public void now() {
      var host = new HostNow();
      HostNow.Look look = named() ? host.at(name()) : host.all();
      print(look.sample(), look.stack(), Optional.empty());
    }

    @Override
    public void one(Sample sample) {
      Stack stack = StackBuilder.build(sample);
      if (inside.isEmpty()) {
        print(sample, stack, Optional.empty());
      } else {
        print(sample, stack, Optional.empty(), inside.at(sample, stack));
      }
    }

    @Override
    public int status() {
      return status;
    }

    private boolean print(Sample sample, Stack whole, Optional<Ledger> ledger) {
      return print(process(sample, whole), whole, found(sample, whole), ledger);
    }

    /** With what was seen inside guests. */
    private boolean print(
        Sample sample, Stack stack, Optional<Ledger> ledger, InsideBooks.All inside) {
      InsideNames both = InsideNames.of(sample, stack, ledger, inside.guests(), name());
      Optional<Ledger> noted = both.ledger().map(inside::noted);
      if (noted.isEmpty()) {
        status = Math.max(status, Inputs.warn(inside.notes(), console));
      }
      return print("", both.stack(), both.found(), noted);
    }

    private boolean print(String first, Stack whole, Set<NodeId> found, Optional<Ledger> ledger) {
      List<Note> notes = ledger.map(Ledger::notes).orElse(whole.notes());
      status = Math.max(status, Status.of(notes));
      rights.look(notes);
      return console.print(first + text(whole, found, ledger));
    }

    /** A process that was asked for by its number, unless the picture shows it itself. */
    private String process(Sample sample, Stack whole) {
      boolean words = Stream.of("--json", "--dot", "--svg").noneMatch(options::hasMatchedOption);
      ProcessSample process =
          words && named() ? sample.processes().get(Fields.parseInt(name()).orElse(-1)) : null;
      if (process == null) {
        return "";
      }
      boolean opens = Lookup.opens(sample, whole, process);
      return "%s[%d] %s:\n"
          .formatted(
              Escape.terminal(process.stat().comm()),
              process.stat().pid(),
              opens
                  ? "has files open here"
                  : "has no file open that tells; its cgroup's I/O was counted here");
    }

    /** Nothing where no name is given: all is shown. */
    private Set<NodeId> found(Sample sample, Stack whole) {
      return named() ? Names.find(sample, whole, name(), live) : Set.of();
    }

    private boolean named() {
      return options.hasMatchedPositional(0);
    }

    private String name() {
      return options.matchedPositionalValue(0, "");
    }

    /** A name that nothing has is told before the wait for the second sample. */
    @Override
    public void begin(Sample first) {
      if (live && named()) {
        Names.requireThere(first, StackBuilder.build(first), name());
      }
    }

    private String text(Stack whole, Set<NodeId> found, Optional<Ledger> ledger) {
      Stack stack =
          found.isEmpty() ? whole : Stacks.chains(whole, found.stream().map(whole::node).toList());
      if (options.hasMatchedOption("--json")) {
        return StackJson.of(stack, ledger) + "\n";
      }
      if (options.hasMatchedOption("--dot")) {
        return StackDot.of(stack, ledger);
      }
      if (options.hasMatchedOption("--svg")) {
        return StackSvg.of(stack, ledger);
      }
      Look look = Looks.of(options, console);
      return found.isEmpty()
          ? StackText.of(whole, ledger, look)
          : StackText.of(whole, found, ledger, look);
    }
  }
}
