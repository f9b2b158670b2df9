package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Numeral;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/diskstats} again and again, as {@code while sleep 5; do date; cat /proc/diskstats;
 * done} writes it: one reading ends where its first device comes again.
 */
final class DiskstatsReader implements LineReader {
  private static final int LEAST_WORDS = 14;

  /** 20,000 devices. */
  private static final int MOST_BYTES = 1 << 22;

  private final CounterSeries series;
  private final Damage damage;
  private final Numeral numeral = new Numeral();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private String first = "";
  private @Nullable Stamp stamp;

  /** Of the log, a line of the block each. */
  private final List<Long> lines = new ArrayList<>();

  private long lost;
  private int words;

  DiskstatsReader(FirstReports out, Damage damage) {
    this.series = new CounterSeries(Report.Kind.DISKSTATS, out);
    this.damage = damage;
  }

  @Override
  public boolean take(Tokens tokens, ByteLines log) {
    if (!shaped(tokens)) {
      return block.size() > 0 && time(tokens);
    }
    if (!log.whole() && tokens.count() < words) {
      // the last line of what was cut: not that of an older kernel
      return false;
    }
    words = tokens.count();
    String name = tokens.word(2);
    if (name.equals(first) || block.size() > MOST_BYTES) {
      finish();
    }
    if (block.size() == 0) {
      first = name;
    }
    lines.add(log.number());
    int from = tokens.from(0);
    block.write(tokens.bytes(), from, tokens.to(tokens.count() - 1) - from);
    block.write('\n');
    return true;
  }

  private boolean time(Tokens tokens) {
    Stamp time = Stamp.of(tokens.words(0, tokens.count()));
    if (time == null) {
      return false;
    }
    finish();
    stamp = time;
    return true;
  }

  /** Printed before the first device. */
  void stamp(@Nullable Stamp time) {
    if (block.size() == 0) {
      stamp = time;
    }
  }

  private boolean shaped(Tokens tokens) {
    return tokens.count() >= LEAST_WORDS
        && number(tokens, 0)
        && number(tokens, 1)
        && !number(tokens, 2)
        && number(tokens, 3);
  }

  private boolean number(Tokens tokens, int word) {
    return numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word))
        && numeral.decimals() == 0
        && numeral.suffix() == 0;
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    boolean within = block.size() > 0 || (words > 0 && !line.whole());
    boolean begun = within && tokens.count() > 2 && number(tokens, 0) && number(tokens, 1);
    if (!begun && !(within && tokens.count() >= LEAST_WORDS)) {
      return "";
    }
    lost++;
    return "a line of /proc/diskstats";
  }

  @Override
  public void blank() {
    // devices of one reading stand together
  }

  @Override
  public void finish() {
    Diskstats.parse(new Text("diskstats", block.toByteArray(), 0))
        .optional()
        .ifPresent(read -> {
          read.damaged().forEach(bad -> damage.add(line(bad), bad.expected(), bad.found()));
          series.add(
              read.rows().stream().map(Counters::of).toList(), stamp, lost + read.damaged().size());
        });
    block.reset();
    lines.clear();
    lost = 0;
    first = "";
    stamp = null;
  }

  /** In the log, by the line of the block. */
  private long line(Reading.Malformed<?> bad) {
    String where = bad.where();
    long number = Fields.parse(where.substring(where.lastIndexOf(':') + 1)).orElse(1);
    return lines.get((int) Math.clamp(number - 1, 0, lines.size() - 1L));
  }
}
