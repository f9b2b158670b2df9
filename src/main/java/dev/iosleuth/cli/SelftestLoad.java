package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.DirectFile;
import java.time.Duration;

/** A load of which every operation is known: past the page cache, one after the other. */
final class SelftestLoad {
  static final int MOST_BYTES = 64 * 1024;

  private static final int[] READ_BYTES = {4096, 65_536, 16_384};
  private static final int[] WRITE_BYTES = {4096, 8192, 32_768};
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final DirectFile device;
  private final long size;
  private Issued issued = new Issued(0, 0, 0, 0);
  private long offset;
  private long gone;

  SelftestLoad(DirectFile device, long size) {
    this.device = device;
    this.size = size;
  }

  /** What was asked for. */
  record Issued(long reads, long readBytes, long writes, long writeBytes) {}

  /** How long it went on. */
  double seconds() {
    return gone / 1e9;
  }

  /** Two reads and a write, again and again. */
  Issued run(Duration length, Progress progress, Stopping stopping) {
    long start = System.nanoTime();
    gone = 0;
    for (int i = 0; gone < length.toNanos(); i++) {
      read(READ_BYTES[i % READ_BYTES.length]);
      write(WRITE_BYTES[i % WRITE_BYTES.length]);
      read(READ_BYTES[(i + 1) % READ_BYTES.length]);
      boolean stopped = stopping.pause(PAUSE);
      gone = System.nanoTime() - start;
      if (stopped) {
        break;
      }
      progress.reached(gone / (double) length.toNanos(), "reading and writing");
    }
    return issued;
  }

  private void read(int bytes) {
    done(device.read(place(bytes), bytes), bytes);
    issued =
        new Issued(
            issued.reads() + 1, issued.readBytes() + bytes, issued.writes(), issued.writeBytes());
  }

  private void write(int bytes) {
    done(device.write(place(bytes), bytes), bytes);
    issued =
        new Issued(
            issued.reads(), issued.readBytes(), issued.writes() + 1, issued.writeBytes() + bytes);
  }

  /** Somewhere else each time, so that no two operations lie next to each other. */
  private long place(int bytes) {
    offset = (offset + 3L * MOST_BYTES + bytes) % (size - MOST_BYTES);
    return offset & -4096L;
  }

  private static void done(Reading<Long> outcome, int bytes) {
    if (!outcome.equals(Reading.known((long) bytes))) {
      throw new Failure(
          "the selftest's own load failed: " + outcome.whyNot().orElse("short read or write"));
    }
  }
}
