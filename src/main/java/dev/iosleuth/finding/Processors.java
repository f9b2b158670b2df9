package dev.iosleuth.finding;

import dev.iosleuth.kernel.proc.Stat.Cpu;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the processors did between two samples, by iostat's headings, in percent of their time. */
final class Processors {
  private Processors() {}

  static Reading<Map<String, Double>> between(Sample before, Sample after) {
    return all(before).then(old -> all(after).then(now -> shares(old, now)));
  }

  private static Reading<Cpu> all(Sample sample) {
    return sample
        .system()
        .stat()
        .from("/proc/stat")
        .then(stat -> {
          Cpu all = stat.cpus().get("cpu");
          return all == null
              ? Reading.absent("proc/stat has no line of all processors")
              : Reading.known(all);
        });
  }

  private static Reading<Map<String, Double>> shares(Cpu old, Cpu now) {
    var ticks = new LinkedHashMap<String, Double>();
    ticks.put("%user", gone(old.user(), now.user()));
    ticks.put("%nice", gone(old.nice(), now.nice()));
    ticks.put(
        "%system",
        gone(old.system() + old.irq() + old.softirq(), now.system() + now.irq() + now.softirq()));
    ticks.put("%iowait", gone(old.iowait(), now.iowait()));
    ticks.put("%steal", gone(old.steal().orElse(0), now.steal().orElse(0)));
    ticks.put("%idle", gone(old.idle(), now.idle()));
    double sum = ticks.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum > 0)) {
      return Reading.absent("the processors counted no time");
    }
    ticks.replaceAll((_, part) -> 100 * part / sum);
    return Reading.known(ticks);
  }

  /** iowait may go back. */
  private static double gone(long before, long after) {
    return Math.max(0, after - before);
  }
}
