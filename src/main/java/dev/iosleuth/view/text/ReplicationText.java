package dev.iosleuth.view.text;

import dev.iosleuth.ledger.DrbdProgress;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.ledger.replica.Replication.Between;
import dev.iosleuth.ledger.replica.Replication.Guest;
import dev.iosleuth.ledger.replica.Replication.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What replicated guests caused on their own host and on the others. */
public final class ReplicationText {
  private static final List<Integer> WIDTHS = List.of(8, 10, 9, 10, 9, 10);
  private static final int FIGURES = 56;
  private static final int LABEL = 16;
  private static final int NAME = 40;

  private final List<Ledger> ledgers;
  private final Look look;

  private ReplicationText(List<Ledger> ledgers, Look look) {
    this.ledgers = ledgers;
    this.look = look;
  }

  /**
   * @param ledgers of the hosts, as they were asked for
   */
  public static String of(List<Ledger> ledgers, Replication replication, Look terminal) {
    Look look = terminal.table();
    var view = new ReplicationText(ledgers, look);
    var lines = new ArrayList<String>();
    ledgers.forEach(ledger -> lines.add(view.title(ledger)));
    lines.add("");
    if (replication.guests().isEmpty()) {
      lines.add("No guest is replicated by DRBD on these hosts.");
    }
    if (!replication.together()) {
      lines.addAll(
          Wrap.hanging(
              "",
              "These recordings have no time in common: they stand side by side, without ratios.",
              look.width()));
      lines.add("");
    }
    for (Guest guest : replication.guests()) {
      view.guest(guest, replication.together(), lines);
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

  private void guest(Guest guest, boolean together, List<String> lines) {
    String where = guest.here().map(side -> "runs on " + host(side)).orElse("runs on another host");
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
          lines.add(row("asked for", counted(guest.asked(), guest.empty(guest.asked()))));
          side(guest, side, lines);
        });
    guest.peers().forEach(peer -> side(guest, peer, lines));
    sentences(guest, together).forEach(s -> lines.addAll(Wrap.hanging("  ", s, look.width())));
  }

  private List<String> sentences(Guest guest, boolean together) {
    var sentences = new ArrayList<String>();
    if (together) {
      for (Side peer : guest.peers()) {
        guest.here().ifPresent(own -> sentences.add(ratio(guest, own, peer)));
        resync(guest, peer).ifPresent(sentences::add);
      }
      guest
          .here()
          .filter(own -> own.log().writeOps() > 0)
          .ifPresent(own -> sentences.add(log(guest, own)));
    }
    String match = match(guest);
    if (!match.isEmpty()) {
      sentences.add(match);
    }
    return sentences;
  }

  /** What a resync within the time does to the figures. */
  private static Optional<String> resync(Guest guest, Side peer) {
    if (peer.resync().isPresent()) {
      DrbdProgress.Resynced resync = peer.resync().get();
      return Optional.of(
          "a resync ran: %s there, %s, as many as %s read beyond what was asked for; they are DRBD's own"
              .formatted(
                  Units.count(resync.ops(), "write", "writes"),
                  Units.size((double) resync.bytes()),
                  guest.here().map(ReplicationText::host).orElse("its source")));
    }
    if (peer.drbd().resynced() == 0) {
      return Optional.empty();
    }
    boolean beyond =
        guest.here().filter(own -> own.data().writeBytes() < peer.data().writeBytes()).isPresent();
    return Optional.of(
        (beyond
                ? "a resync ran: what it had written on %s before DRBD said that it is in sync counts"
                    + " as the guest's: its figures there are too large"
                : "a resync ran: what the guest wrote on %s where it was out of sync counts as"
                    + " DRBD's own, and of that all by bytes: its figures there are too small")
            .formatted(host(peer)));
  }

  private static String match(Guest guest) {
    String other = guest.here().isPresent() ? "Its peer" : "The host where it runs";
    return switch (guest.match()) {
      case NAMES -> "";
      case MINOR_AND_BYTES ->
          "Matched by the minor and the same bytes alone, since one host does not name it: not"
              + " certain.";
      case NOT_RECORDED -> other + " is not among the recordings.";
      case NOTHING_TELLS ->
          other
              + " may be among the recordings: it cannot be matched, since names on one host are"
              + " missing or replaced.";
      case HOSTS_OF_ONE_NAME ->
          other + " cannot be matched: several of the recorded hosts have one name.";
    };
  }

  private void side(Guest guest, Side side, List<String> lines) {
    String host = host(side);
    lines.add(row(host + " data", counted(side.data(), guest.empty(side.data()))));
    if (side.log().writeOps() > 0) {
      var empty = new Between(side.logEmpty(), side.logEmpty());
      lines.add(row(host + " log", counted(side.log(), Optional.of(empty))));
    }
    lines.add(row(host + " disks", moved(side.disks())));
    if (side.jobs().writeOps() + side.jobs().readOps() > 0) {
      lines.add(row(jobs(host), moved(side.jobs())));
    }
  }

