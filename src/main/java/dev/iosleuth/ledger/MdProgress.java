package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
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

  private static final Mdstat NOTHING = new Mdstat(List.of(), List.of());

  private MdProgress() {}

  /** The jobs that ran, by array; one that was seen in between only is among them. */
  static Map<String, Job> between(Sample before, Sample after) {
    var jobs = new HashMap<String, Job>();
    var states = new ArrayList<Mdstat>();
    states.add(before.mdstat().orElse(NOTHING));
    after.passed().forEach(passed -> passed.mdstat().ifPresent(states::add));
    after
        .mdstat()
        .optional()
        .ifPresent(stat -> {
          states.add(stat);
          stat.arrays()
              .forEach(array ->
                  of(array, jobs(states, array.name()), after.topology())
                      .ifPresent(job -> jobs.put(array.name(), job)));
        });
    return jobs;
  }

  /** What an array was at, state after state. */
  private static List<Optional<Mdstat.Job>> jobs(List<Mdstat> states, String array) {
    return states.stream()
        .map(stat -> stat.array(array).flatMap(Mdstat.Array::job).filter(Mdstat.Job::running))
        .toList();
  }

  /** The one that came farthest, if there were several. */
  private static Optional<Job> of(
      Mdstat.Array array, List<Optional<Mdstat.Job>> seen, Topology topology) {
    var kib = new EnumMap<Mdstat.Action, Double>(Mdstat.Action.class);
    for (int i = 1; i < seen.size(); i++) {
      step(seen.get(i - 1), seen.get(i), kib);
    }
    return kib.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> {
          Mdstat.Action action = most.getKey();
          return new Job(
              array.name(),
              repairs(array.name(), topology) ? Mdstat.Action.REPAIR : action,
              most.getValue() * 1024 * perMember(array, action),
              rereads(array, action),
              array.near());
        });
  }

  /** From one state to the next: a job that is gone, or back at its start, went to its end. */
  private static void step(
      Optional<Mdstat.Job> first, Optional<Mdstat.Job> second, Map<Mdstat.Action, Double> kib) {
    boolean sameJob =
        first.isPresent()
            && second.isPresent()
            && first.get().action() == second.get().action()
            && second.get().positionKib() >= first.get().positionKib();
    double from = sameJob ? first.get().positionKib() : 0;
    if (!sameJob) {
      first.ifPresent(
          job -> kib.merge(job.action(), (double) job.totalKib() - job.positionKib(), Double::sum));
    }
    second.ifPresent(job -> kib.merge(job.action(), job.positionKib() - from, Double::sum));
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
