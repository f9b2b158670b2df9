package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc/PID/cmdline}: the arguments, each ended by a NUL; empty for kernel threads and
 * zombies.
 *
 * <p>A process may write over it (setproctitle: one text, often padded with NULs). Others' control;
 * may hold secrets. man 5 proc_pid_cmdline.
 *
 * @param arguments without the empty ones at the end
 */
public record PidCmdline(List<String> arguments) {
  public PidCmdline {
    arguments = List.copyOf(arguments);
  }

  /** Known whatever the bytes are: there is no wrong command line. */
  public static Reading<PidCmdline> parse(Text text) {
    byte[] bytes = text.bytes();
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    var arguments = new ArrayList<String>();
    int from = 0;
    while (from < end) {
      int to = from;
      while (to < end && bytes[to] != 0) {
        to++;
      }
      arguments.add(Utf8.decode(bytes, from, to));
      from = to + 1;
    }
    return Reading.known(new PidCmdline(arguments));
  }
}
