package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.Figures.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One leaf: what it counted, and who pays for how much of it. */
public final class DeviceText {
  private static final int SHARE = 5;

  /** A device's counters are read some moments before or behind the sample's own time. */
  private static final double SAME_TIME = 0.1;

  private final Look look;
  private final boolean why;
  private final double interval;
  private final Figures figures;
  private final int who;

  /**
   * @param interval its seconds, as they stand elsewhere on the screen
   */
  DeviceText(Look look, boolean why, double interval) {
    this.look = look;
    this.why = why;
    this.interval = interval;
    Set<Column> candidates = EnumSet.of(Column.MEBI, Column.FLUSHES, Column.BASIS);
    if (look.wide()) {
      candidates.add(Column.TIME);
    }
    this.figures = Figures.fitting(look.width(), SHARE + 1, candidates);
    this.who = figures.who();
  }

  /** What a leaf counted, without those who pay. */
  public static List<String> head(DeviceLedger device, double interval, Look look) {
    return new DeviceText(look, false, interval)
        .lines(new DeviceLedger(device.node(), device.flow(), device.emptyWrites(), List.of()));
  }

  List<String> lines(DeviceLedger device) {
    var lines = new ArrayList<String>();
    switch (device.flow()) {
      case Reading.Known<Flow>(Flow flow) -> known(device, flow, lines);
      case Reading.Absent<Flow> absent -> unknown(device.node(), absent.why(), lines);
      case Reading.Malformed<Flow> bad -> unknown(device.node(), bad.sentence(), lines);
    }
    return lines;
  }

  private void unknown(Node node, String reason, List<String> lines) {
    String first = Labels.both(node, 40) + ": ";
    lines.addAll(Wrap.hanging(first, Escape.terminal(reason, 200), look.width()));
  }

  private void known(DeviceLedger device, Flow flow, List<String> lines) {
    lines.add(look.bold(Columns.fit(title(device.node(), flow), look.width())));
    lines.addAll(Wrap.hanging("  ", counted(device, flow), look.width()));
    Map<Payer, List<Posting>> payers =
        device.postings().stream()
            .collect(Collectors.groupingBy(this::payer, LinkedHashMap::new, Collectors.toList()));
    if (payers.isEmpty()) {
      return;
    }
    lines.add(look.bold(heading()));
    payers.values().stream()
        .sorted(
            Comparator.<List<Posting>>comparingDouble(own -> -ms(own))
                .thenComparing(own -> own.getFirst().account()))
        .forEach(own -> account(own, flow, lines));
  }

  /** Who stands on one line: an account, or without reasons all processes of a name together. */
  private record Payer(Account account) {}

  private Payer payer(Posting posting) {
    Account account = posting.account();
    boolean one = why || account.kind() != Account.Kind.PROCESS;
    return new Payer(one ? account : Labels.anyOf(account));
  }

  /** Whether the sections, without reasons, show several processes on one line. */
  static boolean merges(List<DeviceLedger> devices) {
    return devices.stream()
        .filter(device -> device.node().leaf().isPresent())
        .anyMatch(device -> {
          List<Account> processes =
              device.postings().stream()
                  .map(Posting::account)
                  .filter(account -> account.kind() == Account.Kind.PROCESS)
                  .distinct()
                  .toList();
          return processes.stream().map(Labels::anyOf).distinct().count() < processes.size();
        });
  }

  private static String title(Node node, Flow flow) {
    var words = new ArrayList<String>();
    words.add(Labels.both(node, 40));
    String kind = node.leaf().map(k -> k.name().toLowerCase(Locale.ROOT)).orElse("");
    words.add(kind + node.dev().map(d -> " " + d).orElse(""));
    String model = node.attribute("model");
    if (!model.isEmpty()) {
      words.add(Escape.terminal(model, 24));
    }
    words.add(Units.percent(Busy.share(flow)) + " busy");
    return String.join(" · ", words);
  }

  private String counted(DeviceLedger device, Flow flow) {
    var words = new ArrayList<String>();
    words.add(io("read", flow.reads(), 0));
    words.add(io("write", flow.writes(), device.emptyWrites().orElse(0L)));
    flow.discards()
        .optional()
        .filter(d -> d.ops() > 0)
        .ifPresent(d -> words.add(io("discard", d, 0)));
    flow.flushes()
        .optional()
        .ifPresentOrElse(
            f ->
                words.addAll(
                    f.ops() > 0 ? List.of(Units.count(f.ops(), "flush", "flushes")) : List.of()),
            () -> words.add("flushes not counted"));
    return busy(flow) + ": " + String.join(", ", words);
  }

  private String busy(Flow flow) {
    boolean same = Math.abs(flow.seconds() - interval) < SAME_TIME * interval;
    String of = Units.seconds(same ? interval : flow.seconds());
    String busy = "busy " + Units.span(Busy.ms(flow)) + " of " + of;
    // the kernel counts whole ticks of its clock for operations that are shorter
    return flow.busyMs() > flow.busyMaxMs()
        ? busy
            + " (its operations' own times; "
            + Units.span((double) flow.busyMs())
            + " by the clock's ticks)"
        : busy;
  }

