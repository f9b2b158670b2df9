package dev.iosleuth.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file as a stream that knows where it stands, and can go back. */
final class PositionedFile extends InputStream {
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).limit(0);
  private long bufferAt;
  private long marked;

  private PositionedFile(FileChannel channel, long at) {
    this.channel = channel;
    this.bufferAt = at;
    this.marked = at;
  }

  static PositionedFile open(Path file, long at) throws IOException {
    return new PositionedFile(FileChannel.open(file), at);
  }

  /** Of the next byte; known after closing, too. */
  long position() {
    return bufferAt + buffer.position();
  }

  /** Whether there is a byte to read. */
  boolean more() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    bufferAt += buffer.position();
    buffer.clear();
    int got = channel.read(buffer, bufferAt);
    buffer.position(0).limit(Math.max(got, 0));
    return got > 0;
  }

  @Override
  public int read() throws IOException {
    return more() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, from, count);
    return count;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public void mark(int most) {
    marked = position();
  }

  @Override
  public void reset() {
    if (marked >= bufferAt && marked - bufferAt <= buffer.limit()) {
      buffer.position((int) (marked - bufferAt));
    } else {
      bufferAt = marked;
      buffer.clear().limit(0);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
