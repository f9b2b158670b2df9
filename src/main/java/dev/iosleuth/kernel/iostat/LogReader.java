package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf16;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A log of iostat or one of its relatives, whatever else stands around its tables. Reports go to a
 * consumer one after the other; none is kept.
 */
public final class LogReader {
  private static final String LONG = "a line of at most 64 KiB";

  private final Damage damage;
  private final FirstReports out;
  private final TableReader tables;
  private final DiskstatsReader diskstats;
  private final List<LineReader> formats;
  private LineReader active;

  /**
   * @param file its name, for messages
   */
  public LogReader(String file, Consumer<Report> consumer) {
    this(file, consumer, false);
  }

  /**
   * @param kept whether a first report is an interval where nothing shows that it is since boot
   */
  public LogReader(String file, Consumer<Report> consumer, boolean kept) {
    damage = new Damage(file);
    out = new FirstReports(consumer, kept);
    tables = new TableReader(out, damage);
    diskstats = new DiskstatsReader(out, damage);
    formats = List.of(tables, diskstats, new VmstatReader(out, damage), new IotopReader(out));
    active = tables;
  }

  /** To the end of the stream; what was read before a failure counts, too. */
  public void read(InputStream in) throws IOException {
    try {
      PastedJson.Begun begun = PastedJson.look(new Rest(Utf16.decoded(in)), true);
      var documents = new JsonReader(out, damage);
      boolean whole = true;
      while (whole && begun.json()) {
        whole = documents.read(begun.stream());
        out.newRun(Optional.empty(), Optional.empty());
        begun = whole ? PastedJson.look(begun.stream(), false) : begun;
      }
      if (whole) {
        lines(new ByteLines(begun.stream(), documents.lines()));
      }
    } catch (IOException early) {
      end();
      throw early;
    }
    // a consumer that failed is handed nothing more
    end();
  }

  private void end() {
    active.finish();
    out.flush();
  }

  private void lines(ByteLines lines) throws IOException {
    var tokens = new Tokens();
    while (next(lines)) {
      if (lines.tooLong()) {
        damage.line(lines, LONG);
        continue;
      }
      tokens.split(lines.bytes(), lines.from(), lines.to());
      if (tokens.count() == 0) {
        active.blank();
      } else if (!active.take(tokens, lines) && !other(tokens, lines)) {
        String expected = active.damage(tokens, lines);
        if (!expected.isEmpty()) {
          damage.line(lines, expected);
        }
      }
    }
  }

  /** Steps over rows that need no more than a look, and to the next line that may be another. */
  private boolean next(ByteLines lines) throws IOException {
    boolean plain = active.equals(tables);
    while (plain) {
      plain = tables.plainRow(lines);
    }
    return lines.next();
  }

  private boolean other(Tokens tokens, ByteLines lines) {
    for (LineReader format : formats) {
      if (format.equals(active)) {
        continue;
      }
      if (format.equals(diskstats)) {
        diskstats.stamp(tables.pending());
      }
      if (format.take(tokens, lines)) {
        active.finish();
        active = format;
        return true;
      }
    }
    return false;
  }

  /** The hosts that it is of, raw, as far as banners name them. */
  public Set<String> hosts() {
    return out.hosts();
  }

  /** Rows that were not understood. */
  public long damaged() {
    return damage.count();
  }

  /** The first of them. */
  public List<Reading.Malformed<?>> firstDamaged() {
    return damage.first();
  }
}
