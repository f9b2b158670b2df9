package dev.iosleuth.view.text;

import dev.iosleuth.finding.Finding;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One interval of a host on one screen of 24 lines: an answer in words, the ledger, where to dig.
 */
public final class HostScreen {
  public static final int LINES = 24;
  static final int WORDS = 4;
  private static final int ROWS = 12;
  private static final int FINDINGS = 3;

  /** The heading, the total and the empty line after it. */
  private static final int AROUND_ROWS = 3;

  /** A name that a shell takes as it stands. */
  private static final Pattern TYPEABLE =
      Pattern.compile("[A-Za-z0-9._/@:+][A-Za-z0-9._/@:+-]{0,25}");

  private HostScreen() {}

  public static String of(Ledger ledger, Stack stack, Look terminal) {
    return of(ledger, stack, List.of(), terminal);
  }

  /**
   * @param findings most costly first
   */
  public static String of(Ledger ledger, Stack stack, List<Finding> findings, Look terminal) {
    Look look = terminal.table();
    var lines = new ArrayList<String>();
    lines.add(title(ledger, stack, look));
    lines.add("");
    lines.addAll(HostWords.lines(ledger, stack, look.width()));
    lines.add("");
    List<Group> groups = Grouping.byHabit(ledger).stream().filter(g -> !g.idle()).toList();
    List<String> dig = new ArrayList<>(ExplanationText.first(findings, FINDINGS, look));
    dig.addAll(dig(ledger, stack, groups, look));
    if (!groups.isEmpty()) {
      var table = new AccountTable(look, ledger);
      int others = lines.size() + AROUND_ROWS + dig.size();
      lines.add(table.heading("WHO"));
      lines.addAll(table.rows(groups, Math.min(ROWS, LINES - others)));
      lines.add(total(ledger, look));
      lines.add("");
    }
    lines.addAll(dig);
    return String.join("\n", lines) + "\n";
  }

  private static String title(Ledger ledger, Stack stack, Look look) {
    String right = ledger.dated() ? Clock.minutes(ledger.end(), look.zone()) : Clock.UNKNOWN;
    int room = look.width() - Width.of(right) - 1;
    String left =
        "iosleuth · "
            + Labels.host(ledger, look.width() / 4)
            + " · "
            + Units.seconds(ledger.seconds());
    left = with(left, BalanceText.disks(ledger).size(), "disk", "disks", " · ", room);
    left = with(left, kind(stack, Node.Kind.VOLUME), "volume", "volumes", ", ", room);
    left = with(left, kind(stack, Node.Kind.GUEST), "guest", "guests", ", ", room);
    return look.bold(Columns.left(left, room)) + " " + right;
  }

  /** With a count, if there is anything to count and room to say so. */
  private static String with(
      String left, long number, String one, String many, String between, int room) {
    String longer = left + between + Units.count(number, one, many);
    return number > 0 && Width.of(longer) <= room ? longer : left;
  }

  private static boolean there(Stack stack, String guest) {
    return stack.nodes().values().stream()
        .anyMatch(node -> node.kind() == Node.Kind.GUEST && node.name().equals(guest));
  }

  private static long kind(Stack stack, Node.Kind kind) {
    return stack.nodes().values().stream().filter(n -> n.kind() == kind).count();
  }

  /** Under the shares where it fits. */
  private static String total(Ledger ledger, Look look) {
    String line = BalanceText.line(ledger, look.width());
    int indent = AccountTable.who(look) + 1;
    return " ".repeat(Math.clamp(look.width() - Width.of(line), 0, indent)) + line;
  }

  private static List<String> dig(Ledger ledger, Stack stack, List<Group> groups, Look look) {
    var lines = new ArrayList<String>();
    long unseen =
        ledger.notes().stream().filter(n -> n.kind() != Note.Kind.METHOD && !n.tellsCut()).count();
    if (unseen > 0) {
      lines.addAll(
          Wrap.lines(
              Units.count(unseen, "thing was", "things were")
                  + " not seen or not understood: iosleuth ledger tells which",
              look.width()));
    }
    String why = "Why: iosleuth explain";
    String way = ("Way down: iosleuth stack " + name(ledger, stack, groups)).strip();
    String both = why + "    " + way;
    List<String> ways = Width.of(both) <= look.width() ? List.of(both) : List.of(why, way);
    ways.stream()
        .flatMap(line -> Wrap.lines(line, look.width()).stream())
        .forEach(line -> lines.add(look.faint(line)));
    return lines;
  }

  /** The guest that leads the ledger, if it is still there, else its busiest leaf. */
  private static String name(Ledger ledger, Stack stack, List<Group> groups) {
    return groups.stream()
        .limit(1)
        .filter(g -> g.kind().equals("guest"))
        .map(Group::name)
        .filter(name -> there(stack, name))
        .filter(n -> TYPEABLE.matcher(n).matches())
        .findFirst()
        .or(() ->
            Busy.first(BalanceText.disks(ledger)).stream()
                .map(Busy::device)
                .map(DeviceLedger::node)
                .map(Node::kernelName)
                .filter(n -> TYPEABLE.matcher(n).matches())
                .findFirst())
        .orElse("");
  }
}
