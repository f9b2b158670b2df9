package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One array of {@link Mdstat} while its lines go by. A damaged line spoils it; a line of a kind
 * that is not known is put aside.
 */
final class MdstatArray {
  private record Header(
      String name, boolean active, boolean readOnly, String level, List<Mdstat.Member> members) {}

  private final Optional<Header> header;
  private Optional<MdstatBlocks> blocks = Optional.empty();
  private Optional<Mdstat.Job> job = Optional.empty();
  private OptionalLong bitmapChunk = OptionalLong.empty();
  private boolean spoiled;
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();
  private final Reading.Malformed<?> unfinished;

  private MdstatArray(Lines lines) {
    header = header(lines.fields());
    unfinished = lines.malformed("a whole array, of which this is the first line");
    spoilUnless(header.isPresent(), lines, "NAME : active LEVEL MEMBER[N] …");
  }

  /** The array whose first line is at hand. */
  static MdstatArray open(Lines lines) {
    return new MdstatArray(lines);
  }

  /** Takes one of the indented lines. */
  void detail(Lines lines) {
    if (spoiled) {
      return;
    }
    Fields fields = lines.fields();
    if (!lines.whole()) {
      spoilUnless(false, lines, "details of an array");
    } else if (fields.take("bitmap:")) {
      bitmapChunk = chunk(fields);
      if (bitmapChunk.isEmpty()) {
        damaged.add(lines.malformed("N/N pages [NKB], NKB chunk"));
      }
    } else if (MdstatJob.stands(lines)) {
      job = MdstatJob.parse(lines.string());
      spoilUnless(job.isPresent(), lines, "check = 41.2% (N/N) finish=Nmin speed=NK/sec");
    } else if (blocks.isEmpty()) {
      blocks = MdstatBlocks.parse(lines.fields());
      spoilUnless(blocks.isPresent(), lines, "N blocks and a layout");
    } else {
      damaged.add(lines.malformed("a bitmap or a job"));
    }
  }

  /** The end of its lines: the array or what was wrong with it. */
  void close(List<Mdstat.Array> arrays, List<Reading.Malformed<?>> damage) {
    damage.addAll(damaged);
    if (spoiled) {
      return;
    }
    Header head = header.orElseThrow();
    if (blocks.isEmpty() && !head.members().isEmpty()) {
      damage.add(unfinished);
      return;
    }
    MdstatBlocks size = blocks.orElse(MdstatBlocks.NONE);
    arrays.add(
        new Mdstat.Array(
            head.name(),
            head.active(),
            head.readOnly(),
            head.level(),
            head.members(),
            size.metadata(),
            size.kib(),
            size.chunkKib(),
            size.near(),
            size.far(),
            size.raidDisks(),
            size.working(),
            size.slots(),
            bitmapChunk,
            job));
  }

  /** The end of a file that was cut within its lines, or right behind one. */
  void cut(List<Reading.Malformed<?>> damage) {
    damage.addAll(damaged);
    if (!spoiled) {
      damage.add(unfinished);
    }
  }

  private void spoilUnless(boolean understood, Lines lines, String expected) {
    if (!understood) {
      spoiled = true;
      damaged.add(lines.malformed(expected));
    }
  }

  /** Behind the pages in memory: {@code 2/8 pages [8KB], 65536KB chunk}, or B (md-bitmap.c). */
  private static OptionalLong chunk(Fields fields) {
    fields.skip(3);
    String size = fields.word();
    boolean kib = size.endsWith("KB");
    OptionalLong chunk = Fields.parse(size.replaceFirst("K?B$", ""));
    boolean whole = size.endsWith("B") && fields.word().startsWith("chunk") && chunk.isPresent();
    return whole ? OptionalLong.of(chunk.getAsLong() * (kib ? 1024 : 1)) : OptionalLong.empty();
  }

  private static Optional<Header> header(Fields fields) {
    String name = fields.word();
    boolean colon = fields.take(":");
    boolean active = fields.take("active");
    if (name.isEmpty() || !colon || (!active && !fields.take("inactive"))) {
      return Optional.empty();
    }
    boolean readOnly = fields.take("(read-only)") || fields.take("(auto-read-only)");
    String level = "";
    var members = new ArrayList<Mdstat.Member>();
    while (fields.more()) {
      String word = fields.word();
      Optional<Mdstat.Member> member = member(word);
      if (member.isPresent()) {
        members.add(member.get());
      } else if (level.isEmpty() && members.isEmpty() && Character.isLetter(word.charAt(0))) {
        level = word;
      } else {
        return Optional.empty();
      }
    }
    return active && level.isEmpty()
        ? Optional.empty()
        : Optional.of(new Header(name, active, readOnly, level, members));
  }

  /** {@code sdb2[1](W)(F)}; names have the slash for which sysfs writes an exclamation mark. */
  private static Optional<Mdstat.Member> member(String word) {
    int open = word.indexOf('[');
    int close = word.indexOf(']', open + 1);
    if (open <= 0 || close < 0) {
      return Optional.empty();
    }
    OptionalInt slot = Fields.parseInt(word.substring(open + 1, close));
    Optional<String> flags = flags(word.substring(close + 1));
    if (slot.isEmpty() || flags.isEmpty()) {
      return Optional.empty();
    }
    String device = word.substring(0, open).replace('!', '/');
    return Optional.of(new Mdstat.Member(device, slot.getAsInt(), flags.get()));
  }

  private static Optional<String> flags(String letters) {
    var flags = new StringBuilder();
    for (int i = 0; i < letters.length(); i += 3) {
      boolean flag =
          i + 2 < letters.length() && letters.charAt(i) == '(' && letters.charAt(i + 2) == ')';
      if (!flag) {
        return Optional.empty();
      }
      flags.append(letters.charAt(i + 1));
    }
    return Optional.of(flags.toString());
  }
}
