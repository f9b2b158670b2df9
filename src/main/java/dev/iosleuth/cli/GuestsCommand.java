package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.ledger.guest.UntoldCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.text.Clock;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.StackText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth guests}: virtual machines, their disks, and both views of them. */
final class GuestsCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth guests",
                "Virtual machines, their disks and what is under them; what each counted itself,"
                    + " and beside it what this host counted of the same disk.",
                List.of(
                    Specs.example("iosleuth guests", "all of this host, since they started"),
                    Specs.example("iosleuth guests web1", "one, and why both sides differ"),
                    Specs.example("iosleuth guests --interval 5", "operations a second, latencies"),
                    Specs.example("iosleuth guests web1 --interval 5", "down to the disks"),
                    Specs.example("iosleuth guests --from node1.rec", "of a recording")))
            .addPositional(Specs.optional("NAME", "a guest by its name, number, UUID or pid"))
            .addOption(
                Specs.value(
                    "--interval", Double.class, "S", "watch for so long and show rates, too"))
            .addOption(Specs.flag("--json", "one JSON object"))
            .addOption(Looks.option());
    return InputOptions.addTo(spec);
  }

  @Override
  public int run(ParseResult options, Console console) {
    if (options.hasMatchedPositional(0) && options.matchedPositionalValue(0, "").isEmpty()) {
      throw new Failure("an empty name; iosleuth guests lists all there are");
    }
    double seconds = InputOptions.seconds(options, "--interval", 1);
    Input input =
        InputOptions.of(
            options, new Input.Live(seconds, 1, Set.of(), Set.of(Collector.Ask.AGENTS)));
    var printer = new Printer(options, input, console);
    int status = Watch.run(options, input, printer, console);
    if (status != Status.INTERRUPTED) {
      printer.wanted.require();
    }
    printer.rights.tell(console);
    return status;
  }

  /** Prints guests. */
  private static final class Printer implements Watch.Printer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Rights rights;
    private final ParseResult options;
    private final Console console;
    private final boolean live;
    private final WantedGuest wanted;

    /** What intervals without the guest have to say, until one has it. */
    private final List<String> held = new ArrayList<>();

    private int status = Status.ANSWERED;

    Printer(ParseResult options, Input input, Console console) {
      this.options = options;
      this.live = input instanceof Input.Live;
      this.rights = new Rights(live);
      this.console = console;
      boolean named = options.hasMatchedPositional(0);
      this.wanted =
          new WantedGuest(
              named ? Optional.of(options.matchedPositionalValue(0, "")) : Optional.empty());
    }

    /** Since each started. */
    @Override
    public void now() {
      Reading<Exits> nobody = Reading.absent("nothing to be compared with");
      one(
          new Collector(Set.of(), Set.of(Collector.Ask.AGENTS, Collector.Ask.MONITORS_TWICE))
              .collect(GuardedTree.host("/"), Optional.empty(), nobody));
    }

    @Override
    public void one(Sample sample) {
      Stack stack = StackBuilder.build(sample);
      print(sample, stack, GuestViews.of(sample, stack), Optional.empty());
    }

    /** A name that nobody has here is told before the wait. */
    @Override
    public void begin(Sample first) {
      if (live) {
        wanted.among(first.guests());
        wanted.require();
      }
    }

    @Override
    public int status() {
      return status;
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
      Stack stack = StackBuilder.build(after);
      Ledger ledger = Inputs.marked(bookkeeper.post(before, after, stack), samples);
      List<GuestView> views = GuestViews.of(before, after, stack, ledger);
      boolean json = options.hasMatchedOption("--json");
      return print(after, stack, views, Optional.of(json ? Inputs.noted(ledger, samples) : ledger));
    }

    private boolean print(
        Sample sample, Stack stack, List<GuestView> all, Optional<Ledger> ledger) {
      List<Guest> guests = all.stream().map(GuestView::guest).toList();
      Set<String> its = wanted.among(guests);
      List<GuestView> views =
          all.stream().filter(view -> its.contains(view.guest().name())).toList();
      var notes = new ArrayList<Note>(ledger.map(Ledger::notes).orElse(stack.notes()));
      views.forEach(view -> notes.addAll(UntoldCounters.notes(sample, view, List.copyOf(notes))));
      if (wanted.named()) {
        Set<String> others = names(guests);
        others.removeAll(its);
        notes.removeIf(note -> others.contains(note.subject()));
      }
      status = Math.max(status, Status.of(notes));
      rights.look(notes);
      boolean without = wanted.named() && views.isEmpty();
      String missing = without ? wanted.missing(names(guests)) : "";
      if (options.hasMatchedOption("--json")) {
        if (without) {
          notes.add(new Note(Note.Kind.METHOD, "guests", missing));
        }
        return print(GuestsJson.of(views, ledger, notes) + "\n");
      }
      var look = Looks.of(options, console);
      if (without) {
        String when = ledger.map(books -> Clock.between(books, look.zone())).orElse("");
        return print(when + ": " + Escape.terminal(missing) + "\n");
      }
      return print(text(sample, stack, views, ledger, notes, look));
    }

    private static Set<String> names(List<Guest> guests) {
      return guests.stream().map(Guest::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Nothing until an interval has the guest: if none has, the command is refused. */
    private boolean print(String text) {
      held.add(text);
      if (!wanted.found()) {
        return true;
      }
      boolean more = console.print(String.join("", held));
      held.clear();
      return more;
    }

    private String text(
        Sample sample,
        Stack stack,
        List<GuestView> views,
        Optional<Ledger> ledger,
        List<Note> notes,
        Look look) {
      String text =
          GuestsText.of(sample, views, ledger.map(Ledger::seconds), wanted.named(), notes, look);
      Set<NodeId> nodes =
          views.stream()
              .flatMap(view -> new GuestImages(stack).node(view.guest()).stream())
              .map(Node::id)
              .collect(Collectors.toSet());
      boolean deep = wanted.named() && ledger.isPresent() && !nodes.isEmpty();
      return deep ? text + "\n" + StackText.of(stack, nodes, ledger, look) : text;
    }
  }
}
