package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.iostat.Row.State;
import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Utf8;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables under headings: iostat, {@code sar -d}, {@code pidstat -d}.
 *
 * <pre>
 * Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s ...  %util
 * sda              2.67    100.76     0.66  19.76    0.36    37.75    2.81    129.44 ...   0.41
 * </pre>
 */
final class TableReader implements LineReader {
  private final FirstReports out;
  private final Cells cells = new Cells();
  private final PlainRow plain = new PlainRow();
  private final Damage damage;
  private final Names names = new Names();
  private final Wrapped wrapped;
  private final Doubled doubled = new Doubled();
  private final CpuLines cpu = new CpuLines();
  private Draft draft = new Draft();
  private @Nullable Table table;
  private @Nullable Stamp before;
  private final Repeated repeated = new Repeated();
  private Optional<Table> lastHeadings = Optional.empty();
  private String prefix = "";
  private byte[] prefixBytes = {};
  private int row;
  private boolean afterHeadings;
  private boolean strict;

  TableReader(FirstReports out, Damage damage) {
    this.out = out;
    this.damage = damage;
    this.wrapped = new Wrapped(damage, this::cut);
  }

  @Override
  public boolean take(Tokens tokens, ByteLines line) {
    if (cpu.awaited() && cpu.values(tokens, cells, draft)) {
      return true;
    }
    Table current = table;
    if (current != null && row(current, tokens, line)) {
      taken();
      return true;
    }
    return other(current, tokens, line);
  }

  /**
   * Takes the next line if it is a row like nearly all: what stands in it is where it should be.
   */
  boolean plainRow(ByteLines line) {
    Table current = table;
    if (current == null || cpu.awaited() || !current.plain()) {
      return false;
    }
    byte[] bytes = line.bytes();
    int start =
        current.prefix() == 0
            ? line.ahead()
            : PlainRow.behind(bytes, line.ahead(), line.known(), prefixBytes);
    if (start < 0) {
      return false;
    }
    var printed = new double[current.words() - current.prefix() - 1];
    int behind = plain.read(bytes, start, line.known(), printed);
    if (behind < 0 || Cells.nameless(bytes, start, plain.nameEnd())) {
      return false;
    }
    line.pass(behind);
    wrapped.forget();
    add(current, names.of(row, bytes, start, plain.nameEnd()), printed, State.WHOLE, line.number());
    taken();
    return true;
  }

  private void taken() {
    afterHeadings = false;
    strict = true;
  }

  private boolean other(@Nullable Table current, Tokens tokens, ByteLines line) {
    if (!strict && tokens.bareTime() && time(tokens)) {
      // one of each report, and it is nothing else
      return true;
    }
    if (afterHeadings && current != null) {
      Optional<Table> longer = current.continued(tokens);
      if (longer.isPresent()) {
        draft = redone(longer.get());
        return true;
      }
    }
    if (CpuLines.headed(tokens)) {
      if (draft.hasTables() || draft.hasCpu()) {
        finish();
      }
      cpu.headings(tokens, line);
      strict = false;
      afterHeadings = false;
      return true;
    }
    boolean same = repeated.same(line, behindPrefix(tokens, line));
    if (!same && lastHeadings.filter(last -> last.damaged(tokens)).isPresent()) {
      damage.line(line, "the headings of the table before");
      headings(lastHeadings.get(), tokens);
      return true;
    }
    Optional<Table> headings = same ? lastHeadings : Table.of(tokens);
    if (headings.isPresent()) {
      if (headings.get().layout().repeats()) {
        damage.line(line, "each heading once");
      } else {
        lastHeadings = headings;
        repeated.keep(line, behindPrefix(tokens, line));
      }
      headings(headings.get(), tokens);
      return true;
    }
    if (Banner.restart(tokens)) {
      // the next headings have the time from which on the next report counts
      finish();
      before = null;
      return true;
    }
    if (Banner.is(tokens)) {
      finish();
      String banner = tokens.words(0, tokens.count());
      out.newRun(PrintedDate.in(banner), Banner.host(banner));
      before = null;
      // another version may have printed it, with other columns
      lastHeadings = Optional.empty();
      repeated.forget();
      return true;
    }
    Optional<Call> call =
        Call.of(tokens)
            .filter(found -> found.prompted() || current == null || !ofCommand(current, tokens));
    if (call.isPresent()) {
      finish();
      out.called(call.get());
      before = null;
      return true;
    }
    if (Table.looksLikeHeadings(tokens)) {
      // of something else: what follows is not ours
      table = null;
      strict = false;
      return false;
    }
    if (current == null && orphaned(tokens)) {
      damage.line(line, "headings above it");
      draft.lost();
      return true;
    }
    if (current == null || !strict) {
      return time(tokens);
    }
    return wrapped.take(current, tokens, line.number(), this::joined)
        || damagedRow(current, tokens, line)
        || (!cells.shaped(current, tokens) && time(tokens));
  }

