package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Settings of a disk's queue that do not fit the disk. */
final class QueueSettings implements Rule {
  private static final Threshold AHEAD =
      new Threshold(
          "read-ahead",
          128,
          "KiB",
          "Documentation/ABI/stable/sysfs-block: 128 KiB is what the kernel begins with");
  private static final Threshold REQUESTS =
      new Threshold(
          "requests that may be queued",
          32,
          "requests",
          "a SATA drive takes 32 by itself (NCQ): with fewer the scheduler has nothing to sort");
  private static final Threshold SIZE =
      new Threshold(
          "largest request",
          128,
          "KiB",
          "Documentation/ABI/stable/sysfs-block, max_sectors_kb; chosen: smaller ones than the"
              + " read-ahead cut each of its requests");

  @Override
  public About about() {
    return new About(
        "queue-settings",
        "the queue of a disk is set for another kind of disk",
        "Schedulers, read-ahead and limits that suit an SSD make a spinning disk slow, and the"
            + " other way round: a spinning disk needs requests sorted and read ahead, flash needs"
            + " nobody to sort them.",
        "Spinning disks: no scheduler, read-ahead below "
            + Words.whole(AHEAD.value())
            + " KiB, fewer than "
            + Words.whole(REQUESTS.value())
            + " requests; flash: bfq; all: requests limited below "
            + Words.whole(SIZE.value())
            + " KiB though the hardware takes more.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(AHEAD, REQUESTS, SIZE));
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Reads.DIRECTORIES,
        Reads.queue("rotational", QueueSettings::disks, disk -> disk.queue().rotational()),
        Reads.queue("scheduler", QueueSettings::sorted, disk -> disk.queue().scheduler()),
        Reads.queue("nr_requests", QueueSettings::sorted, disk -> disk.queue().nrRequests()),
        Reads.queue("read_ahead_kb", QueueSettings::disks, disk -> disk.queue().readAheadKib()),
        Reads.queue("max_sectors_kb", QueueSettings::disks, disk -> disk.queue().maxSectorsKib()),
        Reads.queue(
            "max_hw_sectors_kb", QueueSettings::disks, disk -> disk.queue().maxHwSectorsKib()));
  }

  @Override
  public Verdict examine(Case given) {
    Optional<String> none = given.last().optional().flatMap(Lacking::disks);
    return none.isPresent()
        ? Verdict.couldNotTell(none.get())
        : given.each(given.last().map(QueueSettings::disks), disk -> look(given, disk));
  }

  /** Disks with a queue of their own, in the order of their names. */
  static List<BlockDevice> disks(Sample sample) {
    return sample.topology().devices().values().stream()
        .filter(device -> device.personality() instanceof BlockDevice.Personality.Disk)
        .filter(device -> device.sizeSectors().orElse(0L) > 0 && !device.removable().orElse(false))
        .sorted(Comparator.comparing(BlockDevice::name))
        .toList();
  }

  /** A driver that takes requests without a queue has neither scheduler nor nr_requests (6.5). */
  private static List<BlockDevice> sorted(Sample sample) {
    return disks(sample).stream()
        .filter(disk ->
            disk.queue().scheduler() instanceof Reading.Known
                || disk.queue().nrRequests() instanceof Reading.Known)
        .toList();
  }

  private Reading<Optional<Finding>> look(Case given, BlockDevice disk) {
    Queue queue = disk.queue();
    if (queue.rotational().optional().isEmpty()) {
      return Verdict.untold(
          disk.name() + ": whether it turns: " + queue.rotational().whyNot().orElse("?"));
    }
    boolean virtual = TurningDisks.isVirtual(given, disk);
    boolean turns = TurningDisks.turns(given, disk);
    String folder = "sys/block/" + disk.name() + "/queue/";
    Finding.Draft draft = Finding.of(this, new Subject("device", disk.name()));
    String wrong = "";
    String scheduler = queue.scheduler().orElse("");
    Source chosen = HostSources.text(folder + "scheduler", s -> of(s, disk, Queue::scheduler));
    if (turns && (scheduler.equals("none") || scheduler.equals("noop"))) {
      wrong = "it turns, and nobody sorts its requests (scheduler " + scheduler + ")";
      draft.evidence("scheduler", chosen, "").act("echo mq-deadline > /" + folder + "scheduler");
    } else if (!turns && !virtual && scheduler.equals("bfq")) {
      wrong = "it does not turn, and bfq costs processor time for nothing";
      draft.evidence("scheduler", chosen, "").act("echo none > /" + folder + "scheduler");
    }
    if (turns && queue.readAheadKib().orElse(AHEAD_KIB) < AHEAD_KIB) {
      wrong = and(wrong, "it reads ahead only " + queue.readAheadKib().orElse(0L) + " KiB");
      draft
          .evidence(
              AHEAD.name(),
              HostSources.file(folder + "read_ahead_kb", s -> of(s, disk, Queue::readAheadKib)),
              AHEAD)
          .act("echo " + AHEAD_KIB + " > /" + folder + "read_ahead_kb");
    }
    if (turns && queue.nrRequests().orElse(MOST) < REQUESTS.value()) {
      wrong = and(wrong, "only " + queue.nrRequests().orElse(0L) + " requests may be queued");
      draft
          .evidence(
              REQUESTS.name(),
              HostSources.file(folder + "nr_requests", s -> of(s, disk, Queue::nrRequests)),
              REQUESTS)
          .act("echo 128 > /" + folder + "nr_requests");
    }
    long size = queue.maxSectorsKib().orElse(MOST);
    if (size < SIZE.value() && size < queue.maxHwSectorsKib().orElse(0L)) {
      wrong = and(wrong, "its requests are cut to " + size + " KiB");
      draft
          .evidence(
              SIZE.name(),
              HostSources.file(folder + "max_sectors_kb", s -> of(s, disk, Queue::maxSectorsKib)),
              SIZE)
          .act(widen(given, disk.name()));
    }
    if (wrong.isEmpty()) {
      return Verdict.none();
    }
    return draft
        .says(disk.name() + ": " + wrong)
        .severity(Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .or("a controller with a cache of its own is behind it, which sorts and reads ahead itself")
        .check("grep -H . /" + folder + "{scheduler,read_ahead_kb,nr_requests,max_sectors_kb}")
        .in(given)
        .map(Optional::of);
  }

  private static final long AHEAD_KIB = 128;

  private static final long USUAL_KIB = 1280;

  private static final long MOST = Long.MAX_VALUE;

  private static String and(String one, String other) {
    return one.isEmpty() ? other : one + ", " + other;
  }

  /** block/blk.h, BLK_DEF_MAX_SECTORS_CAP: what the kernel begins with, if the disk takes it. */
  static String widen(Case given, String disk) {
    long most =
        given
            .last()
            .optional()
            .flatMap(sample -> sample.topology().device(disk))
            .map(device -> device.queue().maxHwSectorsKib().orElse(USUAL_KIB))
            .orElse(USUAL_KIB);
    return "echo "
        + Math.min(USUAL_KIB, most)
        + " > "
        + Shell.quote("/sys/block/" + disk.replace('/', '!') + "/queue/max_sectors_kb");
  }

  private static <T> Reading<T> of(
      Sample sample, BlockDevice disk, Function<Queue, Reading<T>> setting) {
    return sample
        .topology()
        .device(disk.name())
        .map(device -> setting.apply(device.queue()))
        .orElse(Reading.absent("there is no such disk"));
  }
}
