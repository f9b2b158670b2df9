package dev.iosleuth.view.text;

import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;

/** The answer in words: which disks are busy, with whom, and what runs beside. */
public final class HostWords {
  /** Below this the disks are at rest, whoever has the larger part of it. */
  private static final double QUIET = 0.01;

  private static final double WORTH_A_SENTENCE = 0.1;
  private static final double WORTH_TELLING = 1.5;
  private static final int USUAL_WIDTH = 80;
  private static final int NAME = 34;
  private final Ledger ledger;
  private final Stack stack;
  private final double totalMs;

  private HostWords(Ledger ledger, Stack stack) {
    this.ledger = ledger;
    this.stack = stack;
    this.totalMs = BalanceText.totalMs(ledger);
  }

  /**
   * At most four lines of 80 columns' worth; sentences that find no room are left out, the last
   * ones first.
   */
  static List<String> lines(Ledger ledger, Stack stack, int columns) {
    int most =
        Math.max(HostScreen.WORDS, Math.ceilDiv(HostScreen.WORDS * USUAL_WIDTH, columns) - 2);
    var lines = List.<String>of();
    var said = new StringBuilder();
    for (String sentence : new HostWords(ledger, stack).sentences()) {
      List<String> longer = Wrap.lines((said + " " + sentence).strip(), columns);
      if (longer.size() <= most) {
        lines = longer;
        said.append(' ').append(sentence);
      }
    }
    return lines;
  }

  /** How busy the disks are, in one sentence. */
  public static String busy(Ledger ledger, Stack stack) {
    List<DeviceLedger> disks = BalanceText.disks(ledger);
    List<Busy> busy = Busy.first(disks);
    if (busy.isEmpty()) {
      return disks.isEmpty() ? "No disk that belongs to this host was seen." : uncounted(disks);
    }
    if (busy.getFirst().share() >= QUIET) {
      return BusyWords.of(busy, stack);
    }
    boolean idle = Grouping.byHabit(ledger).stream().allMatch(Group::idle);
    return idle ? "All disks are idle." : quiet(busy.getFirst());
  }

  private List<String> sentences() {
    var sentences = new ArrayList<String>();
    ledger.notes().stream()
        .filter(Note::tellsCut)
        .forEach(n -> sentences.add("Interrupted: " + n.text() + "."));
    sentences.add(busy(ledger, stack));
    List<Busy> busy = Busy.first(BalanceText.disks(ledger));
    if (!busy.isEmpty() && busy.getFirst().share() >= QUIET) {
      accounts(Grouping.byHabit(ledger).stream().filter(g -> !g.idle()).toList(), sentences);
    }
    others(sentences);
    return sentences;
  }

  private static String uncounted(List<DeviceLedger> disks) {
    DeviceLedger first = disks.getFirst();
    String why = first.flow().whyNot().orElse("no time passed");
    return "What the disks did is not known: "
        + Labels.of(first.node(), 20)
        + ": "
        + Escape.terminal(why, 120)
        + ".";
  }

  private static String quiet(Busy busiest) {
    if (busiest.share() == 0) {
      return "All is quiet: no disk was busy long enough to be counted.";
    }
    String percent = Units.percent(busiest.share());
    return percent.startsWith("<")
        ? "All is quiet: no disk is even " + percent.substring(1) + " busy."
        : "All is quiet: no disk is more than " + percent + " busy.";
  }

  private void accounts(List<Group> groups, List<String> sentences) {
    int told = 0;
    for (Group group : groups) {
      if (AccountTable.unexplained(group)) {
        continue;
      }
      boolean worth = share(group) >= WORTH_A_SENTENCE;
      if (told == 0 || (worth && told < 3)) {
        sentences.add(sentence(group, told == 0));
        told++;
      } else if (running(group)) {
        sentences.add(
            Labels.of(group, NAME) + " is running (" + Units.percent(share(group)) + ").");
      }
    }
    groups.stream()
        .filter(g -> AccountTable.unexplained(g) && share(g) > 0.01)
        .forEach(g -> sentences.add(Units.percent(share(g)) + " is unexplained."));
  }

  private double share(Group group) {
    return totalMs > 0 ? group.moved().deviceMs() / totalMs : 0;
  }