  /** Where headings begin that are those of the table before, whatever time stands before them. */
  private int behindPrefix(Tokens tokens, ByteLines line) {
    int prefixed = lastHeadings.map(Table::prefix).orElse(0);
    boolean other = tokens.count() <= prefixed || Table.headed(tokens, prefixed);
    return prefixed == 0 || other ? line.from() : tokens.from(prefixed);
  }

  /** A row as those of the table before, whose own headings were not understood. */
  private boolean orphaned(Tokens tokens) {
    return lastHeadings
        .filter(last -> !last.nameLast() && tokens.count() == last.words())
        .filter(last -> names.knows(tokens.word(last.prefix())))
        .isPresent();
  }

  private Draft redone(Table longer) {
    table = longer;
    var again = new Draft();
    again.stamp(draft.stamp());
    again.begin(longer);
    return again;
  }

  /** A line that was put together of two. */
  private boolean joined(Tokens tokens) {
    Table current = table;
    return current != null && row(current, tokens, null);
  }

  private boolean row(Table current, Tokens tokens, @Nullable ByteLines line) {
    int count = tokens.count();
    int words = current.words();
    boolean wide = line != null && strict && cells.blanksInName(current, tokens);
    if (current.nameLast() ? count < words : count != words && !wide) {
      return false;
    }
    int columns = words - current.prefix() - 1;
    int first = wide ? count - columns : current.firstCell();
    var printed = new double[columns];
    for (int i = 0; i < columns; i++) {
      if (cells.figure(tokens, first + i)) {
        printed[i] = cells.value(current.layout().factor(i));
      } else if (i == current.text()) {
        printed[i] = Double.NaN;
      } else {
        return false;
      }
    }
    current.layout().forgetRepeated(printed);
    boolean open = line != null && !line.whole() && !current.nameLast();
    int shown = cells.decimals();
    if (open && cells.plain() && cells.decimals(tokens, count - 2) > shown) {
      // last digits are missing
      return false;
    }
    if (nameless(tokens, current.guard(count))) {
      return false;
    }
    long number = line == null ? wrapped.line() : line.number();
    boolean whole = current.layout().whole(printed);
    if (!whole) {
      damage.add(number, current.expected(printed), tokens.words(0, count));
    }
    wrapped.forget();
    moment(current, tokens, number);
    add(
        current,
        name(current, tokens, printed),
        printed,
        whole ? State.WHOLE : State.UNKNOWN,
        number);
    return true;
  }

  /**
   * A row with a cell that is none, or without all of its cells: it is told, and its device was
   * there. What stands in cells that are where they should be counts.
   */
  private boolean damagedRow(Table current, Tokens tokens, ByteLines line) {
    int count = tokens.count();
    int columns = current.words() - current.prefix() - 1;
    boolean fits = current.nameLast() ? count >= current.words() : count == current.words();
    boolean known =
        !current.nameLast()
            && count > current.prefix()
            && names.knows(tokens.word(current.prefix()));
    double[] printed = unknown(columns);
    int told = fits ? figures(current, tokens, line, printed) : 0;
    int name = current.guard(count);
    if (known
        ? count < 2
        : told == 0 || 2 * told < columns || nameless(tokens, name) || ofCommand(current, tokens)) {
      return false;
    }
    damage.line(line, fits ? current.expected(printed) : current.expected());
    wrapped.forget();
    moment(current, tokens, line.number());
    String whose = fits ? name(current, tokens, printed) : tokens.word(name);
    add(current, whose, printed, State.DAMAGED, line.number());
    return true;
  }

  /** Whether it may be a further line of the command of the row above, printed by pidstat -l. */
  private boolean ofCommand(Table current, Tokens tokens) {
    return row > 0 && cells.ofCommand(current, tokens, prefix);
  }

  private static boolean nameless(Tokens tokens, int word) {
    return Cells.nameless(tokens.bytes(), tokens.from(word), tokens.to(word));
  }

  /** How many cells are figures. The last one of a line without an end may have lost digits. */
  private int figures(Table current, Tokens tokens, ByteLines line, double[] printed) {
    boolean open = !line.whole() && !current.nameLast();
    int last = open ? printed.length - 1 : printed.length;
    int told = 0;
    for (int i = 0; i < last; i++) {
      if (cells.figure(tokens, current.firstCell() + i)) {
        printed[i] = cells.value(current.layout().factor(i));
        told++;
      }
    }
    current.layout().forgetRepeated(printed);
    return told;
  }

  /** Of a row that began on a line before no more came: its device was there, if it is one. */
  private boolean cut(Tokens begun, boolean figures) {
    Table current = table;
    if (current == null || !names.knows(begun.word(current.prefix()))) {
      if (figures) {
        draft.lost();
      }
      return figures;
    }
    double[] nothing = unknown(current.layout().headings().size());
    add(current, begun.word(current.prefix()), nothing, State.DAMAGED, wrapped.line());
    return true;
  }

  private static double[] unknown(int count) {
    var figures = new double[count];
    Arrays.fill(figures, Double.NaN);
    return figures;
  }

