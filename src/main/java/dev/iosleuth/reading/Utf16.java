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

  /** Decoded where a byte order mark says so, without that mark; else the bytes as they are. */
  public static InputStream decoded(InputStream in) throws IOException {
    var stream = new PushbackInputStream(in, MARK);
    byte[] mark = stream.readNBytes(MARK);
    int pair = mark.length < 2 ? 0 : (mark[0] & 0xff) << 8 | (mark[1] & 0xff);
    boolean wide = pair == 0xfffe || pair == 0xfeff;
    boolean marked = mark.length == MARK && pair == 0xefbb && (mark[2] & 0xff) == 0xbf;
    int passed = wide ? 2 : marked ? MARK : 0;
    stream.unread(mark, passed, mark.length - passed);
    if (!wide) {
      return stream;
    }
    return new Utf16(
        stream, pair == 0xfffe ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
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
