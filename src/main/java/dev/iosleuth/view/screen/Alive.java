package dev.iosleuth.view.screen;

import dev.iosleuth.sample.Sample;
import java.util.Arrays;
import java.util.Collection;

/** Numbers of the processes of one instant, in as little memory as it goes. */
public final class Alive {
  private final int[] pids;

  private Alive(int[] pids) {
    this.pids = pids;
  }

  public static Alive of(Sample sample) {
    return of(sample.processes().keySet());
  }

  static Alive of(Collection<Integer> pids) {
    return new Alive(pids.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  boolean has(long pid) {
    return pid == (int) pid && Arrays.binarySearch(pids, (int) pid) >= 0;
  }

  long bytes() {
    return pids.length * (long) Integer.BYTES;
  }
}
