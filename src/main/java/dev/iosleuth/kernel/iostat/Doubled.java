package dev.iosleuth.kernel.iostat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds devices that stand in one report twice, which no tool prints: a line that was doubled, or
 * whose name was another. Where headings were filtered out between reports a name that comes again
 * begins the next report; those are left alone.
 */
final class Doubled {
  private String[] names = {};

  /** Of {@link #names} those of the report before, as long as this one has the same. */
  private int known;

  private int count;
  private boolean same = true;
  private final Set<String> set = new HashSet<>();

  /** Whether headings or a time stand above this report, and how many before it had some. */
  private boolean headed;

  private int headedBefore;
  private int rowsBefore;
  private boolean first;

  /**
   * Rows of another table follow.
   *
   * @param above whether headings or a time stand above them
   */
  void begin(boolean above) {
    headed = above;
    first = false;
    if (count > 0) {
      known = count;
      count = 0;
      same = true;
    }
  }

  /** A report ends. */
  void end() {
    if (count > 0) {
      headedBefore = headed ? headedBefore + 1 : 0;
      rowsBefore = count;
    }
    begin(false);
  }

  /** Whether a row's device stands in the report already, where it cannot begin another one. */
  boolean in(Draft draft, Table table, Row row) {
    if (next(row.name()) || !devices(table, row.name()) || !headed || !contains(row.name())) {
      return false;
    }
    if (draft.startedWith(row.name())) {
      boolean begins = count > 1 || rowsBefore < 2 || first;
      first = true;
      return !begins && headedBefore > 0;
    }
    return headedBefore > 0 || draft.has(row);
  }

  void add(String name) {
    if (next(name)) {
      count++;
      return;
    }
    leave();
    set.add(name);
    names = count < names.length ? names : Arrays.copyOf(names, 2 * count + 16);
    names[count] = name;
    count++;
  }

  /** Names of rows are kept by their reader: asked for of every row, and nearly always so. */
  @SuppressWarnings("ReferenceEquality")
  private boolean next(String name) {
    return same && count < known && names[count] == name;
  }

  private boolean contains(String name) {
    leave();
    return set.contains(name);
  }

  private void leave() {
    if (same) {
      same = false;
      set.clear();
      set.addAll(Arrays.asList(names).subList(0, count));
    }
  }

  /** Mounts of NFS are listed by what is mounted, several by one name; sar -p has nodev. */
  private static boolean devices(Table table, String name) {
    return !table.kind().processes() && !name.contains(":/") && !name.equals("nodev");
  }
}
