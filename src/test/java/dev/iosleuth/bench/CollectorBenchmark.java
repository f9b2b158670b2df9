package dev.iosleuth.bench;

import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A warm sample of the host on which it runs. */
@State(Scope.Benchmark)
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
