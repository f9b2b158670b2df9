package dev.iosleuth.live;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.util.Optional;

/**
 * Takes samples of this host until all of some guests told what they counted: on a busy machine a
 * monitor may take more than its time.
 */
final class TestingSampler {
  private static final int TRIES = 50;

  private final Tree host = GuardedTree.host("/");
  private final Collector collector = new Collector();
  private Optional<Sample> previous = Optional.empty();

  Sample sample(TestingGuest... guests) throws InterruptedException {
    Sample sample = collector.collect(host, previous);
    for (int i = 0; i < TRIES && !told(sample, guests); i++) {
      Thread.sleep(50);
      sample = collector.collect(host, previous);
    }
    previous = Optional.of(sample);
    return sample;
  }

  /** As where no monitor may be asked. */
  Sample unasked() {
    return new Collector().glance(host, Optional.empty(), () -> Reading.absent("not asked"));
  }

  /** What can be sampled, of one moment in which all of them told. */
  Tree remembered(TestingGuest... guests) throws InterruptedException {
    for (int i = 0; ; i++) {
      var tree = new RememberingTree(host);
      if (i == TRIES || told(new Collector().collect(tree, Optional.empty()), guests)) {
        return tree;
      }
      Thread.sleep(50);
    }
  }

  private static boolean told(Sample sample, TestingGuest... guests) {
    for (TestingGuest guest : guests) {
      if (told(sample, guest).optional().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  static Reading<GuestCounters> told(Sample sample, TestingGuest guest) {
    return find(sample, guest.pid()).map(sample::told).orElse(Reading.absent("not seen"));
  }

  static Guest seen(Sample sample, TestingGuest guest) {
    return seen(sample, guest.pid());
  }

  static Guest seen(Sample sample, int pid) {
    return find(sample, pid).orElseThrow();
  }

  private static Optional<Guest> find(Sample sample, int pid) {
    return sample.guests().stream().filter(g -> g.pid().equals(Optional.of(pid))).findFirst();
  }
}
