package dev.iosleuth.kernel.proc;

/**
 * {@code /proc/PID/stat}: {@code 1234 (comm with ) and spaces) S 1 … }. comm ends at the LAST ')'.
 * Documentation/filesystems/proc.rst table 1-4; fs/proc/array.c do_task_stat().
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
}
