package dev.iosleuth.finding.compare;

import java.util.EnumSet;
import java.util.Set;

/** What is compared of a subject. */
public enum Figure {
  /** Reads, writes and discards a second; of an account its flushes, too. */
  OPERATIONS("operations_per_second"),
  /** Of a device. */
  FLUSHES("flushes_per_second"),
  /** Read and written a second. */
  BYTES("bytes_per_second"),
  /** Milliseconds a second: of a device those in which it was busy, of an account its share. */
  DEVICE_TIME("device_ms_per_second"),
  /** Milliseconds of one of the operations. */
  WAIT("wait_ms");

  /** Those that are told a second. */
  static final Set<Figure> OF_TIME = EnumSet.complementOf(EnumSet.of(WAIT));

  private final String field;

  Figure(String field) {
    this.field = field;
  }

  /** The name in JSON. */
  public String field() {
    return field;
  }
}
