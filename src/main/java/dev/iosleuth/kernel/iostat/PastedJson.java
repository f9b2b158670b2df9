package dev.iosleuth.kernel.iostat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of sysstat as it stands in files: behind a prompt or other lines, quoted in a mail line
 * by line ({@code > }), or with the decimal commas that {@code iostat -o JSON} takes from the
 * locale ({@code "r/s": 18,62}). Both are undone; all else is passed on as it is.
 */
final class PastedJson extends InputStream {
  /** What may stand before it. */
  private static final int LOOK = 1 << 13;

  private static final Pattern BEGIN =
      Pattern.compile("(?m)^([> \\t]*)\\{[>\\s]*+\"sysstat\"\\s*:");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("\":\\s*-?[0-9]+,[0-9]");

  private static final int NONE = -2;

  private final InputStream in;
  private final boolean quoted;
  private final boolean commas;
  private boolean lineBegins;
  private boolean within;
  private boolean escaped;
  private int last;
  private int next = NONE;

  private PastedJson(InputStream in, boolean quoted, boolean commas) {
    this.in = in;
    this.quoted = quoted;
    this.commas = commas;
  }

  /**
   * A stream of which the beginning was looked at.
   *
   * @param json whether it is JSON, which begins with its first brace then
   */
  record Begun(Rest stream, boolean json) {}

  /**
   * @param once whether what comes at once is looked at alone: of a pipe there may be no more yet
   */
  static Begun look(Rest in, boolean once) throws IOException {
    // each byte a character
    String text = new String(in.peek(LOOK, once), ISO_8859_1);
    Matcher found = BEGIN.matcher(text);
    boolean there = found.find();
    int from = there ? found.end(1) : 0;
    in.skipNBytes(from);
    // lines keep their numbers
    in.push(text.substring(0, from).replaceAll("[^\n]", "").getBytes(ISO_8859_1));
    boolean quoted = there && found.group(1).indexOf('>') >= 0;
    boolean commas = there && DECIMAL_COMMA.matcher(text).find(from);
    return new Begun(
        quoted || commas ? new Rest(new PastedJson(in, quoted, commas)) : in,
        there || text.startsWith("{"));
  }

  @Override
  public int read() throws IOException {
    int c = next == NONE ? unquoted() : next;
    next = NONE;
    if (c == '"' && !escaped) {
      within = !within;
    }
    escaped = within && c == '\\' && !escaped;
    if (commas && c == ',' && !within && digit(last)) {
      next = unquoted();
      c = digit(next) ? '.' : c;
    }
    last = c;
    return c;
  }

  /** The next byte that no mail put before its line. */
  private int unquoted() throws IOException {
    int c = in.read();
    while (quoted && lineBegins && (c == '>' || c == ' ' || c == '\t')) {
      c = in.read();
    }
    lineBegins = c == '\n';
    return c;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    Objects.checkFromIndexSize(from, most, into.length);
    int count = 0;
    while (count < most) {
      int c = read();
      if (c < 0) {
        break;
      }
      into[from + count] = (byte) c;
      count++;
    }
    return count == 0 && most > 0 ? -1 : count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
