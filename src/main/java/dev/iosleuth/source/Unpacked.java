package dev.iosleuth.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The bytes of a file that may be packed by gzip, xz or zstd, which its first bytes tell, not its
 * name. Counts what comes out and stops at a limit: a small file can unpack to any size.
 */
final class Unpacked extends FilterInputStream {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  /** For xz, in KiB: its largest preset needs 65 MiB, a hostile header could ask for 4 GiB. */
  private static final int XZ_MEMORY = 256 * 1024;

  private final long most;
  private long count;

  /** More bytes come out than are wanted. */
  static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1;
  }

  private Unpacked(InputStream plain, long most) {
    super(plain);
    this.most = most;
  }

  static Unpacked of(InputStream file, long most) throws IOException {
    var buffered = new BufferedInputStream(file, 64 * 1024);
    buffered.mark(16);
    byte[] magic = buffered.readNBytes(6);
    buffered.reset();
    return new Unpacked(
        new BufferedInputStream(new AtOnce(unpack(buffered, magic)), 64 * 1024), most);
  }

  /**
   * What came out before a file ends early is handed on before that is told: a buffer that filled
   * itself with more, as {@code available} invites it to, would lose it.
   */
  private static final class AtOnce extends FilterInputStream {
    AtOnce(InputStream stream) {
      super(stream);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  private static InputStream unpack(InputStream file, byte[] magic) throws IOException {
    if (startsWith(magic, GZIP)) {
      return new GZIPInputStream(file, 64 * 1024);
    }
    if (startsWith(magic, XZ)) {
      return new XZInputStream(file, XZ_MEMORY);
    }
    return startsWith(magic, ZSTD) ? new ZstdInputStream(file) : file;
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  /** How many bytes came out so far. */
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    add(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int got = super.read(bytes, from, length);
    add(Math.max(got, 0));
    return got;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = super.skip(wanted);
    add(skipped);
    return skipped;
  }

  private void add(long got) throws TooMuch {
    count += got;
    if (count > most) {
      throw new TooMuch();
    }
  }
}
