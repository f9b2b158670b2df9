package dev.iosleuth.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/** Prints the CPU milliseconds of each of so many warm samples of this host. For bench/sweep. */
final class SampleCost {
  private static final int WARMING = 15;

  private SampleCost() {}

  public static void main(String[] arguments) throws InterruptedException {
    long count = Fields.parse(arguments[0]).orElseThrow();
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Tree host = GuardedTree.host("/");
    var collector = new Collector();
    Optional<Sample> previous = Optional.empty();
    for (int i = 0; i < WARMING + count; i++) {
      long before = system.getProcessCpuTime();
      previous = Optional.of(collector.collect(host, previous));
      long nanos = system.getProcessCpuTime() - before;
      if (i >= WARMING) {
        System.out.println(String.format(Locale.ROOT, "%.1f", nanos / 1e6));
      }
      Thread.sleep(200);
    }
    Sample last = previous.orElseThrow();
    System.err.println(
        last.processes().size() + " processes, " + last.topology().devices().size() + " devices");
  }
}
