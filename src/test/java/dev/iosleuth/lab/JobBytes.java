package dev.iosleuth.lab;

import dev.iosleuth.ledger.Account;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the kernel's own work moved, of the ledger beside what blktrace saw of its thread, or DRBD
 * counted itself.
 */
final class JobBytes {
  private JobBytes() {}

  /**
   * How far the ledger is off, of what the job moved; empty where nothing tells that of it alone.
   *
   * @param job words of its name, the array's last: check md0
   */
  static OptionalDouble off(List<String> job, Run run, DeviceTime time) {
    double moved =
        job.getFirst().equals("resync") ? (double) run.resyncBytes() : time.bytes(thread(job));
    if (moved == 0) {
      return OptionalDouble.empty();
    }
    double told =
        run.whole().accounts().stream()
            .filter(total -> total.account().kind() == Account.Kind.JOB)
            .filter(total -> job.stream().allMatch(total.account().name()::contains))
            .mapToDouble(total -> (double) total.readBytes() + total.writeBytes())
            .sum();
    return OptionalDouble.of(Math.abs(told - moved) / moved);
  }

  /** The kernel's name of the thread: drivers/md/md.c md_register_thread(). */
  private static String thread(List<String> job) {
    String array = job.getLast();
    return switch (job.getFirst()) {
      case "check" -> array + "_resync";
      case "bitmap" -> array + "_raid1";
      default -> "";
    };
  }
}
