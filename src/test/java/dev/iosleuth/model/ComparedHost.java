package dev.iosleuth.model;

import dev.iosleuth.finding.compare.Circumstances;
import dev.iosleuth.finding.compare.LedgerIntervals;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.sample.CgroupIo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A host with guests and services on one disk or mirror, recorded again and again: the same loads
 * on average, never the same operations.
 *
 * @param seed of the host and of what its loads are
 * @param noise how much they vary by themselves
 */
record ComparedHost(long seed, Noise noise) {
  /**
   * Arrivals are random (Poisson), sizes and places too; their rate wanders.
   *
   * @param spread standard deviation of its logarithm
   * @param seconds of its memory, at most; each load has its own
   * @param intervals of a second that are recorded
   */
  record Noise(double spread, double seconds, int intervals) {}

  private static final long VOLUME = 524_288;
  private static final List<List<Integer>> SIZES =
      List.of(List.of(8), List.of(8, 16, 64), List.of(8, 8, 16, 64, 128), List.of(32));

  /** Whose load may be changed. */
  static final String CHANGED = "vm0";

  /**
   * @param run which recording of the host this is
   * @param factor of the load that may be changed
   */
  Side record(long run, double factor) {
    var shape = new Random(seed);
    var machine =
        new Machine(new Random(seed * 1_000_003 + run), Kernel.MODERN, CgroupIo.Version.V2);
    build(new Host(machine), shape, factor);
    var books = new LedgerIntervals();
    var bookkeeper = new Bookkeeper();
    var observer = new Observer(machine, Clock.MS / 5);
    Observation before = observer.after(Clock.SECOND);
    for (int interval = 0; interval < noise.intervals(); interval++) {
      Observation after = observer.after(Clock.SECOND);
      Ledger ledger = bookkeeper.post(before.sample(), after.sample());
      books.add(ledger, Waits.of(ledger, Map.of()));
      before = after;
    }
    return new Side(
        "run " + run,
        "model",
        Optional.empty(),
        Optional.empty(),
        true,
        books.observations(),
        Circumstances.UNKNOWN);
  }

  private void build(Host host, Random shape, double factor) {
    boolean mirror = shape.nextBoolean();
    SimDevice below =
        mirror ? host.arrays().raid1(host.disks(2), true, -1) : host.disk(DiskModel.SSD);
    VolumeGroup group = host.group(below);
    int guests = 1 + shape.nextInt(3);
    for (int i = 0; i < guests; i++) {
      host.arriving(
          "vm" + i, group.plain("vm" + i, VOLUME), load(host, shape, i == 0 ? factor : 1));
    }
    FileSystem fileSystem = host.mount(group.plain("srv", VOLUME));
    int services = shape.nextInt(3);
    for (int i = 0; i < services; i++) {
      host.arriving("service" + i, fileSystem, load(host, shape, 1));
    }
  }

  private Host.Arrivals load(Host host, Random shape, double factor) {
    var pattern =
        new Pattern(
            List.of(0, 30, 70, 100).get(shape.nextInt(4)),
            SIZES.get(shape.nextInt(SIZES.size())),
            false,
            1,
            0,
            List.of(0, 5).get(shape.nextInt(2)),
            0);
    double perSecond = (40 + 110 * shape.nextDouble()) * factor;
    double memory = noise.seconds() * (0.3 + 0.7 * shape.nextDouble());
    Machine machine = host.machine();
    var own = new Random(machine.random().nextLong());
    return new Host.Arrivals(
        pattern, perSecond, new Mood(machine.clock(), own, noise.spread(), memory));
  }
}
