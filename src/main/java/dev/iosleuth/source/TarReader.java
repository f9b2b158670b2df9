package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The members of a tar archive one after the other; long names by GNU's L and K members and by
 * POSIX's extended headers. Names are kept as bytes ({@link Utf8}), which the usual libraries do
 * not do.
 */
final class TarReader {
  /** Of a name or an extended header: a lying size must not fill the memory. */
  private static final int MOST_META = 1 << 20;

  /** Records of an extended header that matter here; others are not kept, there may be many. */
  private static final Set<String> KNOWN = Set.of("path", "linkpath", "size");

  /** What GNU tar's records of a sparse file begin with. */
  private static final String SPARSE = "GNU.sparse.";

  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final boolean part;
  private final long most;
  private boolean ended;

  /**
   * @param part whether it may end without the mark, behind a member
   * @param most bytes of a file whose content is kept
   */
  TarReader(InputStream in, boolean part, long most) {
    this.in = in;
    this.most = Math.min(most, NativeFiles.MOST_BYTES);
    this.part = part;
  }

  /** Whether the end mark was seen. */
  boolean ended() {
    return ended;
  }

  /** The archive is damaged at this place, or was never one. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(message);
    }
  }

  /** The next member, or empty at the end mark. Throws EOFException where the archive is cut. */
  Optional<TarMember> next() throws IOException {
    Map<String, String> pax = new HashMap<>();
    while (true) {
      byte[] block = in.readNBytes(TarHeader.SIZE);
      if (block.length == 0 && part && pax.isEmpty()) {
        return Optional.empty();
      }
      if (block.length < TarHeader.SIZE) {
        throw new EOFException();
      }
      if (TarHeader.isEnd(block)) {
        ended = true;
        return Optional.empty();
      }
      TarHeader header =
          TarHeader.parse(block).orElseThrow(() -> new Damaged("not the header of a tar member"));
      switch (header.type()) {
        case 'L' -> pax.put("path", name(header));
        case 'K' -> pax.put("linkpath", name(header));
        case 'x', 'X' -> addRecords(meta(header), pax);
        case 'g', 'V' -> skip(padded(header.size()));
        default -> {
          return Optional.of(member(header, pax));
        }
      }
    }
  }

  private TarMember member(TarHeader header, Map<String, String> pax) throws IOException {
    long size = size(header, pax);
    String name = pax.getOrDefault("path", header.name());
    char type = type(header, name, pax);
    byte[] content = NOTHING;
    if (type == '0' && size > most) {
      type = TarMember.LARGE;
      skip(padded(size));
    } else if (type == '0') {
      content = exactly(size);
      skip(padded(size) - size);
    } else if (header.type() < '1' || header.type() > '6') {
      // links, nodes and directories have no content, whatever their size says
      skip(padded(size));
    }
    return new TarMember(
        name,
        type,
        pax.getOrDefault("linkpath", header.target()),
        content,
        header.modifiedSeconds());
  }

  private static char type(TarHeader header, String name, Map<String, String> pax) {
    boolean sparse = pax.containsKey(SPARSE);
    return switch (header.type()) {
      case '0', '7' -> sparse ? 'S' : name.endsWith("/") ? '5' : '0';
      case 'D' -> '5';
      default -> header.type();
    };
  }

  private static long size(TarHeader header, Map<String, String> pax) throws Damaged {
    String word = pax.get("size");
    if (word == null) {
      return header.size();
    }
    OptionalLong size = Fields.parse(word);
    if (size.isEmpty() || size.getAsLong() < 0) {
      throw new Damaged("a size that is not a number");
    }
    return size.getAsLong();
  }

  private String name(TarHeader header) throws IOException {
    byte[] bytes = meta(header);
    return TarHeader.text(bytes, 0, bytes.length);
  }

  private byte[] meta(TarHeader header) throws IOException {
    if (header.size() > MOST_META) {
      throw new Damaged("a name of more than " + MOST_META + " bytes");
    }
    byte[] bytes = exactly(header.size());
    skip(padded(header.size()) - header.size());
    return bytes;
  }

  /** Records of the form {@code 30 path=some/name\n}; the number is the length of all of it. */
  private static void addRecords(byte[] bytes, Map<String, String> pax) throws Damaged {
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int blank = indexOf(bytes, ' ', at);
      OptionalLong length = Fields.parse(Utf8.decode(bytes, at, blank));
      long end = at + length.orElse(0);
      int equals = indexOf(bytes, '=', blank);
      if (length.isEmpty() || end > bytes.length || equals + 1 >= end) {
        throw new Damaged("an extended header that does not parse");
      }
      String key = Utf8.decode(bytes, blank + 1, equals);
      if (key.startsWith(SPARSE)) {
        pax.put(SPARSE, "");
      } else if (KNOWN.contains(key)) {
        pax.put(key, Utf8.decode(bytes, equals + 1, (int) end - 1));
      }
      at = (int) end;
    }
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static long padded(long size) throws Damaged {
    if (size > Long.MAX_VALUE - TarHeader.SIZE) {
      throw new Damaged("a member of impossible size");
    }
    return (size + TarHeader.SIZE - 1) / TarHeader.SIZE * TarHeader.SIZE;
  }

  private byte[] exactly(long size) throws IOException {
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  private void skip(long size) throws IOException {
    in.skipNBytes(size);
  }
}
