package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.LoneTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The topology, read anew only when something cheap says that it changed.
 *
 * <p>A captured tree is always read: what is damaged in one of two is to be noted, whatever the
 * other holds.
 *
 * <p>What a reading costs is measured on the tree's own clock, which stands still in a captured
 * tree: a replay re-reads whenever a sign changed, whatever machine it runs on.
 */
final class TopologyCache {
  private static final long MOST_AGE = TimeUnit.SECONDS.toNanos(60);

  /** Between two readings at least this many times what a reading costs: 1 % of the time. */
  private static final int SHARE = 100;

  private @Nullable Held held;

  private record Held(Topology topology, Signs signs, long nanos, long cost) {}

  /** What changes when the topology does. */
  private record Signs(
      Optional<Tree> captured,
      List<Device> devices,
      String uevents,
      Optional<Bytes> mounts,
      Optional<Bytes> swaps) {}

  private record Device(String name, DevNo dev) {}

  void forget() {
    held = null;
  }

  Topology read(Tree tree, Reading<Diskstats> diskstats) {
    var signs = signs(tree, diskstats);
    long now = tree.moment().nanos();
    Held known = held;
    if (known != null && !due(known, signs, now)) {
      return known.topology();
    }
    Topology topology = TopologyReader.read(tree);
    held = new Held(topology, signs, now, tree.moment().nanos() - now);
    return topology;
  }

  private static boolean due(Held known, Signs signs, long now) {
    if (!known.signs().devices().equals(signs.devices())
        || !known.signs().captured().equals(signs.captured())) {
      return true;
    }
    long age = now - known.nanos();
    boolean stale = age >= MOST_AGE || !known.signs().equals(signs);
    return stale && age >= known.cost() * SHARE;
  }

  private static Signs signs(Tree tree, Reading<Diskstats> diskstats) {
    List<Device> devices =
        diskstats
            .map(d -> d.rows().stream().map(r -> new Device(r.name(), r.dev())).toList())
            .orElse(List.of());
    boolean captured = tree instanceof LoneTree;
    return new Signs(
        captured ? Optional.of(tree) : Optional.empty(),
        devices,
        tree.read("sys/kernel/uevent_seqnum").map(Text::strip).orElse(""),
        bytes(tree, "proc/self/mountinfo"),
        bytes(tree, "proc/swaps"));
  }

  private static Optional<Bytes> bytes(Tree tree, String path) {
    return tree.read(path).map(text -> new Bytes(text.bytes())).optional();
  }

  /** Bytes that are compared by their content. */
  private static final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