  /** On the narrowest screens without the word that would be cut. */
  private String jobs(String host) {
    String whole = host + " DRBD's own";
    return Width.of(whole) <= room() ? whole : host + " DRBD";
  }

  private static String host(Side side) {
    return Escape.terminal(side.host(), NAME);
  }

  /**
   * @param empty zero-sector writes among them, which are flushes
   */
  private static List<String> counted(Amount amount, Optional<Between> empty) {
    return figures(amount, empty.map(ReplicationText::range).orElse("?"), "");
  }

  private static String range(Between number) {
    String least = Units.whole(number.least());
    return number.known() ? least : least + "-" + Units.whole(number.most());
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

  /** Narrow screens go without reads, which DRBD does not send, and the narrowest without time. */
  private String row(String label, List<String> cells) {
    var figures = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      figures.append(width(i) == 0 ? "" : Columns.right(cells.get(i), width(i)));
    }
    return ("  " + Columns.left(label, room()) + figures).stripTrailing();
  }

  /** Of a figure's column; 0 where there is no room for it. */
  private int width(int column) {
    boolean reads = look.width() >= FIGURES + LABEL;
    boolean time = look.width() >= FIGURES + LABEL - WIDTHS.get(0) - WIDTHS.get(1);
    boolean shown = column < 2 ? reads : time || column < WIDTHS.size() - 1;
    return shown ? time ? WIDTHS.get(column) : WIDTHS.get(column) - 1 : 0;
  }

  /** For a row's label. */
  private int room() {
    int figures = IntStream.range(0, WIDTHS.size()).map(this::width).sum();
    return Math.max(10, look.width() - figures - 2);
  }

  private String ratio(Guest guest, Side own, Side peer) {
    var words =
        new StringBuilder(
            "%s : %s = %s bytes, %s writes"
                .formatted(
                    host(own),
                    host(peer),
                    one(own.data().writeBytes(), peer.data().writeBytes()),
                    one(own.data().writeOps(), peer.data().writeOps())));
    Optional<Between> here = guest.empty(own.data());
    Optional<Between> there = guest.empty(peer.data());
    if (here.isPresent() && there.isPresent() && there.get().most() > 0) {
      words.append(
          "; %s with data on both, the others are empty flushes: %s here, %s there"
              .formatted(
                  guest.full().map(ReplicationText::range).orElse("?"),
                  range(here.get()),
                  range(there.get())));
    }
    if (apart(own, peer)) {
      words.append("; not of the same seconds, see below");
    }
    return words.toString();
  }

  private boolean apart(Side own, Side peer) {
    return of(own).anyMatch(one -> of(peer).anyMatch(other -> Replication.apart(one, other)));
  }

  private Stream<Ledger> of(Side side) {
    return ledgers.stream().filter(ledger -> ledger.host().equals(side.host()));
  }

  /** In writes that carry data, since device-mapper counts each of the log's twice. */
  private static String log(Guest guest, Side own) {
    String ratio = guest.full().map(full -> ratio(full, own.transactions())).orElse("");
    OptionalLong log = own.drbd().activityLogOps();
    OptionalLong bitmap = own.drbd().bitmapOps();
    if (log.isEmpty() || bitmap.isEmpty()) {
      return "data : log = "
          + ratio
          + "how many are the activity log's and how many the bitmap's is not known: DRBD's own"
          + " counts could not be read at both ends";
    }
    long counted = log.getAsLong() + bitmap.getAsLong();
    return "data : log = %s%s of the activity log, %s of the bitmap by DRBD's own count%s"
        .formatted(
            ratio,
            Units.count(log.getAsLong(), "write", "writes"),
            Units.whole(bitmap.getAsLong()),
            misfit(own, counted));
  }

  /** Its counts are read after the disks', so that both are of two times. */
  private static String misfit(Side own, long counted) {
    long more = own.transactions() - counted;
    if (more == 0) {
      return "";
    }
    String which =
        more > 0
            ? own.resync().isPresent() || own.drbd().resynced() > 0
                ? "the other %s of %s on the device are its superblock's, as its state changed"
                : "the other %s of %s on the device it counted before this time, or they are its"
                    + " superblock's"
            : "%s of them are not among the %s that the device counted in this time";
    return ", which is read after the devices': "
        + which.formatted(Units.whole(Math.abs(more)), Units.whole(own.transactions()));
  }

  private static String ratio(Between full, long transactions) {
    String most = one(full.most(), transactions);
    String least = one(full.least(), transactions);
    return (most.equals(least) ? most : most + " to " + least) + " writes with data; ";
  }

  private static String one(long first, long second) {
    return first == 0
        ? "0 : " + Units.whole(second)
        : String.format(Locale.ROOT, "1 : %.2f", (double) second / first);
  }
}
