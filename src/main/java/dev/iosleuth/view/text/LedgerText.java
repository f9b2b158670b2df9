package dev.iosleuth.view.text;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The whole ledger of an interval, for {@code iosleuth ledger}. */
public final class LedgerText {
  private record Source(String what, String where) {}

  private static final List<Source> SOURCES =
      List.of(
          new Source("ops, merges, bytes", "proc/diskstats of each leaf (sectors of 512 bytes)"),
          new Source("BUSY, DISK TIME", "its io_ticks, split by what each operation costs"),
          new Source("ISSUED", "arrivals at file systems, swap, guest disks, raw opens"),
          new Source(
              "WHO",
              "guest disks, cgroups' io.stat, PID/io, exit records, the kernel jobs' own"
                  + " progress"),
          new Source(
              "BASIS",
              "measured: followed, or one claimant alone; derived: by geometry; apportioned:"
                  + " split by arrivals and bytes"));

  private static final String OUTSIDE =
      "A share of -: in memory or on another host, so no part of the disks' time.";

  /** More names would push what moved off the screen. */
  private static final int MOST_IDLE = 12;

  private LedgerText() {}

  /**
   * What is asked for.
   *
   * @param by regroups the accounts; without it each leaf has a section of its own
   * @param devices only these leaves; empty for all
   * @param why each posting with its basis and way, and where figures come from
   */
  public record Asked(Optional<Grouping.By> by, Set<NodeId> devices, boolean why) {
    public Asked {
      devices = Set.copyOf(devices);
    }
  }

  public static String of(Ledger ledger, Asked asked, Look terminal) {
    Look look = terminal.table();
    var lines = new ArrayList<String>();
    lines.add(title(ledger, look));
    lines.add("");
    asked.by().ifPresent(by -> table(ledger, by, look, lines));
    boolean sections = asked.by().isEmpty() || asked.why();
    if (sections) {
      sections(ledger, asked, look, lines);
    }
    List<String> layers =
        asked.devices().isEmpty() ? LayersText.lines(ledger, look.width()) : List.of();
    if (asked.by().isEmpty() && !layers.isEmpty()) {
      lines.add(look.bold("Through the layers (above → below)"));
      lines.addAll(layers);
      lines.add("");
    }
    if (asked.why()) {
      lines.add("Where figures come from:");
      SOURCES.forEach(s ->
          lines.addAll(Wrap.hanging("  " + Columns.left(s.what(), 20), s.where(), look.width())));
      lines.add("");
    }
    List<Note> notes = sections ? unsaid(ledger) : ledger.notes();
    lines.addAll(NotesText.lines(notes, asked.why(), look.width()));
    lines.addAll(elsewhere(ledger, asked, look));
    lines.add(BalanceText.line(ledger, look.width()));
    return String.join("\n", lines) + "\n";
  }

  /** The notes but for those that the sections of the disks repeat. */
  private static List<Note> unsaid(Ledger ledger) {
    return ledger.notes().stream()
        .filter(note ->
            ledger.devices().stream()
                .filter(device -> device.node().leaf().isPresent())
                .noneMatch(device ->
                    device.node().kernelName().equals(note.subject())
                        && device.flow().whyNot().equals(Optional.of(note.text()))))
        .toList();
  }

  private static String title(Ledger ledger, Look look) {
    String left = Labels.host(ledger, 40) + " · " + Units.seconds(ledger.seconds());
    String right = ledger.dated() ? Clock.seconds(ledger.end(), look.zone()) : Clock.UNKNOWN;
    return Columns.left(left, look.width() - Width.of(right) - 1) + " " + right;
  }

  /** What the sections of the disks do not show, and which option does. */
  private static List<String> elsewhere(Ledger ledger, Asked asked, Look look) {
    boolean any = ledger.devices().stream().anyMatch(d -> !d.postings().isEmpty());
    if (asked.by().isPresent() || !any) {
      return List.of();
    }
    boolean merged = !asked.why() && DeviceText.merges(ledger.devices());
    // what was asked for enters above the disks, and is not known by disk
    boolean issued = !ledger.chosen();
    String what =
        (merged ? "Processes of one name (x2) one by one" : "")
            + (merged && issued ? ", and what" : issued ? "What" : "")
            + (issued ? " was asked for (ISSUED)" : "");
    return what.isEmpty()
        ? List.of()
        : Wrap.lines(what + ": iosleuth ledger --by account", look.width()).stream()
            .map(look::faint)
            .toList();
  }

  private static void table(Ledger ledger, Grouping.By by, Look look, List<String> lines) {
    List<Group> groups = Grouping.by(ledger, by).stream().filter(g -> !g.idle()).toList();
    var table = new AccountTable(look, ledger, !ledger.chosen() && by != Grouping.By.DEVICE);
    if (groups.isEmpty()) {
      lines.add("Nobody read or wrote anything here.");
    } else {
      lines.add(table.heading(by.name().toUpperCase(Locale.ROOT)));
      lines.addAll(table.rows(groups));
      if (!ledger.chosen() && groups.stream().anyMatch(g -> !g.inHostTotals())) {
        lines.addAll(Wrap.lines(OUTSIDE, look.width()));
      }
    }
    lines.addAll(discards(groups, ledger.seconds(), look));
    lines.add("");
  }

  /** Discards have no column: they are rare, and worth a line when they come. */
  private static List<String> discards(List<Group> groups, double seconds, Look look) {
    return groups.stream()
        .filter(g -> g.moved().discardOps() > 0)
        .map(g ->
            Columns.fit(
                "  discards: %s %s/s, %s MiB/s"
                    .formatted(
                        Labels.of(g, 40),
                        Units.rate(g.moved().discardOps() / seconds),
                        Units.mebi(g.moved().discardBytes() / seconds)),
                look.width()))
        .toList();
  }

  private static void sections(Ledger ledger, Asked asked, Look look, List<String> lines) {
    var text = new DeviceText(look, asked.why(), ledger.seconds());
    var idle = new ArrayList<String>();
    for (DeviceLedger device : ledger.devices()) {
      NodeId id = device.node().id();
      boolean chosen = asked.devices().contains(id);
      if (device.node().leaf().isEmpty() || !(asked.devices().isEmpty() || chosen)) {
        continue;
      }
      boolean quiet = device.flow().optional().isPresent() && device.postings().isEmpty();
      if (quiet && !chosen) {
        idle.add(Labels.of(device.node(), 20));
      } else {
        lines.addAll(text.lines(device));
        lines.add("");
      }
    }
    if (!idle.isEmpty()) {
      lines.addAll(Wrap.hanging("Idle: ", idle(idle), look.width()));
      lines.add("");
    }
  }

  private static String idle(List<String> names) {
    int shown = Math.min(MOST_IDLE, names.size());
    String rest = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
    return String.join(", ", names.subList(0, shown)) + rest;
  }
}
