package dev.iosleuth.bench;

import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A warm sample of the host on which it runs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CollectorBenchmark {
  private final Tree host = GuardedTree.host("/");
  private final Collector collector = new Collector();
  private Optional<Sample> previous = Optional.empty();

  @Benchmark
  public Sample collect() {
    Sample sample = collector.collect(host, previous);
    previous = Optional.of(sample);
    return sample;
  }
}
