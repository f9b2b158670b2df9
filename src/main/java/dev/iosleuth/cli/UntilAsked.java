package dev.iosleuth.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends where it is, once the user wants an end. */
final class UntilAsked extends FilterInputStream {
  private final Stopping stopping;

  UntilAsked(InputStream in, Stopping stopping) {
    super(in);
    this.stopping = stopping;
  }

  @Override
  public int read() throws IOException {
    return stopping.asked() ? -1 : super.read();
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    return stopping.asked() ? -1 : super.read(bytes, from, length);
  }
}
