package dev.iosleuth.finding;

import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples of a host on which some read from sda, at rates that change from one interval to the
 * next: requests of 64 KiB, one after the other.
 */
public final class TestingSeries {
  private static final long SIZE = 64 * 1024;

  /** What happens in an interval. */
  public interface Course {
    /** Requests of a reader. */
    long requests(int step, int reader);

    /** Time that each request takes. */
    long ms(int step);
  }

  private TestingSeries() {}

  public static Case of(int steps, double seconds, List<String> readers, Course course) {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    var samples = new ArrayList<Sample>();
    var moved = new long[readers.size()];
    long requests = 0;
    long ms = 0;
    for (int step = -1; step < steps; step++) {
      for (int i = 0; i < moved.length; i++) {
        long some = step < 0 ? 0 : course.requests(step, i);
        moved[i] += some;
        requests += some;
        ms += some == 0 ? 0 : some * course.ms(step);
        host.process(
            with(
                moved(process(100 + i, readers.get(i)), moved[i] * SIZE, 0),
                block("/dev/sda", 8, 0)));
      }
      samples.add(host.counters(row(requests, ms)).build());
      host.later(seconds);
    }
    return TestingCases.samples(samples);
  }

  private static Diskstats.Row row(long requests, long ms) {
    return new Diskstats.Row(
        new DevNo(8, 0),
        "sda",
        new Io(requests, 0, requests * SIZE / 512, ms),
        Io.ZERO,
        0,
        ms,
        ms,
        Reading.known(Io.ZERO),
        Reading.known(new Diskstats.Flushes(0, 0)));
  }
}
