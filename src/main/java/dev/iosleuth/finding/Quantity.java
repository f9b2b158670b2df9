package dev.iosleuth.finding;

/**
 * What a device did in a time, such that several times add up. All come from /proc/diskstats, or
 * from what a log of iostat or its relatives printed, multiplied by the length of its report.
 */
public enum Quantity {
  READS,
  WRITES,
  DISCARDS,
  FLUSHES,
  /** Reads, writes and discards together: what iostat calls tps. */
  TRANSFERS,
  READ_BYTES,
  WRITE_BYTES,
  DISCARD_BYTES,
  /** Read and written. */
  BYTES,
  READ_MERGES,
  WRITE_MERGES,
  /** The requests' own times summed, as are the next ones. */
  READ_MS,
  WRITE_MS,
  DISCARD_MS,
  FLUSH_MS,
  /** Of reads, writes and discards. */
  TRANSFER_MS,
  /** io_ticks: clock ticks in which something was under way. */
  BUSY_MS,
  /** time_in_queue. */
  QUEUE_MS,
  /** Under way at the beginning: of several times it is that of the first one. */
  IN_FLIGHT_BEFORE,
  /** Under way at the end: of several times it is that of the last one. */
  IN_FLIGHT;

  static final int COUNT = values().length;
}