  /** {@code 6 + 17 merged writes (92 KiB in all)}: elsewhere a size is that of one operation. */
  private static String io(String one, Flow.Io io, long empty) {
    String merges = io.merges() > 0 ? " + " + Units.whole(io.merges()) + " merged" : "";
    long all = io.ops() + io.merges();
    var asides = new ArrayList<String>();
    if (all > 0) {
      asides.add(Units.size((double) io.bytes()) + (all > 1 ? " in all" : ""));
    }
    if (empty > 0) {
      asides.add(Units.whole(empty) + " of them empty");
    }
    return Units.whole(io.ops())
        + merges
        + " "
        + (all == 1 ? one : one + "s")
        + (asides.isEmpty() ? "" : " (" + String.join(", ", asides) + ")");
  }

  private String heading() {
    return Columns.left("  WHO", who)
        + Columns.right("BUSY", SHARE)
        + " "
        + Columns.right("r/s", 7)
        + Columns.right("w/s", 7)
        + figures.right(Column.FLUSHES, "flush/s")
        + figures.right(Column.MEBI, "MiB/s")
        + figures.right(Column.TIME, "TIME")
        + (figures.has(Column.BASIS) ? "  BASIS" : "");
  }

  private void account(List<Posting> postings, Flow flow, List<String> lines) {
    Account account = postings.getFirst().account();
    long members = postings.stream().map(Posting::account).distinct().count();
    double seconds = flow.seconds() > 0 ? flow.seconds() : Double.NaN;
    double ms = ms(postings);
    double share = flow.busyMs() > 0 ? ms / flow.busyMs() : 0;
    long bytes =
        postings.stream()
            .filter(p -> p.direction() != Direction.DISCARD)
            .mapToLong(Posting::bytes)
            .sum();
    double discards = ops(postings, Direction.DISCARD);
    double others = postings.stream().mapToLong(Posting::ops).sum() - discards;
    Basis basis = postings.stream().map(Posting::basis).reduce(Basis.MEASURED, Basis::and);
    String moved =
        discards > 0 && others == 0
            ? Discards.alone(discards / seconds, figures.moved())
            : Columns.right(Units.columnRate(ops(postings, Direction.READ) / seconds), 7)
                + Columns.right(Units.columnRate(ops(postings, Direction.WRITE) / seconds), 7)
                + figures.right(
                    Column.FLUSHES, Units.columnRate(ops(postings, Direction.FLUSH) / seconds))
                + figures.right(Column.MEBI, Units.mebi(bytes / seconds));
    String line =
        Columns.left("  " + Labels.of(account, members, who - 3), who)
            + Columns.right(Units.percent(share), SHARE)
            + " "
            + moved
            + figures.right(Column.TIME, Units.span(ms * Busy.scale(flow)))
            + (figures.has(Column.BASIS) ? "  " + basis.name().toLowerCase(Locale.ROOT) : "");
    lines.add(account.kind() == Account.Kind.UNEXPLAINED ? look.warning(line) : line);
    if (discards > 0 && others > 0) {
      lines.add("    and " + Units.rate(discards / seconds) + " discards/s");
    }
    if (why) {
      postings.forEach(p -> lines.addAll(posting(p, flow)));
    }
  }

  private List<String> posting(Posting posting, Flow flow) {
    String text =
        "%s: %s, %s, %s; %s%s"
            .formatted(
                posting.direction().name().toLowerCase(Locale.ROOT),
                operations(posting),
                Units.size((double) posting.bytes()),
                Units.span(posting.deviceMs() * Busy.scale(flow)),
                posting.basis().name().toLowerCase(Locale.ROOT),
                via(posting.via()));
    return Wrap.hanging("      ", text, look.width());
  }

  /** A part of bytes can be less than one operation. */
  private static String operations(Posting posting) {
    if (posting.arrivals() == 0 && posting.bytes() > 0) {
      return "less than 1 op";
    }
    long merged = posting.arrivals() - posting.ops();
    return "%s of %s%s"
        .formatted(
            Units.count(posting.ops(), "op", "ops"),
            Units.count(posting.arrivals(), "arrival", "arrivals"),
            merged > 0 ? " (" + Units.whole(merged) + " merged)" : "");
  }

  private static String via(List<NodeId> via) {
    if (via.isEmpty()) {
      return "";
    }
    return " via "
        + via.stream()
            .map(id -> Escape.terminal(id.value(), 48))
            .collect(Collectors.joining(" > "));
  }

  private static double ops(List<Posting> postings, Direction direction) {
    long ops =
        postings.stream().filter(p -> p.direction() == direction).mapToLong(Posting::ops).sum();
    return (double) ops;
  }

  private static double ms(List<Posting> postings) {
    return postings.stream().mapToDouble(Posting::deviceMs).sum();
  }
}
