package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The graph of one sample after the other, built anew only where something changed that it is made
 * of. Notes about single processes may be those of the sample that it was built from.
 */
public final class StackCache {
  private @Nullable Held held;

  private record Held(Stack stack, Signs signs) {}

  /** All that {@link StackBuilder} looks at, without the counters. */
  private record Signs(
      Topology topology,
      Reading<Mdstat> arrays,
      List<DrbdResource> drbd,
      List<Guest> guests,
      Map<NodeId, Opener> openers,
      Set<String> unlisted) {}

  private record Opener(Reading<List<String>> command, Reading<List<OpenFile>> files) {}

  public Stack of(Sample sample) {
    var signs =
        new Signs(
            sample.topology(),
            sample.mdstat(),
            sample.drbd().stream().map(StackCache::uncounted).toList(),
            sample.guests(),
            openers(sample),
            unlisted(sample));
    Held known = held;
    if (known != null && known.signs().equals(signs)) {
      return known.stack();
    }
    Stack stack = StackBuilder.build(sample);
    held = new Held(stack, signs);
    return stack;
  }

  private static DrbdResource uncounted(DrbdResource drbd) {
    return new DrbdResource(
        drbd.minor(),
        drbd.resource(),
        drbd.role(),
        drbd.disk(),
        drbd.dataDevice(),
        drbd.metaDevice(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        drbd.peers().stream().map(StackCache::uncounted).toList());
  }

  private static DrbdResource.Peer uncounted(DrbdResource.Peer peer) {
    return new DrbdResource.Peer(
        peer.name(),
        peer.connection(),
        peer.role(),
        peer.disk(),
        peer.replication(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Map<NodeId, Opener> openers(Sample sample) {
    Set<Integer> guests = GuestNodes.pids(sample);
    return sample.processes().values().stream()
        .filter(p -> ProcessNodes.hasDevice(p) || guests.contains(p.stat().pid()))
        .collect(Collectors.toMap(ProcessNodes::id, StackCache::opener));
  }

  private static Opener opener(ProcessSample process) {
    return new Opener(process.command(), process.files());
  }

  private static Set<String> unlisted(Sample sample) {
    return UnlistedDevices.rows(sample).stream()
        .map(Diskstats.Row::name)
        .collect(Collectors.toSet());
  }
}
