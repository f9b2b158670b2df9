package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Numeral;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
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

  private final CounterSeries series;
  private final Numeral numeral = new Numeral();
  private final long[] numbers = new long[FIGURES];
  private final List<Counters> reading = new ArrayList<>();
  private @Nullable Stamp stamp;
  private long lost;
  private boolean begun;

  VmstatReader(FirstReports out) {
    this.series = new CounterSeries(Report.Kind.VMSTAT, out);
  }

  @Override
  public boolean take(Tokens tokens, ByteLines line) {
    if (tokens.is(0, "disk-") || (begun && tokens.is(0, "total") && tokens.is(1, "merged"))) {
      begun = true;
      return true;
    }
    if (!begun || !row(tokens)) {
      return false;
    }
    String name = tokens.word(0);
    if (!reading.isEmpty() && reading.getFirst().name().equals(name)) {
      finish();
    }
    if (reading.isEmpty()) {
      stamp = Stamp.of(tokens.words(FIGURES + 1, tokens.count()));
    }
    reading.add(
        new Counters(
            name,
            io(0),
            io(4),
            Reading.absent("vmstat does not tell"),
            Reading.absent("vmstat does not tell"),
            Double.NaN,
            Double.NaN));
    return true;
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
    return begun ? "a device and 10 counters" : "";
  }

  @Override
  public void blank() {
    // devices of one report stand together
  }

  @Override
  public void finish() {
    series.add(List.copyOf(reading), stamp, lost);
    reading.clear();
    lost = 0;
  }
}
