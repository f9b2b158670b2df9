package dev.iosleuth.bench;

import dev.iosleuth.kernel.qemu.MonitorCounters;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.Tree;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.stream.Stream;

/**
 * Asks the monitors of all guests so often, and prints for each round: milliseconds that it took;
 * CPU milliseconds of ours for each guest; guests that answered; milliseconds for which the one
 * that was held longest was held. Numbers of processes come from standard input. For
 * bench/monitors.
 */
final class MonitorCost {
  private static final int WARMING = 20;

  private MonitorCost() {}

  public static void main(String[] arguments) throws InterruptedException {
    long count = Fields.parse(arguments[0]).orElseThrow();
    List<String> paths;
    try (var words = new Scanner(System.in, StandardCharsets.US_ASCII)) {
      paths = words.tokens().flatMap(MonitorCost::path).toList();
    }
    var threads = ManagementFactory.getThreadMXBean();
    Tree host = GuardedTree.host("/");
    for (int i = 0; i < WARMING + count; i++) {
      long begun = System.nanoTime();
      long before = threads.getCurrentThreadCpuTime();
      Collection<Reading<Text>> said = host.readAll(paths).values();
      List<MonitorCounters> counters =
          said.stream()
              .flatMap(text -> text.then(MonitorCounters::qmp).optional().stream())
              .toList();
      double cpu = (threads.getCurrentThreadCpuTime() - before) / 1e6 / paths.size();
      double wall = (System.nanoTime() - begun) / 1e6;
      double held = counters.stream().mapToLong(c -> c.held().orElse(0)).max().orElse(0) / 1e6;
      if (i >= WARMING) {
        System.out.println(
            String.format(Locale.ROOT, "%.1f %.3f %d %.1f", wall, cpu, counters.size(), held));
      }
      Thread.sleep(200);
    }
  }

  private static Stream<String> path(String pid) {
    return Fields.parseInt(pid).stream().mapToObj(Monitors.QMP_COUNTERS::path);
  }
}
