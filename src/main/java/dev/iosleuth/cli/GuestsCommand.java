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
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.StackText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth guests}: virtual machines, their disks, and both views of them. */
final class GuestsCommand implements Command {
  private static final int MOST_NAMES = 8;

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
    printer.rights.tell(console);
    return status;
  }

  /** Prints guests. */
  private static final class Printer implements Watch.Printer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Rights rights;
    private final ParseResult options;
    private final Console console;
    private int status = Status.ANSWERED;

    Printer(ParseResult options, Input input, Console console) {
      this.options = options;
      this.rights = new Rights(input instanceof Input.Live);
      this.console = console;
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

    @Override
    public void begin(Sample first) {
      found(first.guests());
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public boolean show(Sample before, Sample after, Samples samples) {
      Stack stack = StackBuilder.build(after);
      Ledger ledger = Inputs.marked(bookkeeper.post(before, after, stack), samples);
      List<GuestView> views = GuestViews.of(before, after, stack, ledger);
      boolean json = options.hasMatchedOption("--json");
      return print(after, stack, views, Optional.of(json ? Inputs.noted(ledger, samples) : ledger));
    }

    /** The guests that are asked for; a name that none has ends the command. */
    Set<String> found(List<Guest> guests) {
      List<Guest> found = guests.stream().filter(guest -> !named() || is(guest, name())).toList();
      if (named() && found.isEmpty()) {
        String names =
            guests.stream().map(Guest::name).limit(MOST_NAMES).collect(Collectors.joining(", "));
        int more = guests.size() - MOST_NAMES;
        throw new Failure(
            "no guest is called '"
                + name()
                + "'"
                + (names.isEmpty() ? "; none runs here" : "; here run " + names)
                + (more > 0 ? " and " + more + " more: iosleuth guests lists them" : ""));
      }
      return found.stream().map(Guest::name).collect(Collectors.toSet());
    }

    /** Of several with one name all but the first have their number behind it. */
    private static boolean is(Guest guest, String name) {
      String numbered = guest.pid().map(pid -> name + ":" + pid).orElse(name);
      return guest.name().equals(numbered)
          || Stream.of(
                  guest.name(),
                  guest.title(),
                  guest.uuid().orElse(""),
                  guest.pid().map(String::valueOf).orElse(""))
              .anyMatch(name::equals);
    }

    private boolean named() {
      return options.hasMatchedPositional(0);
    }

    private String name() {
      return options.matchedPositionalValue(0, "");
    }

    private boolean print(
        Sample sample, Stack stack, List<GuestView> all, Optional<Ledger> ledger) {
      Set<String> wanted = found(all.stream().map(GuestView::guest).toList());
      List<GuestView> views =
          all.stream().filter(view -> wanted.contains(view.guest().name())).toList();
      var notes = new ArrayList<Note>(ledger.map(Ledger::notes).orElse(stack.notes()));
      views.forEach(view -> notes.addAll(UntoldCounters.notes(view, List.copyOf(notes))));
      if (named()) {
        List<Guest> others =
            all.stream().map(GuestView::guest).filter(g -> !wanted.contains(g.name())).toList();
        notes.removeIf(note -> others.stream().anyMatch(other -> isOf(note, other)));
      }
      status = Math.max(status, Status.of(notes));
      rights.look(notes);
      if (options.hasMatchedOption("--json")) {
        return console.print(GuestsJson.of(views, ledger, notes) + "\n");
      }
      var look = Looks.of(options, console);
      String text = GuestsText.of(sample, views, ledger.map(Ledger::seconds), named(), notes, look);
      Set<Node> nodes =
          views.stream()
              .flatMap(view -> new GuestImages(stack).node(view.guest()).stream())
              .collect(Collectors.toSet());
      boolean deep = named() && ledger.isPresent() && !nodes.isEmpty();
      return console.print(
          deep
              ? text
                  + "\n"
                  + StackText.of(
                      stack, nodes.stream().map(Node::id).collect(Collectors.toSet()), ledger, look)
              : text);
    }

    /** What is said of a guest, or its monitor said. */
    private static boolean isOf(Note note, Guest guest) {
      return note.subject().equals(guest.name())
          || guest.pid().filter(pid -> note.subject().startsWith("qemu/" + pid + "/")).isPresent();
    }
  }
}
