package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.sample.Sample;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the jobs of md arrays came within an interval, by /proc/mdstat's positions (sysfs's
 * sync_completed moves at checkpoints only: 17-45 % off).
 */
final class MdProgress {
  /**
   * @param memberBytes read (and for all but a check, written) at most on each member
   */
  record Job(String array, Mdstat.Action action, double memberBytes) {
    boolean writes() {
      return action != Mdstat.Action.CHECK;
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
                of(earlier.flatMap(e -> e.array(array.name())), array)
                    .ifPresent(job -> jobs.put(array.name(), job))));
    return jobs;
  }

  private static Optional<Job> of(Optional<Mdstat.Array> earlier, Mdstat.Array array) {
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
    return Optional.of(new Job(array.name(), action, kib * 1024 * perMember(array, action)));
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
