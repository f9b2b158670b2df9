package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Numeral;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code vmstat -d}: counters since the host started, again in each report; -t puts a time behind
 * each row. procps, vmstat.c.
 *
 * <pre>
 * disk- ------------reads------------ ------------writes----------- -----IO------
 *        total merged sectors      ms  total merged sectors      ms    cur    sec
 * sda    15257    100  841035    8395  50851   5502 1648657  146540      0     44
 * </pre>
 */
final class VmstatReader implements LineReader {
  private static final int FIGURES = 10;

  private static final String EXPECTED = "a device and 10 counters";

  private final CounterSeries series;
  private final Damage damage;
  private final Numeral numeral = new Numeral();
  private final long[] numbers = new long[FIGURES];
  private final List<CounterSeries.Line> reading = new ArrayList<>();
  private @Nullable Stamp stamp;
  private long lost;
  private boolean begun;

  VmstatReader(FirstReports out, Damage damage) {
    this.series = new CounterSeries(Report.Kind.VMSTAT, out, damage);
    this.damage = damage;
  }

  @Override
  public boolean take(Tokens tokens, ByteLines line) {
    if (tokens.is(0, "disk-") || (begun && tokens.is(0, "total") && tokens.is(1, "merged"))) {
      begun = true;
      return true;
    }
    if (!begun) {
      return false;
    }
    boolean understood = row(tokens);
    if (!understood && !broken(tokens)) {
      return false;
    }
    String name = tokens.word(0);
    if (!reading.isEmpty() && reading.getFirst().name().equals(name)) {
      copied();
    }
    if (stamp == null && tokens.count() > FIGURES + 1) {
      stamp = Stamp.of(tokens.words(FIGURES + 1, tokens.count()));
    }
    if (!understood) {
      damage.line(line, EXPECTED);
    }
    reading.add(
        new CounterSeries.Line(
            name, understood ? Optional.of(counters(name)) : Optional.empty(), line.number()));
    return true;
  }

  /** Whether it is a damaged row that shows whose it is. */
  private boolean broken(Tokens tokens) {
    return tokens.count() > 1 && series.knows(tokens.word(0));
  }

  private Counters counters(String name) {
    return new Counters(
        name,
        io(0),
        io(4),
        Reading.absent("vmstat does not tell"),
        Reading.absent("vmstat does not tell"),
        Double.NaN,
        Double.NaN);
  }

  private Io io(int at) {
    return new Io(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]);
  }

  private boolean row(Tokens tokens) {
    if (tokens.count() < FIGURES + 1) {
      return false;
    }
    for (int i = 0; i < FIGURES; i++) {
      if (!numeral.read(tokens.bytes(), tokens.from(i + 1), tokens.to(i + 1))) {
        return false;
      }
      numbers[i] = (long) numeral.value();
    }
    return true;
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    lost += begun ? 1 : 0;
    return begun ? EXPECTED : "";
  }

  @Override
  public void blank() {
    // devices of one report stand together
  }

  @Override
  public void finish() {
    copied();
    series.flush();
  }

  /** A copy ends. */
  private void copied() {
    if (!reading.isEmpty()) {
      series.add(List.copyOf(reading), stamp, lost);
      lost = 0;
    }
    reading.clear();
    stamp = null;
  }
}
