package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.ReplicatedHost;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.ReplicationJson;
import dev.iosleuth.view.text.ReplicationText;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth ledger --from NODE1 --from NODE2}: the books of hosts that replicate. */
final class JoinedLedgers {
  /** Of the shorter recording, that the two may be apart at either end. */
  private static final double APART = 0.1;

  private final ParseResult options;
  private final Console console;
  private final List<ReplicatedHost> hosts = new ArrayList<>();
  private int status = Status.ANSWERED;

  private JoinedLedgers(ParseResult options, Console console) {
    this.options = options;
    this.console = console;
  }

  static int show(ParseResult options, Console console) {
    InputOptions.refuse(
        options,
        "one recording: give one --from",
        "--inside",
        "--by",
        "--device",
        "--csv",
        "--why",
        "--each",
        "--interval",
        "--count");
    var joined = new JoinedLedgers(options, console);
    for (Input.Recorded input : InputOptions.recordings(options)) {
      joined.read(input);
    }
    return joined.print();
  }

  private void read(Input.Recorded input) {
    try (Samples samples = Inputs.open(input, console)) {
      long shown =
          Intervals.show(
              samples,
              input.choice(),
              ZoneId.systemDefault(),
              (before, after) -> {
                hosts.add(host(before, after, samples));
                return true;
              });
      Inputs.requireShown(shown, input, console);
      status = Math.max(status, Inputs.end(samples, input, status, console));
    }
  }

  private ReplicatedHost host(Sample before, Sample after, Samples samples) {
    Stack stack = StackBuilder.build(after);
    Ledger ledger = Inputs.marked(new Bookkeeper().post(before, after, stack), samples);
    status = Math.max(status, Status.of(ledger.notes()));
    return ReplicatedHost.of(before, after, stack, ledger);
  }

  private int print() {
    var ledgers = new ArrayList<Ledger>();
    for (ReplicatedHost host : hosts) {
      ledgers.add(isApart(host.ledger()) ? host.ledger().with(apart(host)) : host.ledger());
    }
    Replication replication = Replication.of(hosts);
    boolean json = options.hasMatchedOption("--json");
    console.print(
        json
            ? ReplicationJson.of(ledgers, replication) + "\n"
            : ReplicationText.of(ledgers, replication, Looks.of(options, console)));
    return Math.max(status, ledgers.stream().mapToInt(l -> Status.of(l.notes())).max().orElse(0));
  }

  /** Whether the ledger began or ended at another time than the first one. */
  private boolean isApart(Ledger ledger) {
    Ledger first = hosts.getFirst().ledger();
    double allowed = Math.min(first.seconds(), ledger.seconds()) * APART;
    return first.dated()
        && ledger.dated()
        && (seconds(Duration.between(first.start(), ledger.start())) > allowed
            || seconds(Duration.between(first.end(), ledger.end())) > allowed);
  }

  private static double seconds(Duration duration) {
    return duration.abs().toMillis() / 1e3;
  }

  private static Note apart(ReplicatedHost host) {
    return new Note(
        Note.Kind.GAP,
        host.host(),
        "recorded from another time on, or up to another, than the first recording: what was"
            + " written meanwhile stands on one side only");
  }
}
