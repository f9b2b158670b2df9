package dev.iosleuth.bench;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Parsing /proc/diskstats of 2,000 devices. */
@State(Scope.Benchmark)
public class DiskstatsBenchmark {
  private static final int DEVICES = 2000;

  private Text text = Text.of("proc/diskstats", "");

  @Setup
  public void write() {
    var lines = new StringBuilder();
    for (int i = 0; i < DEVICES; i++) {
      lines.append("   7 %7d loop%d".formatted(i, i));
      lines.append(
          " 6105 1680 512384 2047 9012 16380 201472 31337 0 4040 33384 0 0 0 0 812 1900\n");
    }
    text = Text.of("proc/diskstats", lines.toString());
  }

  @Benchmark
  public Reading<Diskstats> parse() {
    return Diskstats.parse(text);
  }
}
