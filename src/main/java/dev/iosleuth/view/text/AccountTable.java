package dev.iosleuth.view.text;

import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.view.text.Figures.Column;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table of who has which share of the disks' time. Columns are what the disks did; ISSUED is
 * what was asked for.
 */
final class AccountTable {
  private static final int SHARE = 5;
  private static final int BAR = 6;
  private static final int WIDE_BAR = 10;

  /** Less is shown as 0.0 a second, 0.00 MiB a second, and less than 1 %. */
  private static final double LEAST_RATE = 0.05;

  private static final double LEAST_BYTES = 0.005 * 1024 * 1024;
  private static final double LEAST_SHARE = 0.005;

  private final Look look;
  private final double seconds;
  private final double totalMs;
  private final boolean chosen;
  private final Figures figures;
  private final int bar;
  private final int who;

  AccountTable(Look look, Ledger ledger) {
    this(look, ledger, true);
  }

  /**
   * @param issued whether any row can tell what was asked for
   */
  AccountTable(Look look, Ledger ledger, boolean issued) {
    this.look = look;
    this.seconds = ledger.seconds() > 0 ? ledger.seconds() : Double.NaN;
    this.totalMs = BalanceText.totalMs(ledger);
    this.chosen = ledger.chosen();
    this.figures = figures(look, issued);
    this.bar = !figures.has(Column.BAR) ? 0 : look.wide() ? WIDE_BAR : BAR;
    this.who = who(figures, look);
  }

  private static Figures figures(Look look, boolean issued) {
    Set<Column> candidates = EnumSet.of(Column.MEBI, Column.FLUSHES, Column.BAR);
    if (issued) {
      candidates.add(Column.ISSUED);
    }
    if (look.wide()) {
      candidates.addAll(List.of(Column.SIZE, Column.AMPLIFICATION));
    }
    return Figures.fitting(look.width(), 1 + SHARE + 1, candidates);
  }

  /** Columns of the first field of a whole host's table. */
  static int who(Look look) {
    return who(figures(look, true), look);
  }

  private static int who(Figures figures, Look look) {
    return figures.who() - (look.wide() ? WIDE_BAR - BAR : 0);
  }

  String heading(String first) {
    String time = bar > 0 ? "DISK TIME" : Columns.right("TIME", SHARE);
    String line =
        Columns.left(first, who)
            + " "
            + Columns.left(time, SHARE + 1 + bar)
            + Columns.right("r/s", 7)
            + Columns.right("w/s", 7)
            + figures.right(Column.FLUSHES, "flush/s")
            + figures.right(Column.MEBI, "MiB/s")
            + figures.right(Column.SIZE, "SIZE")
            + figures.right(Column.AMPLIFICATION, "AMPL")
            + figures.right(Column.ISSUED, "ISSUED");
    return look.bold(line);
  }

  List<String> rows(List<Group> groups) {
    return groups.stream().map(g -> row(Labels.of(g, who), g)).toList();
  }

  /**
   * At most so many rows: what does not fit, or would show nothing but zeros, is summed in one,
   * {@code … 7 more}. The unexplained stands last and is never summed away.
   */
  List<String> rows(List<Group> groups, int most) {
    List<Group> unexplained =
        groups.stream().filter(AccountTable::unexplained).filter(g -> !g.idle()).toList();
    var rest = new ArrayList<Group>(groups.stream().filter(g -> !unexplained(g)).toList());
    List<Group> telling = rest.stream().filter(this::tells).toList();
    rest.removeAll(telling);
    int room = most - unexplained.size();
    int rows = telling.size() + (tell(rest) ? 1 : 0);
    List<Group> shown = rows <= room ? telling : telling.subList(0, room - 1);
    rest.addAll(telling.subList(shown.size(), telling.size()));
    var lines = new ArrayList<String>(rows(shown));
    if (tell(rest)) {
      lines.add(row("… " + Units.whole(rest.size()) + " more", sum(rest)));
    }
    unexplained.forEach(g -> lines.add(look.warning(row(Labels.of(g, who), g))));
    return lines;
  }

  private boolean tell(List<Group> groups) {
    return !groups.isEmpty() && tells(sum(groups));
  }

  /** Whether a figure of its row is not zero as it is shown. */
  private boolean tells(Group group) {
    Group.Moved moved = group.moved();
    double asked = group.issued().map(AccountTotal.Issued::ops).orElse(0.0);
    boolean share = moved.deviceMs() > 0 && moved.deviceMs() >= LEAST_SHARE * totalMs;
    Stream<Double> operations =
        Stream.of(
            (double) moved.readOps(),
            (double) moved.writeOps(),
            (double) moved.flushOps(),
            (double) moved.discardOps(),
            asked);
    return share
        || moved.bytes() / seconds >= LEAST_BYTES
        || operations.anyMatch(ops -> ops / seconds >= LEAST_RATE);
  }

  static boolean unexplained(Group group) {
    return group.kind().equals("unexplained");
  }

  private static Group sum(List<Group> groups) {
    return groups.stream().reduce(Group::plus).orElseThrow();
  }

  private String row(String label, Group group) {
    Group.Moved moved = group.moved();
    boolean summed = chosen || group.inHostTotals();
    double share = totalMs > 0 && summed ? moved.deviceMs() / totalMs : 0;
    String percent = summed ? Units.percent(share) : "-";
    var line = new StringBuilder();
    line.append(Columns.left(label, who)).append(' ');
    line.append(Columns.right(percent, SHARE)).append(' ');
    if (bar > 0) {
      line.append(look.bar(Bar.of(share, bar)));
    }
    if (moved.discardOps() > 0 && moved.discardOps() == moved.ops()) {
      line.append(Discards.alone(moved.discardOps() / seconds, figures.moved()));
    } else {
      line.append(Columns.right(Units.columnRate(moved.readOps() / seconds), 7));
      line.append(Columns.right(Units.columnRate(moved.writeOps() / seconds), 7));
      line.append(figures.right(Column.FLUSHES, Units.columnRate(moved.flushOps() / seconds)));
      line.append(figures.right(Column.MEBI, Units.mebi(moved.bytes() / seconds)));
    }
    long ops = moved.readOps() + moved.writeOps();
    String size = ops == 0 ? "-" : Units.shortSize((double) moved.bytes() / ops);
    line.append(figures.right(Column.SIZE, size));
    line.append(figures.right(Column.AMPLIFICATION, amplification(group)));
    line.append(figures.right(Column.ISSUED, Issued.of(group, seconds)));
    return line.toString();
  }

  private static String amplification(Group group) {
    Optional<Long> asked =
        group.moved().bytes() == 0
            ? Optional.empty()
            : group.issued().map(AccountTotal.Issued::bytes).filter(bytes -> bytes > 0);
    return asked.map(b -> Units.factor((double) group.moved().bytes() / b)).orElse("-");
  }
}
