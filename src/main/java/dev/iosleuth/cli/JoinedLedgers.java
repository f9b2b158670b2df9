package dev.iosleuth.cli;

import dev.iosleuth.cli.Samples.Range;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.DrbdProgress.Resynced;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.ReplicatedHost;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Resyncs;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.ReplicationJson;
import dev.iosleuth.view.text.ReplicationText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth ledger --from NODE1 --from NODE2}: the books of hosts that replicate. */
final class JoinedLedgers {
  /** Seconds that are printed as none. */
  private static final double SAME = 0.05;

  private final ParseResult options;
  private final Console console;
  private final List<ReplicatedHost> hosts = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final List<Posting> postings = new ArrayList<>();
  private final Map<String, String> fileOfBoot = new HashMap<>();
  private boolean anonymous;
  private int status = Status.ANSWERED;

  /** Posts the books of one host, again where those of another tell more of a resync. */
  private interface Posting {
    ReplicatedHost with(Map<Integer, Resynced> told);
  }

  private JoinedLedgers(ParseResult options, Console console) {
    this.options = options;
    this.console = console;
  }

  static int show(ParseResult options, Console console) {
    for (String name : List.of("--inside", "--by", "--device", "--csv", "--why")) {
      if (options.hasMatchedOption(name)) {
        throw new Failure(
            name
                + " is not to be had of several hosts: their ledger is text or --json; give one"
                + " --from for "
                + name);
      }
    }
    InputOptions.refuse(
        options, "one recording: give one --from", "--each", "--interval", "--count");
    var joined = new JoinedLedgers(options, console);
    joined.read(InputOptions.recordings(options));
    return joined.print();
  }

  private void read(List<Input.Recorded> inputs) {
    var opened = new ArrayList<Samples>();
    try {
      inputs.forEach(input -> opened.add(Inputs.open(input, console)));
      anonymous = opened.stream().anyMatch(Samples::anonymous);
      Input.Choice asked = inputs.getFirst().choice();
      List<Range> times = times(asked, opened.stream().map(Samples::times).toList());
      for (int i = 0; i < inputs.size(); i++) {
        read(
            inputs.get(i),
            opened.get(i),
            times.isEmpty() ? Optional.empty() : Optional.of(times.get(i)),
            asked instanceof Input.Choice.Whole);
      }
      tellResyncs();
    } finally {
      opened.forEach(Samples::close);
    }
  }

  /** Of each what is of one time; empty where each finds by itself what is asked for. */
  private static List<Range> times(Input.Choice asked, List<List<Instant>> samples) {
    return switch (asked) {
      case Input.Choice.Whole _ -> CommonTime.of(samples);
      case Input.Choice.At(When time) when samples.stream().noneMatch(List::isEmpty) ->
          CommonTime.at(samples, time.in(samples.getFirst().getFirst(), ZoneId.systemDefault()));
      case Input.Choice.At _, Input.Choice.Between _, Input.Choice.Each _ -> List.of();
    };
  }

  /**
   * @param part of its time that is of one with the others'
   * @param whole whether that is all that there is of it
   */
  private void read(Input.Recorded input, Samples samples, Optional<Range> part, boolean whole) {
    Optional<Range> common = whole ? part : Optional.empty();
    Input.Choice choice =
        part.<Input.Choice>map(time ->
                new Input.Choice.Between(new When.Exact(time.first()), new When.Exact(time.last())))
            .orElse(input.choice());
    var viewer = new Viewer(input, samples, common);
    long shown = Intervals.show(samples, choice, ZoneId.systemDefault(), viewer);
    Inputs.requireShown(shown, input, console);
    status = Math.max(status, Inputs.end(samples, input, status, console));
  }

  /** Counted twice, what one host did would be twice as much. */
  private void requireAnotherHost(Input.Recorded input, Sample sample) {
    String boot =
        sample.bootId().orElse(sample.host() + " " + sample.wall() + " " + sample.nanos());
    String other = fileOfBoot.put(boot, input.file());
    if (other != null) {
      throw new Failure(
          "%s and %s are both of %s: give one recording of each host"
              .formatted(other, input.file(), sample.host()));
    }
  }

