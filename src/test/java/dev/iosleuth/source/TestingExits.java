package dev.iosleuth.source;

import dev.iosleuth.kernel.netlink.TaskExit;

/** Exit records of threads. */
final class TestingExits {
  private TestingExits() {}

  static TaskExit task(int task, int process, long written, boolean last) {
    return task(task, process, written, last, 0);
  }

  /**
   * @param later seconds by which its process began later than others
   */
  static TaskExit task(int task, int process, long written, boolean last, long later) {
    return new TaskExit(
        task,
        process,
        1,
        "task" + task,
        1_700_000_000L + later,
        1000,
        1000,
        0,
        written,
        0,
        written,
        0,
        last);
  }
}
