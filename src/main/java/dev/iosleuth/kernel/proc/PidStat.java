package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/stat}: {@code 1234 (comm with ) and spaces) S 1 … }. comm ends at the LAST ')'
 * and may hold any byte but NUL. Documentation/filesystems/proc.rst table 1-4; fs/proc/array.c
 * do_task_stat().
 *
 * @param comm the main thread's name, at most 15 bytes (longer for kernel workers), others' control
 * @param flags PF_*; {@link #kernelThread} reads PF_KTHREAD
 * @param majorFaults of the process's threads
 * @param cpuTicks utime + stime in USER_HZ ticks (1/100 s)
 * @param startTicks since boot, in USER_HZ ticks (1/100 s): with the pid, the identity of a process
 * @param blkioDelayTicks delayacct_blkio_ticks; 0 when delay accounting is off, so never a value
 *     alone
 */
public record PidStat(
    int pid,
    String comm,
    char state,
    int parent,
    long flags,
    long majorFaults,
    long cpuTicks,
    long startTicks,
    long blkioDelayTicks) {
  private static final long PF_KTHREAD = 0x0020_0000L;

  public boolean kernelThread() {
    return (flags & PF_KTHREAD) != 0;
  }

  public static Reading<PidStat> parse(Text text) {
    byte[] bytes = text.bytes();
    int open = 0;
    while (open < bytes.length && bytes[open] != '(') {
      open++;
    }
    int close = bytes.length - 1;
    while (close > open && bytes[close] != ')') {
      close--;
    }
    if (close <= open) {
      return malformed(text, "PID (comm) …");
    }
    var before = new Fields(bytes, 0, open);
    OptionalLong pid = before.number();
    if (pid.isEmpty() || before.more() || pid.getAsLong() != (int) pid.getAsLong()) {
      return malformed(text, "a process number");
    }
    String comm = Utf8.decode(bytes, open + 1, close);
    var after = new Fields(bytes, close + 1, bytes.length);
    return after(text, (int) pid.getAsLong(), comm, after);
  }

  /** The fields from the third on; the numbers in the comments are those of man 5 proc_pid_stat. */
  private static Reading<PidStat> after(Text text, int pid, String comm, Fields fields) {
    String state = fields.word(); // 3
    OptionalInt parent = Fields.parseInt(fields.word()); // 4
    fields.skip(4);
    OptionalLong flags = fields.number(); // 9
    fields.skip(2);
    OptionalLong majorFaults = fields.number(); // 12
    fields.skip(1);
    OptionalLong user = fields.number(); // 14
    OptionalLong system = fields.number(); // 15
    fields.skip(6);
    OptionalLong start = fields.number(); // 22
    fields.skip(19);
    OptionalLong delay = fields.number(); // 42, since 2.6.18
    boolean whole = delay.isPresent() && !fields.atEnd();
    if (state.length() != 1
        || parent.isEmpty()
        || flags.isEmpty()
        || majorFaults.isEmpty()
        || user.isEmpty()
        || system.isEmpty()
        || start.isEmpty()
        || !whole) {
      return malformed(text, "a state and at least 39 numbers behind the name");
    }
    return Reading.known(
        new PidStat(
            pid,
            comm,
            state.charAt(0),
            parent.getAsInt(),
            flags.getAsLong(),
            majorFaults.getAsLong(),
            user.getAsLong() + system.getAsLong(),
            start.getAsLong(),
            delay.orElseThrow()));
  }

  private static Reading<PidStat> malformed(Text text, String expected) {
    return Reading.malformed(text.path(), expected, text.beginning());
  }
}
