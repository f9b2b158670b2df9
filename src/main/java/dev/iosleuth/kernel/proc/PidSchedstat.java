package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;

/**
 * {@code /proc/PID/schedstat} and {@code /proc/thread-self/schedstat}: {@code 126459010 2715341
 * 205}, of one thread, of PID the main one: nanoseconds that it ran, that it waited for a
 * processor, and how often it ran. What it waits now is added when it gets one. Since Linux 2.6.23,
 * with CONFIG_SCHED_INFO; three zeros where that is switched off. fs/proc/base.c
 * proc_pid_schedstat(), kernel/sched/stats.h.
 */
public record PidSchedstat(long ranNanos, long waitedNanos, long slices) {
  public static Reading<PidSchedstat> parse(Text text) {
    var fields = new Fields(text.bytes(), 0, text.bytes().length);
    var numbers = new long[3];
    return fields.numbers(numbers) == numbers.length && !fields.atEnd()
        ? Reading.known(new PidSchedstat(numbers[0], numbers[1], numbers[2]))
        : Reading.malformed(text.path(), "three numbers", text.beginning());
  }
}
