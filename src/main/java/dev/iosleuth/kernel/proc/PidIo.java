package dev.iosleuth.kernel.proc;

/**
 * {@code /proc/PID/io}: what the process's threads caused, ended threads included. Needs the same
 * user or CAP_SYS_PTRACE.
 *
 * <pre>
 * rchar: 323934931
 * wchar: 323929600
 * syscr: 632687
 * syscw: 632675
 * read_bytes: 0
 * write_bytes: 323932160
 * cancelled_write_bytes: 0
 * </pre>
 *
 * read_bytes counts when a bio is submitted at the top of the stack; write_bytes when a page is
 * dirtied (or a direct write is submitted), up to 30 s before the disk sees it. libaio's writes are
 * missing from wchar and syscw. Documentation/filesystems/proc.rst 3.3.
 */
public record PidIo(
    long readChars,
    long writeChars,
    long readCalls,
    long writeCalls,
    long readBytes,
    long writeBytes,
    long cancelledWriteBytes) {
  public static final PidIo ZERO = new PidIo(0, 0, 0, 0, 0, 0, 0);
}
