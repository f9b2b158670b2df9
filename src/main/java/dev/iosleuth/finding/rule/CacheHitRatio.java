package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files are read from disks again that were in memory a moment ago. */
final class CacheHitRatio implements Rule {
  private static final double KIB = 1024;

  private static final Threshold READ =
      new Threshold(
          "read from disks",
          4096,
          "KiB/s",
          "chosen: some hundred requests a second, which a spinning disk feels");
  private static final Threshold AGAIN =
      new Threshold(
          "part of it that had been in memory",
          25,
          "%",
          "mm/workingset.c counts pages that were thrown out and are read again; chosen: a quarter of"
              + " the reads is worth memory");
  private static final Threshold NEVER =
      new Threshold(
          "at most that part where memory would not help",
          5,
          "%",
          "the same; chosen: of twenty reads more memory would have spared one");

  private static final Threshold FREE =
      new Threshold(
          "memory that nobody uses",
          10,
          "%",
          "chosen: the kernel begins to throw out at a hundredth or two (mm/page_alloc.c, watermarks),"
              + " so that with a tenth free it was not the host that lacked memory");

  @Override
  public About about() {
    return new About(
        "cache-hit-ratio",
        "files are read again that were in memory",
        "The kernel keeps files that were read in whatever memory is free. What is thrown out and"
            + " read again soon would have been found with more memory; what is read for the first"
            + " time would not, however much there is.",
        "Reads of at least "
            + Words.mib(READ.value())
            + ", of which workingset_refault says that at least "
            + Words.percent(AGAIN.value())
            + " had been in memory before. Where it is at most "
            + Words.percent(NEVER.value())
            + ", more memory would not help: that is worth knowing before it is bought. With "
            + Words.percent(FREE.value())
            + " of the memory free it was not the host that lacked it, but a group with a limit.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(READ, AGAIN, NEVER, FREE));
  }

  @Override
  public Verdict examine(Case given) {
    return Verdict.of(look(given));
  }

  private static Source vmstat(String name) {
    return HostSources.growth("proc/vmstat", name, s -> s.system().vmstat());
  }

  /** Of files alone from 5.9 on; before that anonymous pages did not count either. */
  private static String refaults(Case given) {
    Reading<Map<String, Long>> values = given.last().then(s -> s.system().vmstat());
    return values.map(v -> v.containsKey("workingset_refault_file")).orElse(true)
        ? "workingset_refault_file"
        : "workingset_refault";
  }

  /** KiB a second of all disks: pgpgin counts loop devices and what lies below them, too. */
  private static Optional<Source> read(List<Device> disks) {
    return disks.stream()
        .filter(disk -> disk.get(Metric.READ_KIB_PER_SECOND) > 0)
        .map(disk -> Sources.device(disk, Metric.READ_KIB_PER_SECOND))
        .reduce(Source::plus);
  }

  private Reading<Optional<Finding>> look(Case given) {
    if (!(given.disks() instanceof Reading.Known<List<Device>>(List<Device> disks))) {
      return Verdict.untold(given.disks().whyNot().orElse("?"));
    }
    for (Device disk : disks) {
      Optional<String> missing =
          disk.active() ? disk.missing(Metric.READ_KIB_PER_SECOND) : Optional.empty();
      if (missing.isPresent()) {
        return Verdict.untold(disk.name() + ": " + missing.get());
      }
    }
    Optional<Source> all = read(disks);
    if (all.isEmpty()) {
      return Verdict.none();
    }
    Source read = all.get();
    Source size =
        HostSources.amount("page_bytes()", s -> Reading.known((double) s.system().pageBytes()));
    Source refaulted = vmstat(refaults(given)).times(size).over(KIB);
    Source part = refaulted.over(HostSources.seconds()).over(read).times(100);
    Optional<String> why = read.amount(given).whyNot().or(() -> refaulted.amount(given).whyNot());
    if (why.isPresent()) {
      return Verdict.untold(why.get());
    }
    double rate = read.amount(given).orElse(0.0);
    double again = part.amount(given).orElse(0.0);
    if (rate < READ.value()) {
      return Verdict.none();
    }
    if (again <= NEVER.value()) {
      return never(given, read, part);
    }
    if (again < AGAIN.value()) {
      return Verdict.none();
    }
    if (!(free().amount(given) instanceof Reading.Known<Double>(Double free))) {
      return Verdict.untold(free().amount(given).whyNot().orElse("?"));
    }
    boolean unused = free >= FREE.value();
    Finding.Draft draft =
        Finding.of(this, Subject.host(given.last().map(Sample::host).orElse("")))
            .says(
                Words.percent(Math.min(100, again))
                    + " of what is read from disks ("
                    + Words.mib(rate)
                    + ") had been in memory and was thrown out"
                    + (unused
                        ? ", though memory is free: not the host lacks it, but a group with a limit"
                        : ": more memory would help"))
            .evidence(READ.name(), read, READ)
            .evidence(AGAIN.name(), part, AGAIN)
            .severity(Severity.WARNING)
            .sure(Confidence.MEDIUM);
    return (unused ? limited(draft) : whole(draft))
        .or("one program reads a file larger than memory from end to end, again and again")
        .check(
            "grep workingset_refault /proc/vmstat; sleep 60; grep workingset_refault /proc/vmstat")
        .in(given)
        .map(Optional::of);
  }

  private static Finding.Draft whole(Finding.Draft draft) {
    return draft
        .or("a limit of one cgroup, not of the host: memory.max or memory.high of who reads")
        .act("free -m; ps -eo pid,rss,comm --sort=-rss | head  # what holds the rest");
  }

  private static Finding.Draft limited(Finding.Draft draft) {
    return draft
        .evidence(FREE.name(), free(), FREE)
        .or("somebody emptied the cache (drop_caches), or a program that held the memory has ended")
        .act(
            "grep -r workingset_refault_file /sys/fs/cgroup --include=memory.stat | sort -t' ' -k2n |"
                + " tail -n 5  # which groups; the root has them all")
        .act("cat /sys/fs/cgroup/GROUP/memory.max /sys/fs/cgroup/GROUP/memory.high  # its limits");
  }

  private static Source free() {
    return meminfo("MemFree").over(meminfo("MemTotal")).times(100);
  }

  private static Source meminfo(String name) {
    return HostSources.last("proc/meminfo", name, s -> s.system().meminfoKib());
  }

  private Reading<Optional<Finding>> never(Case given, Source read, Source part) {
    return Finding.of(this, Subject.host(given.last().map(Sample::host).orElse("")))
        .says(
            "of the "
                + Words.mib(read.amount(given).orElse(0.0))
                + " that are read from disks next to nothing had been in memory before: more memory"
                + " would not help")
        .evidence(READ.name(), read, READ)
        .evidence(NEVER.name(), part, NEVER)
        .severity(Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .or("it is read past the page cache (O_DIRECT): what reads it may have a cache of its own")
        .or("it was thrown out so long ago that the kernel has forgotten it")
        .act("nothing with memory: faster disks, or fewer reads; iosleuth top says whose they are")
        .check(
            "grep workingset_refault /proc/vmstat; sleep 60; grep workingset_refault /proc/vmstat")
        .in(given)
        .map(Optional::of);
  }
}
