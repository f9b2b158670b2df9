package dev.iosleuth.finding.compare;

/** What is compared of a subject. */
public enum Figure {
  /** Reads, writes, discards and flushes a second. */
  OPERATIONS("operations_per_second"),
  /** Read and written a second. */
  BYTES("bytes_per_second"),
  /** Milliseconds a second: of a device those in which it was busy, of an account its share. */
  DEVICE_TIME("device_ms_per_second"),
  /** Milliseconds of an operation. */
  WAIT("wait_ms");

  private final String field;

  Figure(String field) {
    this.field = field;
  }

  /** The name in JSON. */
  public String field() {
    return field;
  }
}
