package dev.iosleuth.source;

/**
 * What the kernel counted for a process until it ended: its threads that ended while we listened,
 * added up.
 *
 * @param nanos when we learned of it (CLOCK_BOOTTIME), within milliseconds of its end
 * @param startedSeconds wall clock at the start of its first thread, since the epoch
 * @param elapsedMicros from its start to its end
 * @param threads how many were added up
 */
public record ExitRecord(
    int pid,
    int parent,
    String comm,
    long nanos,
    long startedSeconds,
    long elapsedMicros,
    long readChars,
    long writeChars,
    long readBytes,
    long writeBytes,
    long cancelledWriteBytes,
    int threads) {

  /** With more threads of the same process that were told later. */
  public ExitRecord plus(ExitRecord later, String name) {
    return new ExitRecord(
        pid,
        later.parent,
        name,
        later.nanos,
        Math.min(startedSeconds, later.startedSeconds),
        Math.max(elapsedMicros, later.elapsedMicros),
        readChars + later.readChars,
        writeChars + later.writeChars,
        readBytes + later.readBytes,
        writeBytes + later.writeBytes,
        cancelledWriteBytes + later.cancelledWriteBytes,
        threads + later.threads);
  }
}
