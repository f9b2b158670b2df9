package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Numeral;
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
  private static final byte[] CPU = {'a', 'v', 'g', '-', 'c', 'p', 'u', ':'};
  private static final int MOST_CPU = 16;

  /** Digits behind the point of a figure: sysstat prints two at most. */
  private static final int MOST_DECIMALS = 2;

  private final FirstReports out;
  private final Numeral numeral = new Numeral();
  private final PlainRow plain = new PlainRow();
  private final Names names = new Names();
  private final Wrapped wrapped;
  private Draft draft = new Draft();
  private @Nullable Table table;
  private @Nullable Stamp before;
  private final Repeated repeated = new Repeated();
  private final Repeated repeatedCpu = new Repeated();
  private Optional<Table> lastHeadings = Optional.empty();
  private String[] lastCpu = {};
  private String[] cpu = {};
  private String prefix = "";
  private int row;
  private boolean afterHeadings;
  private boolean strict;

  TableReader(FirstReports out, Damage damage) {
    this.out = out;
    this.wrapped = new Wrapped(damage);
  }

  @Override
  public boolean take(Tokens tokens, ByteLines line) {
    if (cpu.length > 0 && cpuValues(tokens)) {
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
    if (current == null || cpu.length > 0 || !current.plain()) {
      return false;
    }
    var printed = new double[current.words() - 1];
    byte[] bytes = line.bytes();
    int start = line.ahead();
    int behind = plain.read(bytes, start, line.known(), printed);
    if (behind < 0 || nameless(bytes, start, plain.nameEnd())) {
      return false;
    }
    line.pass(behind);
    add(current, names.of(row, bytes, start, plain.nameEnd()), printed);
    taken();
    return true;
  }

  private void taken() {
    wrapped.forget();
    afterHeadings = false;
    strict = true;
  }

  private boolean other(@Nullable Table current, Tokens tokens, ByteLines line) {
    if (afterHeadings && current != null) {
      Optional<Table> longer = current.continued(tokens);
      if (longer.isPresent()) {
        draft = redone(longer.get());
        return true;
      }
    }
    if (tokens.is(0, CPU)) {
      cpuHeadings(tokens, line);
      return true;
    }
    Optional<Table> headings = repeated.same(line) ? lastHeadings : Table.of(tokens);
    if (headings.isPresent()) {
      repeated.keep(line);
      lastHeadings = headings;
      headings(headings.get(), tokens);
      return true;
    }
    if (restart(tokens)) {
      // the next headings have the time from which on the next report counts
      finish();
      before = null;
      return true;
    }
    if (banner(tokens)) {
      finish();
      out.newRun(PrintedDate.in(tokens.words(0, tokens.count())));
      before = null;
      return true;
    }
    Optional<Call> call = Call.of(tokens);
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
    if (current != null && strict && wrapped.take(current, tokens, line.number(), this::joined)) {
      return true;
    }
    return !(strict && shaped(tokens)) && time(tokens);
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
    boolean wide = line != null && blanksInName(current, tokens);
    if (current.nameLast() ? count < words : count != words && !wide) {
      return false;
    }
    int cells = words - current.prefix() - 1;
    int first = wide ? count - cells : current.firstCell();
    var printed = new double[cells];
    byte[] bytes = tokens.bytes();
    for (int i = 0; i < cells; i++) {
      int word = first + i;
      if (!numeral.read(bytes, tokens.from(word), tokens.to(word))) {
        if (i != current.text()) {
          return false;
        }
        printed[i] = Double.NaN;
        continue;
      }
      printed[i] = numeral.suffix() == 0 ? numeral.value() : scaled(current.layout().factor(i));
    }
    boolean open = line != null && !line.whole() && !current.nameLast();
    int shown = numeral.decimals();
    if (open && numeral.suffix() == 0 && decimals(tokens, count - 2) > shown) {
      // last digits are missing
      return false;
    }
    int name = current.nameLast() ? count - 1 : current.prefix();
    if (nameless(bytes, tokens.from(name), tokens.to(name))) {
      return false;
    }
    add(current, tokens, printed);
    return true;
  }

  /**
   * Whether a figure stands where the name should, or its last digits: the rest of a line that was
   * cut in two. Longer numbers may be a disk's (multipath's WWID).
   */
  private static boolean nameless(byte[] bytes, int from, int to) {
    int points = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.' || bytes[i] == ',') {
        points++;
      } else if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return points == 1 || (points == 0 && to - from <= MOST_DECIMALS);
  }

  /**
   * Whether a line has words before its figures that can only be a name with blanks in it, as
   * {@code iostat -g "my disk"} prints it, and no time that somebody put before each line.
   */
  private boolean blanksInName(Table current, Tokens tokens) {
    int more = tokens.count() - current.words();
    return strict
        && more > 0
        && !current.nameLast()
        && !figure(tokens, current.prefix() + more)
        && !figure(tokens, current.prefix())
        && Stamp.of(tokens.words(0, current.prefix() + 1)) == null
        && figures(current, tokens);
  }

  /** Whether as many figures as there are columns stand at the end. */
  private boolean figures(Table current, Tokens tokens) {
    int first = tokens.count() - (current.words() - current.prefix() - 1);
    for (int i = tokens.count() - 1; i >= first; i--) {
      if (i <= current.prefix() || !figure(tokens, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean figure(Tokens tokens, int word) {
    return numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word));
  }

  private int decimals(Tokens tokens, int word) {
    return numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word))
        ? numeral.decimals()
        : 0;
  }

  /** In the unit of the heading, whatever unit --human chose for this cell. */
  private double scaled(double factor) {
    double kib =
        switch (numeral.suffix()) {
          case 's' -> 0.5;
          case 'B' -> 1.0 / 1024;
          case 'M' -> 1024;
          case 'G' -> 1024 * 1024;
          case 'T' -> 1024.0 * 1024 * 1024;
          case 'P' -> 1024.0 * 1024 * 1024 * 1024;
          default -> 1;
        };
    return numeral.suffix() == '%' ? numeral.value() : numeral.value() * kib / factor;
  }

  private void add(Table current, Tokens tokens, double[] printed) {
    if (current.prefix() > 0) {
      String now = tokens.words(0, current.prefix());
      if (!now.equals(prefix)) {
        again(current);
        prefix = now;
        moment(now);
      }
    }
    add(current, name(current, tokens, printed), printed);
  }

  private void add(Table current, String name, double[] printed) {
    if (draft.startedWith(name)) {
      // headings were filtered out between reports
      again(current);
      moment(prefix);
    }
    if (!draft.hasTables()) {
      // a time stood between the reports instead of headings
      draft.begin(current);
    }
    draft.add(new Row(name, current.layout(), printed));
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
    boolean repeated = draft.has(found);
    if (found.prefix() == 0 ? repeated : !found.equals(table) || row > 0) {
      finish();
    }
    if (found.prefix() > 0 && before == null) {
      // sar prints when it started before its first headings
      before = Stamp.of(tokens.words(0, found.prefix()));
    }
    table = found;
    prefix = "";
    draft.begin(found);
    row = 0;
    afterHeadings = true;
    strict = true;
  }

  private void cpuHeadings(Tokens tokens, ByteLines line) {
    if (draft.hasTables() || draft.hasCpu()) {
      finish();
    }
    if (!repeatedCpu.same(line)) {
      repeatedCpu.keep(line);
      lastCpu = new String[Math.min(tokens.count() - 1, MOST_CPU)];
      for (int i = 0; i < lastCpu.length; i++) {
        lastCpu[i] = tokens.word(i + 1);
      }
    }
    cpu = lastCpu;
    strict = false;
    afterHeadings = false;
  }

  private boolean cpuValues(Tokens tokens) {
    String[] headings = cpu;
    cpu = new String[0];
    if (tokens.count() != headings.length) {
      return false;
    }
    var values = new double[headings.length];
    for (int i = 0; i < headings.length; i++) {
      if (!numeral.read(tokens.bytes(), tokens.from(i), tokens.to(i))) {
        return false;
      }
      values[i] = numeral.value();
    }
    for (int i = 0; i < headings.length; i++) {
      draft.cpu(headings[i], values[i]);
    }
    return true;
  }

  /** {@code Linux 5.8.0-53-generic (ubuntu) ...}: the tool was called anew. */
  private static boolean banner(Tokens tokens) {
    return tokens.count() > 2
        && tokens.is(0, "Linux")
        && Character.isDigit(tokens.bytes()[tokens.from(1)]);
  }

  /** {@code 12:25:11 AM LINUX RESTART (2 CPU)}: sar's, of which the counters began anew. */
  private static boolean restart(Tokens tokens) {
    for (int i = 0; i + 1 < Math.min(tokens.count(), 4); i++) {
      if (tokens.is(i, "LINUX") && tokens.is(i + 1, "RESTART")) {
        return true;
      }
    }
    return false;
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
    strict = false;
    return true;
  }

  /** Whether it looks like a row: a word and a number behind it. */
  private boolean shaped(Tokens tokens) {
    Table current = table;
    int word = current == null ? 1 : current.firstCell();
    return tokens.count() > word
        && numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word));
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    Table current = table;
    return current != null
            && strict
            && (shaped(tokens) || figures(current, tokens) || !line.whole())
        ? current.layout().headings().size() + " figures behind a name"
        : "";
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
    Stamp time = draft.stamp();
    Optional<Report> report = draft.finish(before);
    before = time == null ? before : time;
    draft = new Draft();
    row = 0;
    wrapped.forget();
    report.ifPresent(out::accept);
  }

  /** A line that nearly every report has again. */
  private static final class Repeated {
    private byte[] bytes = {};

    boolean same(ByteLines line) {
      return bytes.length > 0
          && Arrays.equals(bytes, 0, bytes.length, line.bytes(), line.from(), line.to());
    }

    void keep(ByteLines line) {
      if (!same(line)) {
        bytes = Arrays.copyOfRange(line.bytes(), line.from(), line.to());
      }
    }
  }

  /** Names of rows, most often the same in the same order as in the report before. */
  private static final class Names {
    private static final int MOST = 1 << 14;

    private String[] strings = {};
    private byte[][] bytes = {};

    String of(int row, byte[] line, int from, int to) {
      if (row < strings.length
          && strings[row] != null
          && Arrays.equals(bytes[row], 0, bytes[row].length, line, from, to)) {
        return strings[row];
      }
      String name = dev.iosleuth.reading.Utf8.decode(line, from, to);
      if (row < MOST) {
        if (row >= strings.length) {
          strings = Arrays.copyOf(strings, 2 * row + 16);
          bytes = Arrays.copyOf(bytes, 2 * row + 16);
        }
        strings[row] = name;
        bytes[row] = Arrays.copyOfRange(line, from, to);
      }
      return name;
    }
  }
}
