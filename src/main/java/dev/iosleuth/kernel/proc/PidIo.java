package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;

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

  private static final String[] KEYS = {
    "rchar:", "wchar:", "syscr:", "syscw:", "read_bytes:", "write_bytes:", "cancelled_write_bytes:"
  };

  /** The keys come in this order on every kernel (fs/proc/base.c do_io_accounting). */
  public static Reading<PidIo> parse(Text text) {
    var numbers = new long[KEYS.length];
    var number = new long[1];
    var lines = new Lines(text);
    for (int i = 0; i < KEYS.length; i++) {
      if (!lines.next()) {
        return Reading.malformed(text.path(), KEYS[i], "the end of the file");
      }
      Fields fields = lines.fields();
      boolean understood =
          lines.whole() && fields.take(KEYS[i]) && fields.numbers(number) == 1 && !fields.more();
      if (!understood) {
        return lines.malformed(KEYS[i] + " and a number");
      }
      numbers[i] = number[0];
    }
    return Reading.known(
        new PidIo(
            numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]));
  }
}
