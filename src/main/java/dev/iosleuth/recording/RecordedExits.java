package dev.iosleuth.recording;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.sample.Escaped;
import dev.iosleuth.source.ExitRecord;
import dev.iosleuth.source.Exits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The file {@code exits} of a sample in a recording: processes that ended since the sample before,
 * as taskstats told of them. One line a process: its number, its parent's, nanoseconds since boot
 * when it was heard of, seconds since 1970 when it started, microseconds that it lived, bytes by
 * read and write calls, bytes read and written, written bytes cancelled, threads, name.
 *
 * <pre>
 * exits 1 overruns 0
 * 4711 4710 350735470000000 1700000000 2500 4096 8192 4096 8192 0 1 dd
 * </pre>
 */
final class RecordedExits {
  static final String FILE = "exits";

  private static final int FORMAT = 1;
  private static final int NUMBERS = 11;
  private static final int KTHREADD = 2;

  private RecordedExits() {}

  /**
   * @param disguise of names; those of kernel threads are nobody's
   */
  static Text text(Exits exits, UnaryOperator<String> disguise) {
    var lines = new StringBuilder();
    lines.append("exits " + FORMAT + " overruns ").append(exits.overruns()).append('\n');
    for (ExitRecord record : exits.records()) {
      String name = record.parent() == KTHREADD ? record.comm() : disguise.apply(record.comm());
      lines.append(numbers(record)).append(' ').append(Escaped.name(name)).append('\n');
    }
    return new Text(FILE, Utf8.encode(lines.toString()), 0);
  }

  private static String numbers(ExitRecord record) {
    return record.pid()
        + " "
        + record.parent()
        + " "
        + record.nanos()
        + " "
        + record.startedSeconds()
        + " "
        + record.elapsedMicros()
        + " "
        + Long.toUnsignedString(record.readChars())
        + " "
        + Long.toUnsignedString(record.writeChars())
        + " "
        + Long.toUnsignedString(record.readBytes())
        + " "
        + Long.toUnsignedString(record.writeBytes())
        + " "
        + Long.toUnsignedString(record.cancelledWriteBytes())
        + " "
        + record.threads();
  }

  /** A line that does not parse counts as records that were lost. */
  static Reading<Exits> parse(Text text) {
    var lines = new Lines(text);
    OptionalLong overruns = lines.next() ? overruns(lines) : OptionalLong.empty();
    if (overruns.isEmpty()) {
      return Reading.malformed(text.where(1), "exits " + FORMAT + " overruns N", text.beginning());
    }
    var records = new ArrayList<ExitRecord>();
    long lost = overruns.getAsLong();
    while (lines.next()) {
      Optional<ExitRecord> record = lines.whole() ? record(lines.fields()) : Optional.empty();
      record.ifPresent(records::add);
      lost += record.isPresent() ? 0 : 1;
    }
    return Reading.known(new Exits(List.copyOf(records), lost));
  }

  private static OptionalLong overruns(Lines lines) {
    Fields fields = lines.fields();
    boolean known = fields.take("exits") && fields.take("" + FORMAT) && fields.take("overruns");
    return known ? fields.number() : OptionalLong.empty();
  }

  private static Optional<ExitRecord> record(Fields fields) {
    var n = new long[NUMBERS];
    if (fields.numbers(n) < NUMBERS || !fits(n[0]) || !fits(n[1]) || !fits(n[10])) {
      return Optional.empty();
    }
    String name = Escaped.original(fields.rest());
    return Optional.of(
        new ExitRecord(
            (int) n[0],
            (int) n[1],
            name,
            n[2],
            n[3],
            n[4],
            n[5],
            n[6],
            n[7],
            n[8],
            n[9],
            (int) n[10]));
  }

  private static boolean fits(long number) {
    return number >= 0 && number <= Integer.MAX_VALUE;
  }
}