  private static boolean running(Group group) {
    return group.kind().equals("job")
        && List.of("check", "resync", "recovery", "repair", "reshape").stream()
            .anyMatch(group.name()::endsWith);
  }

  private String sentence(Group group, boolean first) {
    String share = Units.percent(share(group));
    return switch (group.kind()) {
      case "job" -> job(group) + " adds " + share + ".";
      case "replica" -> share + " " + of(first) + "is replication for " + replica(group) + ".";
      default -> "%s %sis %s: %s.".formatted(share, of(first), Labels.of(group, NAME), load(group));
    };
  }

  /** With its progress where the array tells it: {@code md1 check (41 %)}. */
  private String job(Group group) {
    String name = Labels.of(group, NAME);
    return stack.nodes().values().stream()
        .filter(n -> n.kind() == Node.Kind.ARRAY)
        .filter(n -> group.name().startsWith(n.kernelName() + " "))
        .map(n -> n.attribute("job"))
        .filter(j -> j.endsWith(" %"))
        .map(j -> name + " (" + Escape.terminal(j.substring(j.indexOf(' ') + 1), 12) + ")")
        .findFirst()
        .orElse(name);
  }

  private static String of(boolean first) {
    return first ? "of it " : "";
  }

  private static String replica(Group group) {
    String name = Escape.terminal(group.name(), NAME);
    return group.host().isEmpty()
        ? name
        : name + ", which runs on " + Escape.terminal(group.host(), NAME);
  }

  /** {@code 79 writes/s of 13.5 KiB, 62 flushes/s}: what the disks did, as in the table. */
  private String load(Group group) {
    double seconds = ledger.seconds() > 0 ? ledger.seconds() : Double.NaN;
    Group.Moved moved = group.moved();
    var words = new ArrayList<String>();
    long ops = moved.readOps() + moved.writeOps();
    part("reads/s", moved.readOps(), moved.readBytes(), ops, seconds, words);
    part("writes/s", moved.writeOps(), moved.writeBytes(), ops, seconds, words);
    group
        .issued()
        .map(AccountTotal.Issued::ops)
        .filter(asked -> asked > 0 && !words.isEmpty() && apart(asked, (double) ops))
        .ifPresent(asked ->
            words.add(
                "%s (%s asked for%s)"
                    .formatted(
                        words.removeLast(),
                        Units.spokenRate(asked / seconds),
                        words.isEmpty() ? "" : " in all")));
    if (moved.flushOps() > 0) {
      words.add(Units.spokenRate(moved.flushOps() / seconds) + " flushes/s");
    }
    if (moved.discardOps() > 0) {
      words.add(Units.spokenRate(moved.discardOps() / seconds) + " discards/s");
    }
    return words.isEmpty() ? "nothing that is counted" : String.join(", ", words);
  }

  /** Copied to a mirror, or merged: worth telling. */
  private static boolean apart(double asked, double done) {
    return asked > WORTH_TELLING * done || done > WORTH_TELLING * asked;
  }

  private static void part(
      String unit, long ops, long bytes, long all, double seconds, List<String> words) {
    if (ops > 0 && ops >= 0.05 * all) {
      String size = bytes > 0 ? " of " + Units.size((double) bytes / ops) : "";
      words.add(Units.spokenRate(ops / seconds) + " " + unit + size);
    }
  }

  /** Leaves that host totals leave out are not passed over in silence. */
  private void others(List<String> sentences) {
    ledger.devices().stream()
        .filter(d -> d.node().leaf().filter(k -> !k.inHostTotals()).isPresent())
        .filter(d ->
            d.flow().optional().filter(f -> f.reads().ops() + f.writes().ops() > 0).isPresent())
        .max(
            java.util.Comparator.comparingLong(
                d -> d.flow().map(f -> f.reads().bytes() + f.writes().bytes()).orElse(0L)))
        .ifPresent(d -> sentences.add(other(d)));
  }

  private static String other(DeviceLedger device) {
    Node node = device.node();
    String kind = node.leaf().map(k -> k.name().toLowerCase(java.util.Locale.ROOT)).orElse("");
    double bytes =
        device.flow().map(f -> (f.reads().bytes() + f.writes().bytes()) / f.seconds()).orElse(0.0);
    return "Not in the total: %s (%s), %s MiB/s."
        .formatted(Labels.of(node, 24), kind, Units.mebi(bytes));
  }
}
