package dev.iosleuth.kernel.iostat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Numeral;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/diskstats} again and again, as {@code while sleep 5; do date; cat /proc/diskstats;
 * done} writes it: one reading ends where its first device comes again.
 */
final class DiskstatsReader implements LineReader {
  private static final int LEAST_WORDS = 14;

  /** {@code Sun Nov 22 13:00:01 2026}. */
  private static final int MOST_AHEAD = 5;

  /** Behind two numbers and a name. */
  private static final int FIRST_COUNTER = 3;

  private static final int OF_PARTITION = FIRST_COUNTER + 4;

  /** 20,000 devices. */
  private static final int MOST_BYTES = 1 << 22;

  private final CounterSeries series;
  private final Damage damage;
  private final Numeral numeral = new Numeral();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private String first = "";
  private @Nullable Stamp stamp;

  /** Of the log, and whose they are: a line of the block each. */
  private final List<Long> lines = new ArrayList<>();

  private final List<String> names = new ArrayList<>();

  /** Which of them are partitions of a kernel before 2.6.25. */
  private final Set<Integer> partitions = new HashSet<>();

  /** Whether a copy has ended. */
  private boolean begun;

  /** Whether times stand behind the copies, as {@code cat /proc/diskstats; date} has them. */
  private boolean below;

  private long lost;
  private int words;

  /** Words that somebody put before each line: a time. */
  private int ahead;

  DiskstatsReader(FirstReports out, Damage damage) {
    this.series = new CounterSeries(Report.Kind.DISKSTATS, out, damage);
    this.damage = damage;
  }

  @Override
  public boolean take(Tokens tokens, ByteLines log) {
    if (log.whole() && partition(tokens)) {
      partitions.add(lines.size());
      byte[] row = padded(tokens);
      add(name(tokens), log, row, 0, row.length);
      return true;
    }
    boolean shaped = shaped(tokens) || stamped(tokens);
    if (!shaped && !broken(tokens)) {
      return block.size() > 0 && time(tokens);
    }
    if (!log.whole() && tokens.count() < words) {
      // the last line of what was cut: not that of an older kernel
      return false;
    }
    words = shaped ? tokens.count() : words;
    String name = name(tokens);
    if (name.equals(first) || block.size() > MOST_BYTES) {
      copied();
    }
    if (block.size() == 0) {
      first = name;
      stamp = ahead > 0 ? Stamp.of(tokens.words(0, ahead)) : stamp;
    }
    int from = tokens.from(ahead);
    add(name, log, tokens.bytes(), from, tokens.to(tokens.count() - 1) - from);
    return true;
  }

  private void add(String name, ByteLines log, byte[] bytes, int from, int length) {
    lines.add(log.number());
    names.add(name);
    block.write(bytes, from, length);
    block.write('\n');
  }

  /**
   * Whether it is of a partition below its disk, as kernels before 2.6.25 print it: reads, sectors
   * read, writes, sectors written (Documentation/iostats.txt).
   */
  private boolean partition(Tokens tokens) {
    if (tokens.count() != ahead + OF_PARTITION || names.isEmpty()) {
      return false;
    }
    String name = name(tokens);
    String disk =
        partitions.contains(names.size() - 1)
            ? names.getLast().replaceFirst("p?[0-9]+$", "")
            : names.getLast();
    if (!name.startsWith(disk) || !name.substring(disk.length()).matches("p?[0-9]+")) {
      return false;
    }
    boolean numbers = number(tokens, ahead) && number(tokens, ahead + 1);
    for (int i = ahead + FIRST_COUNTER; i < tokens.count(); i++) {
      numbers &= number(tokens, i);
    }
    return numbers;
  }

  /** With a nought for each counter that it has not. */
  private byte[] padded(Tokens tokens) {
    int counter = ahead + FIRST_COUNTER;
    return Utf8.encode(
        String.join(
            " ",
            tokens.words(ahead, counter),
            tokens.word(counter),
            "0",
            tokens.word(counter + 1),
            "0",
            tokens.word(counter + 2),
            "0",
            tokens.word(counter + 3),
            "0 0 0 0"));
  }

  private boolean time(Tokens tokens) {
    Stamp time = Stamp.of(tokens.words(0, tokens.count()));
    if (time == null) {
      return false;
    }
    below |= !begun && stamp == null;
    if (below) {
      stamp = time;
      copied();
    } else {
      copied();
      stamp = time;
    }
    return true;
  }

