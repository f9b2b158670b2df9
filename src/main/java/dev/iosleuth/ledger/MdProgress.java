package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the jobs of md arrays came within an interval, by /proc/mdstat's positions (sysfs's
 * sync_completed moves at checkpoints only: 17-45 % off).
 */
final class MdProgress {
  /**
   * @param memberBytes how far it came on each member: written there at most
   * @param rereads bytes read for each of those
   * @param near copies that lie beside each other in RAID10; else 1
   */
  record Job(String array, Mdstat.Action action, double memberBytes, double rereads, int near) {
    boolean writes() {
      return action != Mdstat.Action.CHECK;
    }

    /** Bytes that it moved on a member, at most. */
    double memberBytes(Direction direction) {
      return direction == Direction.READ ? memberBytes * rereads : memberBytes;
    }

    Account account() {
      String name =
          switch (action) {
            case CHECK -> "check";
            case RESYNC -> "resync";
            case RECOVERY -> "recovery";
            case RESHAPE -> "reshape";
            case REPAIR -> "repair";
          };
      return Account.simple(Account.Kind.JOB, array + " " + name);
    }
  }

  private MdProgress() {}

  /** The jobs that ran, by array. */
  static Map<String, Job> between(Sample before, Sample after) {
    Optional<Mdstat> earlier = before.mdstat().optional();
    Optional<Mdstat> later = after.mdstat().optional();
    var jobs = new HashMap<String, Job>();
    later.ifPresent(stat ->
        stat.arrays()
            .forEach(array ->
                of(earlier.flatMap(e -> e.array(array.name())), array, after.topology())
                    .ifPresent(job -> jobs.put(array.name(), job))));
    return jobs;
  }

  private static Optional<Job> of(
      Optional<Mdstat.Array> earlier, Mdstat.Array array, Topology topology) {
    Optional<Mdstat.Job> first = earlier.flatMap(Mdstat.Array::job).filter(Mdstat.Job::running);
    Optional<Mdstat.Job> second = array.job().filter(Mdstat.Job::running);
    if (first.isEmpty() && second.isEmpty()) {
      return Optional.empty();
    }
    Mdstat.Action action = second.or(() -> first).orElseThrow().action();
    boolean sameJob =
        first.isPresent()
            && second.isPresent()
            && first.get().action() == action
            && second.get().positionKib() >= first.get().positionKib();
    double kib;
    if (sameJob) {
      kib = second.get().positionKib() - first.get().positionKib();
    } else {
      double ended = first.map(j -> (double) (j.totalKib() - j.positionKib())).orElse(0.0);
      double begun = second.map(j -> (double) j.positionKib()).orElse(0.0);
      kib = ended + begun;
    }
    return Optional.of(
        new Job(
            array.name(),
            repairs(array.name(), topology) ? Mdstat.Action.REPAIR : action,
            kib * 1024 * perMember(array, action),
            rereads(array, action),
            array.near()));
  }

  /** mdstat says resync of a repair; sysfs says what the administrator typed. */
  private static boolean repairs(String array, Topology topology) {
    return topology
        .device(array)
        .filter(d ->
            d.personality() instanceof BlockDevice.Personality.MdArray md
                && md.syncAction().orElse("").equals("repair"))
        .isPresent();
  }

  /**
   * A reshape's position counts new stripes. The old ones hold less data each, and are read whole:
   * new data members / old ones (drivers/md/raid5.c, reshape_request). One member more is what
   * there usually is.
   */
  private static double rereads(Mdstat.Array array, Mdstat.Action action) {
    int data = array.raidDisks() - (array.level().equals("raid6") ? 2 : 1);
    boolean parity = array.level().startsWith("raid") && !array.level().startsWith("raid1");
    return action == Mdstat.Action.RESHAPE && parity && data > 1 ? data / (data - 1.0) : 1;
  }

  /**
   * On RAID10 a check or resync counts in sectors of the array, of which each member holds
   * copies/disks; all other positions are those of a member (drivers/md/md.c md_do_sync).
   */
  private static double perMember(Mdstat.Array array, Mdstat.Action action) {
    boolean ofArray = array.level().equals("raid10") && action != Mdstat.Action.RECOVERY;
    return ofArray && array.raidDisks() > 0
        ? (double) (array.near() * array.far()) / array.raidDisks()
        : 1;
  }
}