  private void tellResyncs() {
    List<Map<Integer, Resynced>> told = Resyncs.of(hosts);
    for (int i = 0; i < told.size(); i++) {
      if (!told.get(i).isEmpty()) {
        hosts.set(i, postings.get(i).with(told.get(i)));
      }
    }
  }

  /** Posts the books of one host. */
  private final class Viewer implements Intervals.Viewer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final Input.Recorded input;
    private final Samples samples;
    private final Optional<Range> common;

    Viewer(Input.Recorded input, Samples samples, Optional<Range> common) {
      this.input = input;
      this.samples = samples;
      this.common = common;
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
      requireAnotherHost(input, before);
      Stack stack = StackBuilder.build(after);
      Posting posting = told -> host(before, after, stack, told);
      postings.add(posting);
      hosts.add(posting.with(Map.of()));
      files.add(input.file());
      return true;
    }

    private ReplicatedHost host(
        Sample before, Sample after, Stack stack, Map<Integer, Resynced> told) {
      Ledger ledger = bookkeeper.copy().post(before, after, stack, told);
      ledger = Inputs.marked(ledger, samples);
      for (Note note : leftOut(ledger.host(), samples, common)) {
        ledger = ledger.with(note);
      }
      return ReplicatedHost.of(before, after, stack, ledger, told);
    }
  }

  private static List<Note> leftOut(String host, Samples samples, Optional<Range> common) {
    if (common.isEmpty() || common.equals(samples.range())) {
      return List.of();
    }
    Range all = samples.range().orElseThrow();
    String text =
        String.format(
            Locale.ROOT,
            "left out what the others have not recorded: %.1f s at its beginning, %.1f s at its end",
            seconds(all.first(), common.get().first()),
            seconds(common.get().last(), all.last()));
    return List.of(new Note(Note.Kind.METHOD, host, text));
  }

  private int print() {
    Replication found = Replication.of(hosts);
    Replication replication = anonymous ? found.withNamesReplaced() : found;
    var ledgers = new ArrayList<Ledger>();
    for (int i = 0; i < hosts.size(); i++) {
      Ledger ledger = hosts.get(i).ledger();
      Optional<Note> note = replication.together() ? apart(hosts.get(i)) : noneInCommon(i);
      ledgers.add(note.map(ledger::with).orElse(ledger));
    }
    boolean json = options.hasMatchedOption("--json");
    console.print(
        json
            ? ReplicationJson.of(ledgers, replication) + "\n"
            : ReplicationText.of(ledgers, replication, Looks.of(options, console)));
    return Math.max(status, ledgers.stream().mapToInt(l -> Status.of(l.notes())).max().orElse(0));
  }

  /** Whether the ledger began or ended at another time than the first one, and by how much. */
  private Optional<Note> apart(ReplicatedHost host) {
    Ledger first = hosts.getFirst().ledger();
    Ledger ledger = host.ledger();
    double begins = seconds(first.start(), ledger.start());
    double ends = seconds(first.end(), ledger.end());
    String text =
        String.format(
            Locale.ROOT,
            "by the two clocks this began %s and ended %s than on %s: what was written meanwhile"
                + " stands on one side only",
            later(begins),
            later(ends),
            first.host());
    return Replication.apart(first, ledger)
        ? Optional.of(new Note(Note.Kind.GAP, host.host(), text))
        : Optional.empty();
  }

  private static String later(double seconds) {
    return Math.abs(seconds) < SAME
        ? "no earlier"
        : String.format(
            Locale.ROOT, "%.1f s %s", Math.abs(seconds), seconds < 0 ? "earlier" : "later");
  }

  /** Of those that overlap with no other, if that are not all or none. */
  private Optional<Note> noneInCommon(int host) {
    String text = files.get(host) + " has no time in common with the others: no ratios";
    return alone(host) || IntStream.range(0, hosts.size()).noneMatch(this::alone)
        ? Optional.of(new Note(Note.Kind.GAP, hosts.get(host).host(), text))
        : Optional.empty();
  }

  private boolean alone(int host) {
    return IntStream.range(0, hosts.size())
        .noneMatch(other -> other != host && time(host).with(time(other)).holdsSome());
  }

  private Range time(int host) {
    Ledger ledger = hosts.get(host).ledger();
    return new Range(ledger.start(), ledger.end());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
