package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Rule;
import java.util.List;
import java.util.Optional;

/** All rules there are. */
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new SaturatedDevice(),
          new UtilSampled(),
          new SingleStream(),
          new QueueWait(),
          new HungDevice(),
          new AbsurdCounters(),
          new MergedBelow(),
          new SplitBelow(),
          new WriteAmplification(),
          new SmallSyncWrites(),
          new SlowMember(),
          new AccessPattern(),
          new IowaitWithoutDisk(),
          new Bursts(),
          new NoisyNeighbour(),
          new Headroom(),
          new SameMinute(),
          new ScrubRunning(),
          new Degraded(),
          new ReplicaLoad(),
          new OpenForWriteProbe(),
          new QemuDiskSettings(),
          new MemoryPressure(),
          new Misaligned(),
          new KernelErrors(),
          new VhostNetOff(),
          new GuestHostGap(),
          new LinkSpeed(),
          new IoWithoutDisk(),
          new MmapWriters(),
          new MountOptions(),
          new QueueSettings(),
          new CacheHitRatio(),
          new HostStall(),
          new NetworkLimit(),
          new FragmentedFile(),
          new KernelSettings());

  /** Loads that may be planned, as they are typed. */
  public static final String PLANS = "scrub, rebuild, failover-of NODE, osd-restart";

  private Rules() {}

  /** Whether it is one of {@link #PLANS}. */
  public static boolean isPlan(String words) {
    return Plans.isKnown(words);
  }

  /** In the order in which to list them. */
  public static List<Rule> all() {
    return ALL;
  }

  public static Optional<Rule> named(String id) {
    return ALL.stream().filter(rule -> rule.about().id().equals(id)).findFirst();
  }
}
