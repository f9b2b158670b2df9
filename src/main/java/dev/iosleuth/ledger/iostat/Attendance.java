package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who stands in which reports, and what it means not to stand in one.
 *
 * <p>Processes that a tool does not list did nothing. Counters (vmstat, /proc/diskstats) are listed
 * whatever a device does: one that is missing is not there. {@code iostat -z} and {@code sar -z}
 * leave out what did nothing; without -z a device that is missing was removed, or came later. No
 * log says which it is of, but with -z no row is all zero, and devices come and go: one comes
 * again, one of the first report since boot is missing in the next, or no device is listed at all.
 */
public final class Attendance {
  /** A log with more names holds no devices. */
  private static final int MOST_NAMES = 2_000;

  private final Map<Report.Kind, Roll> rolls = new EnumMap<>(Report.Kind.class);
  private boolean zeros;
  private boolean comings;

  /**
   * Who is missing in a report of those that were there before.
   *
   * @param names of its tool's kind
   * @param lost whether a row of it was damaged, so that each of them may have been there
   */
  public record Missing(Set<String> names, boolean lost) {
    private static final Missing NOBODY = new Missing(Set.of(), false);
  }

  /** Those of one tool. */
  private static final class Roll {
    private final Set<String> known = new LinkedHashSet<>();
    private String[] last = {};
    private Missing missing = Missing.NOBODY;
    private boolean first = true;
  }

  /**
   * The next report, also one that is set aside.
   *
   * @param rows of it that count
   */
  public Missing add(Report report, List<Row> rows) {
    Roll roll = rolls.computeIfAbsent(report.kind(), _ -> new Roll());
    boolean tells = !report.kind().processes() && !report.kind().counters();
    if (tells && !zeros) {
      zeros = anyZero(rows);
    }
    if (report.lost() == 0 && !roll.missing.lost && same(roll.last, rows)) {
      roll.first = report.basis().isSetAside();
      return roll.missing;
    }
    Set<String> here = new HashSet<>();
    rows.forEach(row -> here.add(row.name()));
    Set<String> missing = new LinkedHashSet<>(roll.known);
    missing.removeAll(here);
    boolean lost = report.lost() > 0 || renamed(roll, rows);
    boolean back = here.stream().anyMatch(roll.missing.names::contains);
    if (tells && !lost && !roll.missing.lost) {
      // what is missing in all after the first one was left out: nobody removes it just then
      comings |= rows.isEmpty() || back || (roll.first && !missing.isEmpty() && before(roll));
    }
    remember(roll, rows, report);
    roll.missing = missing.isEmpty() ? Missing.NOBODY : new Missing(missing, lost);
    return roll.missing;
  }

  private static boolean before(Roll roll) {
    return roll.last.length > 0;
  }

  private static void remember(Roll roll, List<Row> rows, Report report) {
    roll.first = report.basis().isSetAside();
    roll.last = new String[rows.size()];
    for (int i = 0; i < roll.last.length; i++) {
      roll.last[i] = rows.get(i).name();
      if (roll.known.size() < MOST_NAMES) {
        roll.known.add(roll.last[i]);
      }
    }
  }

  private static boolean same(String[] last, List<Row> rows) {
    if (last.length != rows.size() || last.length == 0) {
      return false;
    }
    for (int i = 0; i < last.length; i++) {
      String name = rows.get(i).name();
      if (!sameObject(last[i], name) && !last[i].equals(name)) {
        return false;
      }
    }
    return true;
  }

  /** Names of rows are kept by their reader: asked for of every row, and nearly always so. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean sameObject(String one, String other) {
    return one == other;
  }

  /** Whether one row alone has another name, which none had before: it is damaged. */
  private static boolean renamed(Roll roll, List<Row> rows) {
    if (roll.last.length != rows.size()) {
      return false;
    }
    int others = 0;
    for (int i = 0; i < roll.last.length; i++) {
      String name = rows.get(i).name();
      if (!roll.last[i].equals(name)) {
        others += roll.known.contains(name) ? 2 : 1;
      }
    }
    return others == 1;
  }

  private static boolean anyZero(List<Row> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (zero(rows.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean zero(Row row) {
    if (!row.whole()) {
      return false;
    }
    for (double value : row.printed()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether who is missing in reports of this kind did nothing, by all that came so far. */
  public boolean leavesOutIdle(Report.Kind kind) {
    return kind.processes() || (!kind.counters() && comings && !zeros);
  }
}
