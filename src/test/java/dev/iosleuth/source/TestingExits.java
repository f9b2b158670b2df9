package dev.iosleuth.source;

import dev.iosleuth.kernel.netlink.TaskExit;

/** Exit records of threads. */
final class TestingExits {
  private TestingExits() {}

  static TaskExit task(int task, int process, long written, boolean last) {
    return new TaskExit(
        task, process, 1, "task" + task, 1_700_000_000L, 1000, 0, written, 0, written, 0, last);
  }
}