  /** Printed before the first device. */
  void stamp(@Nullable Stamp time) {
    if (block.size() == 0) {
      stamp = time;
    }
  }

  private boolean shaped(Tokens tokens) {
    return tokens.count() >= ahead + LEAST_WORDS
        && number(tokens, ahead)
        && number(tokens, ahead + 1)
        && letter(tokens, ahead + 2)
        && number(tokens, ahead + 3);
  }

  /** All names of the kernel's begin with one; the third word of sar's other tables is a figure. */
  private static boolean letter(Tokens tokens, int word) {
    return Character.isLetter(tokens.bytes()[tokens.from(word)]);
  }

  /** Whether the lines are so from this one on, each behind its time, or no longer. */
  private boolean stamped(Tokens tokens) {
    int before = ahead;
    for (ahead = 0; ahead <= MOST_AHEAD; ahead++) {
      if (shaped(tokens) && (ahead == 0 || Stamp.of(tokens.words(0, ahead)) != null)) {
        return true;
      }
    }
    ahead = before;
    return false;
  }

  /** Whether it is a damaged row that shows whose it is. */
  private boolean broken(Tokens tokens) {
    int count = tokens.count() - ahead;
    if (count <= FIRST_COUNTER || number(tokens, ahead + 2)) {
      return false;
    }
    boolean numbered = number(tokens, ahead) && number(tokens, ahead + 1);
    boolean complete = count >= LEAST_WORDS;
    return (numbered || complete)
        && (series.knows(name(tokens)) || (numbered && complete && half(tokens)));
  }

  /** Whether most of what stands behind the name are counters. */
  private boolean half(Tokens tokens) {
    int told = 0;
    int first = ahead + FIRST_COUNTER;
    for (int i = first; i < tokens.count(); i++) {
      told += number(tokens, i) ? 1 : 0;
    }
    return 2 * told >= tokens.count() - first;
  }

  /** As {@link Diskstats} has it. */
  private String name(Tokens tokens) {
    return tokens.word(ahead + 2).replace('!', '/');
  }

  private boolean number(Tokens tokens, int word) {
    return numeral.read(tokens.bytes(), tokens.from(word), tokens.to(word))
        && numeral.decimals() == 0
        && numeral.suffix() == 0;
  }

  @Override
  public String damage(Tokens tokens, ByteLines line) {
    boolean within = block.size() > 0 || (words > 0 && !line.whole());
    boolean numbered =
        tokens.count() > ahead + 2 && number(tokens, ahead) && number(tokens, ahead + 1);
    // behind a time, too, but for three numbers, which may be anything
    boolean begun = numbered && (within || (words > 0 && !number(tokens, ahead + 2)));
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
    copied();
    series.flush();
  }

  /** A copy ends. */
  private void copied() {
    Diskstats.parse(new Text("diskstats", block.toByteArray(), 0))
        .optional()
        .ifPresent(read -> {
          series.add(devices(read), stamp, lost);
          lost = 0;
        });
    begun = true;
    block.reset();
    lines.clear();
    names.clear();
    partitions.clear();
    first = "";
    stamp = null;
  }

  private List<CounterSeries.Line> devices(Diskstats read) {
    var damaged = new HashSet<Integer>();
    for (Reading.Malformed<?> bad : read.damaged()) {
      int at = place(bad);
      damaged.add(at);
      damage.add(lines.get(at), bad.expected(), bad.found());
    }
    Iterator<Diskstats.Row> rows = read.rows().iterator();
    var devices = new ArrayList<CounterSeries.Line>();
    for (int i = 0; i < lines.size(); i++) {
      Optional<Counters> counters =
          damaged.contains(i)
              ? Optional.empty()
              : Optional.of(rows.next())
                  .map(partitions.contains(i) ? Counters::ofPartition : Counters::of);
      devices.add(new CounterSeries.Line(names.get(i), counters, lines.get(i)));
    }
    return devices;
  }

  /** Which line of the block. */
  private int place(Reading.Malformed<?> bad) {
    String where = bad.where();
    long number = Fields.parse(where.substring(where.lastIndexOf(':') + 1)).orElse(1);
    return (int) Math.clamp(number - 1, 0, lines.size() - 1L);
  }
}