  /** By what stands before each row. */
  private void moment(Table current, Tokens tokens, long line) {
    if (current.prefix() > 0) {
      String now = tokens.words(0, current.prefix());
      if (!now.equals(prefix)) {
        prefix(current, now, line);
      }
    }
  }

  private void prefix(Table current, String now, long line) {
    boolean times = prefix.isEmpty() ? current.timed() : Stamp.of(prefix) != null;
    if (times && Stamp.of(now) == null && now.chars().anyMatch(Character::isDigit)) {
      // of the report that it stands in: no other has such a time
      damage.add(line, "a time before each row", now);
      return;
    }
    if (current.kind() == Report.Kind.IOSTAT && row > 0) {
      // somebody stamped each line: what it prints of one time is behind one heading
      prefixed(now);
      return;
    }
    if (!prefix.isEmpty()) {
      again(current);
    }
    prefixed(now);
    doubled.begin(times);
    moment(now);
  }

  private void prefixed(String now) {
    prefix = now;
    prefixBytes = Utf8.encode(now);
  }

  private void add(Table current, String name, double[] printed, State state, long line) {
    var found = new Row(name, current.layout(), printed, state);
    if (doubled.in(draft, current, found)) {
      draft.twice(found);
      damage.add(line, "each device once in a report", name + " again");
      return;
    }
    if (draft.startedWith(name)) {
      // headings were filtered out between reports
      again(current);
      moment(prefix);
    }
    if (!draft.hasTables()) {
      // a time stood between the reports instead of headings
      draft.begin(current);
    }
    doubled.add(name);
    draft.add(found);
    row++;
  }

  private void again(Table current) {
    if (row > 0) {
      finish();
      draft.begin(current);
      row = 0;
    }
  }

  private void moment(String text) {
    Stamp time = Stamp.of(text);
    if (time != null) {
      draft.stamp(time);
    } else if (table != null && table.kind() != Report.Kind.IOSTAT && !text.isEmpty()) {
      // sar's and pidstat's last table: Average:, in the language of the host
      draft.average();
    }
  }

  private String name(Table current, Tokens tokens, double[] printed) {
    if (current.kind() == Report.Kind.PIDSTAT) {
      String command = tokens.words(current.words() - 1, tokens.count());
      if (command.startsWith("__") && current.layout().isThread(printed)) {
        // no table's frame
        command = "|" + command;
      }
      for (int column : current.process()) {
        if (column >= 0 && !Double.isNaN(printed[column])) {
          return command + "[" + (long) printed[column] + "]";
        }
      }
      return command;
    }
    int first = current.nameLast() ? current.words() - 1 : current.prefix();
    int last = current.nameLast() ? tokens.count() - 1 : first + tokens.count() - current.words();
    return names.of(row, tokens.bytes(), tokens.from(first), tokens.to(last));
  }

  private void headings(Table found, Tokens tokens) {
    if (found.kind() == Report.Kind.PIDSTAT && found.equals(table) && row == 0 && before != null) {
      // nobody did anything since the headings before: their times are those between the intervals
      Stamp time = Stamp.of(tokens.words(0, found.prefix()));
      if (time != null && draft.hasTables()) {
        draft.stamp(time);
        finish();
      }
    }
    boolean repeated = draft.has(found);
    if (found.prefix() == 0 ? repeated : !found.equals(table) || row > 0) {
      finish();
    }
    if (found.prefix() > 0 && before == null) {
      // sar prints when it started before its first headings
      before = Stamp.of(tokens.words(0, found.prefix()));
    }
    table = found;
    prefixed("");
    draft.begin(found);
    row = 0;
    doubled.begin(true);
    afterHeadings = true;
    strict = true;
  }

  private boolean time(Tokens tokens) {
    if (tokens.count() > 8) {
      return false;
    }
    Stamp time = Stamp.of(tokens.words(0, tokens.count()));
    if (time == null) {
      return false;
    }
    if (draft.hasTables() || draft.hasCpu()) {
      finish();
    }
    draft.stamp(time);
    doubled.begin(true);
    strict = false;
    return true;
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    Table current = table;
    boolean row = current != null && strict && (cells.row(current, tokens) || !line.whole());
    if (current == null || !row || ofCommand(current, tokens)) {
      return "";
    }
    draft.lost();
    return current.expected();
  }

  /** The time that was printed before whatever follows now; null if there was none. */
  @Nullable Stamp pending() {
    return draft.hasTables() ? null : draft.stamp();
  }

  @Override
  public void blank() {
    strict = false;
    afterHeadings = false;
    wrapped.forget();
  }

  @Override
  public void finish() {
    wrapped.forget();
    doubled.end();
    Stamp time = draft.stamp();
    Optional<Report> report = draft.finish(before);
    if (time != null || report.isPresent()) {
      // the time of one that has none is not that of the one before it
      before = time;
    }
    draft = new Draft();
    row = 0;
    report.ifPresent(out::accept);
  }
}
