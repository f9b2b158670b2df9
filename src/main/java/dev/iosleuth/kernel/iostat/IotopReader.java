package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Numeral;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code iotop -b}, with -t, -k, -o, -P and -q to -qqq too; with -a figures are sums since it
 * began, and rates are what came between two reports where their times tell how long that was.
 *
 * <pre>
 * Total DISK READ :       0.00 B/s | Total DISK WRITE :      42.17 K/s
 *     TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO&gt;    COMMAND
 *     412 be/3 root        0.00 B/s   42.17 K/s  0.00 %  1.25 % [jbd2/sda1-8]
 * </pre>
 */
final class IotopReader implements LineReader {
  private static final Layout LAYOUT =
      new Layout(List.of("DISK READ", "DISK WRITE", "SWAPIN", "IO>"));

  /** A log with more processes keeps the first ones'. */
  private static final int MOST_SUMS = 10_000;

  private static final Pattern PRIORITY = Pattern.compile("(?:be|rt|none|\\?)/[0-9]|idle|\\?...");

  private final Map<String, double[]> sums = new HashMap<>();
  private final FirstReports out;
  private final Numeral numeral = new Numeral();
  private final Table table = new Table(Report.Kind.IOTOP, LAYOUT, 0, true, -1, List.of());
  private Draft draft = new Draft();
  private @org.jspecify.annotations.Nullable Stamp before;
  private boolean begun;
  private double value;

  IotopReader(FirstReports out) {
    this.out = out;
  }

  @Override
  public boolean take(Tokens tokens, ByteLines line) {
    int at =
        tokens.count() > 0 && tokens.word(0).indexOf(':') > 0 && !tokens.is(0, "Total") ? 1 : 0;
    if (tokens.is(at, "Total") && tokens.is(at + 1, "DISK")) {
      finish();
      begun = true;
      draft.begin(table);
      draft.stamp(Stamp.of(tokens.words(0, at)));
      return true;
    }
    boolean columns = (tokens.is(at, "TID") || tokens.is(at, "PID")) && tokens.is(at + 1, "PRIO");
    if (!begun && !columns && !alone(tokens, at)) {
      return false;
    }
    begun = true;
    boolean heading = columns || tokens.is(at, "Actual") || tokens.is(at, "Current");
    return heading || row(tokens, at);
  }

  /** A row of -qqq, which prints nothing else: a class of priority and two rates are enough. */
  private static boolean alone(Tokens tokens, int at) {
    return tokens.count() >= at + 8
        && PRIORITY.matcher(tokens.word(at + 1)).matches()
        && tokens.word(at + 4).endsWith("/s")
        && tokens.word(at + 6).endsWith("/s");
  }

  /** Where no totals are printed, the same again, or another time, is another report. */
  private void report(Tokens tokens, int start, String name) {
    Stamp time = start == 0 ? null : Stamp.of(tokens.words(0, start));
    Stamp now = draft.stamp();
    boolean later = time != null && now != null && !time.text().equals(now.text());
    if (later || draft.startedWith(name)) {
      finish();
    }
    if (!draft.hasTables()) {
      draft.begin(table);
      draft.stamp(time);
    }
  }

  private boolean row(Tokens tokens, int start) {
    int count = tokens.count();
    if (count < start + 8 || !number(tokens, start)) {
      return false;
    }
    long id = (long) value;
    var printed = new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    int at = start + 3;
    boolean summed = false;
    for (int i = 0; i < 2; i++) {
      double kib = kib(tokens, at + 1);
      summed |= sums(tokens, at + 1);
      if (!number(tokens, at) || Double.isNaN(kib)) {
        return false;
      }
      printed[i] = value * kib;
      at += 2;
    }
    for (int i = 2; i < 4; i++) {
      if (at + 1 < count && number(tokens, at) && tokens.is(at + 1, "%")) {
        printed[i] = value;
        at += 2;
      } else if (tokens.is(at, "?unavailable?")) {
        at++;
      }
    }
    String name = tokens.words(at, count) + "[" + id + "]";
    report(tokens, start, name);
    if (summed) {
      since(name, printed);
    }
    draft.add(new Row(name, LAYOUT, printed));
    return true;
  }

  /** Makes rates of what was summed up since iotop began. */
  private void since(String name, double[] printed) {
    double[] now = {printed[0], printed[1]};
    double[] then = sums.getOrDefault(name, new double[2]);
    Stamp time = draft.stamp();
    Stamp earlier = before;
    double seconds =
        time == null || earlier == null ? Double.NaN : time.since(earlier).orElse(Double.NaN);
    for (int i = 0; i < now.length; i++) {
      printed[i] = Math.max(0, now[i] - then[i]) / seconds;
    }
    if (sums.size() < MOST_SUMS || sums.containsKey(name)) {
      sums.put(name, now);
    }
  }

  private static boolean sums(Tokens tokens, int word) {
    return word < tokens.count() && !tokens.word(word).endsWith("/s");
  }

  private boolean number(Tokens tokens, int word) {
    if (word >= tokens.count()
        || !numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word))) {
      return false;
    }
    value = numeral.value();
    return true;
  }

  /** NaN for what is no rate. */
  private static double kib(Tokens tokens, int word) {
    if (word >= tokens.count()) {
      return Double.NaN;
    }
    return switch (tokens.word(word)) {
      case "B/s", "B" -> 1.0 / 1024;
      case "K/s", "K" -> 1;
      case "M/s", "M" -> 1024;
      case "G/s", "G" -> 1024 * 1024;
      default -> Double.NaN;
    };
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    boolean row = begun && tokens.count() > 1 && (number(tokens, 0) || shaped(tokens));
    if (!row) {
      return "";
    }
    draft.lost();
    return "a row of iotop";
  }

  /** Whether it has two rates, whatever stands before them. */
  private static boolean shaped(Tokens tokens) {
    int rates = 0;
    for (int i = 2; i < tokens.count(); i++) {
      rates += tokens.word(i).endsWith("/s") ? 1 : 0;
    }
    return rates >= 2 || (tokens.count() > 1 && PRIORITY.matcher(tokens.word(1)).matches());
  }

  @Override
  public void blank() {
    // headings come with each report
  }

  @Override
  public void finish() {
    Stamp time = draft.stamp();
    draft.finish(before).ifPresent(out::accept);
    before = time == null ? before : time;
    draft = new Draft();
  }
}
