package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.ledger.replica.Replication.Guest;
import dev.iosleuth.ledger.replica.Replication.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What replicated guests caused on their own host and on the others. */
public final class ReplicationText {
  private static final int FIGURES = 58;
  private static final int NAME = 40;

  private final Look look;

  private ReplicationText(Look look) {
    this.look = look;
  }

  /**
   * @param ledgers of the hosts, as they were asked for
   */
  public static String of(List<Ledger> ledgers, Replication replication, Look terminal) {
    Look look = terminal.table();
    var view = new ReplicationText(look);
    var lines = new ArrayList<String>();
    ledgers.forEach(ledger -> lines.add(view.title(ledger)));
    lines.add("");
    if (replication.guests().isEmpty()) {
      lines.add("No guest is replicated by DRBD on these hosts.");
    }
    for (Guest guest : replication.guests()) {
      view.guest(guest, lines);
      lines.add("");
    }
    for (Ledger ledger : ledgers) {
      lines.addAll(NotesText.lines(ledger.notes(), false, look.width()));
      lines.add(
          Columns.fit(
              Labels.host(ledger, NAME) + ": " + BalanceText.line(ledger, look.width()),
              look.width()));
    }
    return String.join("\n", lines) + "\n";
  }

  private String title(Ledger ledger) {
    String left = Labels.host(ledger, NAME) + " · " + Units.seconds(ledger.seconds());
    String right =
        ledger.dated()
            ? Clock.seconds(ledger.start(), look.zone())
                + " to "
                + Clock.seconds(ledger.end(), look.zone())
            : Clock.UNKNOWN;
    return Columns.fit(left + " · " + right, look.width());
  }

  private void guest(Guest guest, List<String> lines) {
    String where =
        guest.here().map(side -> "runs on " + host(side)).orElse("runs on a host not recorded");
    String head =
        "%s · %s · %s"
            .formatted(
                Escape.terminal(guest.name(), NAME),
                where,
                Units.count(guest.disks(), "disk", "disks"));
    lines.add(look.bold(Columns.fit(head, look.width())));
    lines.add(row("", List.of("READS", "", "WRITES", "", "FLUSHES", "DISK TIME")));
    guest
        .here()
        .ifPresent(side -> {
          lines.add(row("asked for", counted(guest.asked())));
          side(side, lines);
        });
    guest.peers().forEach(peer -> side(peer, lines));
    for (Side peer : guest.peers()) {
      guest
          .here()
          .ifPresent(
              own -> lines.addAll(Wrap.hanging("  ", ratio(guest, own, peer), look.width())));
    }
    guest
        .here()
        .filter(own -> own.log().writeOps() > 0)
        .ifPresent(own -> lines.addAll(Wrap.hanging("  ", log(own), look.width())));
    if (guest.here().isPresent() && guest.peers().isEmpty()) {
      lines.add("Its peer is not among the recordings.");
    }
  }

  private void side(Side side, List<String> lines) {
    String host = host(side);
    lines.add(row(host + " data", counted(side.data())));
    if (side.log().writeOps() > 0) {
      lines.add(row(host + " log", counted(side.log())));
    }
    lines.add(row(host + " disks", moved(side.disks())));
    if (side.jobs().writeOps() + side.jobs().readOps() > 0) {
      lines.add(row(host + " DRBD's own", moved(side.jobs())));
    }
  }

  private static String host(Side side) {
    return Escape.terminal(side.host(), NAME);
  }

  private static List<String> counted(Amount amount) {
    return figures(amount, "", "");
  }

  private static List<String> moved(Amount amount) {
    return figures(amount, Units.whole(amount.flushOps()), Units.span(amount.deviceMs()));
  }

  private static List<String> figures(Amount amount, String flushes, String time) {
    return List.of(
        Units.whole(amount.readOps()),
        Units.size((double) amount.readBytes()),
        Units.whole(amount.writeOps()),
        Units.size((double) amount.writeBytes()),
        flushes,
        time);
  }

  private String row(String label, List<String> cells) {
    int room = Math.max(10, look.width() - FIGURES - 2);
    var line = new StringBuilder("  " + Columns.left(label, room));
    int[] widths = {8, 10, 9, 10, 9, 10};
    for (int i = 0; i < widths.length; i++) {
      line.append(Columns.right(cells.get(i), widths[i]));
    }
    return Columns.fit(line.toString().stripTrailing(), look.width());
  }

  private static String ratio(Guest guest, Side own, Side peer) {
    var words =
        new StringBuilder(
            "%s : %s = %s bytes, %s writes"
                .formatted(
                    host(own),
                    host(peer),
                    one(own.data().writeBytes(), peer.data().writeBytes()),
                    one(own.data().writeOps(), peer.data().writeOps())));
    OptionalLong more = guest.emptyMore(peer);
    if (more.isPresent() && more.getAsLong() > 0) {
      words
          .append("; without ")
          .append(
              Units.count(more.getAsLong(), "more empty flush there", "more empty flushes there"))
          .append(" ")
          .append(one(own.data().writeOps(), peer.data().writeOps() - more.getAsLong()));
    }
    return words.toString();
  }

  private static String log(Side own) {
    return "data : log = %s writes; %s of the activity log, %s of the bitmap by DRBD's own count"
        .formatted(
            one(own.data().writeOps(), own.log().writeOps()),
            Units.count(own.drbd().activityLogOps(), "write", "writes"),
            Units.whole(own.drbd().bitmapOps()));
  }

  private static String one(long first, long second) {
    return first == 0
        ? "0 : " + Units.whole(second)
        : String.format(Locale.ROOT, "1 : %.2f", (double) second / first);
  }
}
