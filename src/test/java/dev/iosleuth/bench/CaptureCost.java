package dev.iosleuth.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/** Prints the CPU milliseconds of each of so many samples of a tree, written. For bench/masking. */
final class CaptureCost {
  private static final int WARMING = 5;

  private CaptureCost() {}

  public static void main(String[] arguments) throws IOException {
    var host = Trees.openHost(Path.of(arguments[0])).optional().orElseThrow();
    long count = Fields.parse(arguments[1]).orElseThrow();
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (var writer = new RecordingWriter(OutputStream.nullOutputStream(), "bench")) {
      for (int i = 0; i < WARMING + count; i++) {
        long before = system.getProcessCpuTime();
        writer.add(host);
        long nanos = system.getProcessCpuTime() - before;
        if (i >= WARMING) {
          System.out.println(String.format(Locale.ROOT, "%.1f", nanos / 1e6));
        }
      }
    }
  }
}
