package dev.iosleuth.lab;

import dev.iosleuth.ledger.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the kernel's own work moved, of the ledger beside what blktrace saw of its thread or at its
 * place, or DRBD counted itself.
 *
 * @param job words of its name, the device's last: check md0
 */
record JobBytes(List<String> job, double truth, double told) {
  JobBytes {
    job = List.copyOf(job);
  }

  /**
   * Of the jobs that the scenario expects, those of which something tells what they moved alone.
   */
  static List<JobBytes> of(Run run, DeviceTime time) {
    var jobs = new ArrayList<JobBytes>();
    for (List<String> job : run.truth().jobs()) {
      double moved =
          job.getFirst().equals("resync") ? (double) run.resyncBytes() : time.bytes(thread(job));
      if (moved > 0) {
        jobs.add(new JobBytes(job, moved, told(job, run)));
      }
    }
    return jobs;
  }

  private static double told(List<String> job, Run run) {
    return run.whole().accounts().stream()
        .filter(total -> total.account().kind() == Account.Kind.JOB)
        .filter(total -> job.stream().allMatch(total.account().name()::contains))
        .mapToDouble(total -> (double) total.readBytes() + total.writeBytes())
        .sum();
  }

  /** The kernel's name of the thread (drivers/md/md.c md_register_thread()), or the place. */
  private static String thread(List<String> job) {
    String array = job.getLast();
    return switch (job.getFirst()) {
      case "check" -> array + "_resync";
      case "bitmap" -> DeviceTime.HEAD;
      default -> "";
    };
  }

  double off() {
    return Math.abs(told - truth) / truth;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: moved %,.0f B, by the ledger %,.0f B",
        String.join(" ", job),
        truth,
        told);
  }
}
