package dev.iosleuth.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Text in UTF-16, as PowerShell's redirection writes it, read as UTF-8. */
public final class Utf16 extends InputStream {
  private static final int MARK = 3;

  /** Two characters of what has no mark. */
  private static final int BEGIN = 4;

  private static final int ROOM = 1 << 13;

  private final Reader reader;
  private final char[] characters = new char[ROOM];

  /** Half a pair of surrogates, whose other half is still to come. */
  private int held;

  private byte[] bytes = {};
  private int at;

  private Utf16(InputStream in, Charset charset) {
    this.reader = new InputStreamReader(in, charset);
  }

  /**
   * Decoded where a byte order mark says so, without that mark, or where it begins with two
   * characters of ASCII in two bytes each; else the bytes as they are.
   */
  public static InputStream decoded(InputStream in) throws IOException {
    var stream = new PushbackInputStream(in, BEGIN);
    byte[] begin = stream.readNBytes(BEGIN);
    int pair = begin.length < 2 ? 0 : (begin[0] & 0xff) << 8 | (begin[1] & 0xff);
    boolean marked = begin.length >= MARK && pair == 0xefbb && (begin[2] & 0xff) == 0xbf;
    boolean wide = pair == 0xfffe || pair == 0xfeff;
    int passed = wide ? 2 : marked ? MARK : 0;
    stream.unread(begin, passed, begin.length - passed);
    if (pair == 0xfffe || ascii(begin, 0)) {
      return new Utf16(stream, StandardCharsets.UTF_16LE);
    }
    if (pair == 0xfeff || ascii(begin, 1)) {
      return new Utf16(stream, StandardCharsets.UTF_16BE);
    }
    return stream;
  }

  /** Whether each second byte is 0, and the ones between are characters that a text begins with. */
  private static boolean ascii(byte[] begin, int first) {
    if (begin.length < BEGIN) {
      return false;
    }
    boolean zeros = begin[1 - first] == 0 && begin[MARK - first] == 0;
    return zeros && printed(begin[first]) && printed(begin[2 + first]);
  }

  private static boolean printed(byte c) {
    return c >= ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private boolean ended() throws IOException {
    if (at < bytes.length) {
      return false;
    }
    int read = reader.read(characters, held, ROOM - held);
    int length = held + Math.max(0, read);
    held = read > 0 && Character.isHighSurrogate(characters[length - 1]) ? 1 : 0;
    bytes = new String(characters, 0, length - held).getBytes(StandardCharsets.UTF_8);
    at = 0;
    if (held > 0) {
      characters[0] = characters[length - 1];
    }
    return bytes.length == 0 && (read < 0 || ended());
  }

  @Override
  public int read() throws IOException {
    if (ended()) {
      return -1;
    }
    at++;
    return bytes[at - 1] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    Objects.checkFromIndexSize(from, most, into.length);
    if (most == 0) {
      return 0;
    }
    if (ended()) {
      return -1;
    }
    int length = Math.min(most, bytes.length - at);
    System.arraycopy(bytes, at, into, from, length);
    at += length;
    return length;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
