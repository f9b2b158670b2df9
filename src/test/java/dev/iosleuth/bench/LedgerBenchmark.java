package dev.iosleuth.bench;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The stack and the ledger of 2,000 devices, all of them busy: 1,400 volumes, a process on each,
 * over 200 mirrors of two disks.
 */
@State(Scope.Benchmark)
public class LedgerBenchmark {
  private static final int MIRRORS = 200;
  private static final int VOLUMES = 1400;
  private static final long KIB = 400;

  private final TestingSamples host = host();
  private final Sample before = host.build();
  private final Sample after = later();
  private final Stack stack = StackBuilder.build(after);

  private static TestingSamples host() {
    TestingSamples host = TestingSamples.host("node1");
    for (int i = 0; i < MIRRORS; i++) {
      String left = "left" + i;
      String right = "right" + i;
      host.with(
          disk(left).dev(8, 2 * i),
          disk(right).dev(8, 2 * i + 1),
          md("md" + i, "raid1", left, right));
    }
    for (int i = 0; i < VOLUMES; i++) {
      int mirror = i % MIRRORS;
      host.with(lv("dm-" + i, "vg-lv" + i, "md" + mirror))
          .table("vg-lv" + i, target("linear", 0, 1000, lower(Use.DATA, 9, mirror, i * 1000L)))
          .process(process(1000 + i, "writer"));
    }
    return host;
  }

  /** Each volume wrote the same. */
  private Sample later() {
    host.later(1);
    for (int i = 0; i < VOLUMES; i++) {
      host.counters("dm-" + i, io(0, 0, 0, 0), io(KIB / 4, 0, KIB * 2, 100))
          .process(
              with(moved(process(1000 + i, "writer"), 0, KIB * 1024), block("/dev/dm", 253, i)));
    }
    long all = VOLUMES / MIRRORS * KIB;
    for (int i = 0; i < MIRRORS; i++) {
      host.counters("md" + i, io(0, 0, 0, 0), io(all / 4, 0, all * 2, 700));
      for (String leg : new String[] {"left", "right"}) {
        host.counters(leg + i, io(0, 0, 0, 0), io(all / 16, all / 4 - all / 16, all * 2, 700));
      }
    }
    return host.build();
  }

  @Benchmark
  public Stack stack() {
    return StackBuilder.build(after);
  }

  @Benchmark
  public Ledger ledger() {
    return new Bookkeeper().post(before, after, stack);
  }
}
