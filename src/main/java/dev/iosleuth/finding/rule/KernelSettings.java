package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** Settings of the kernel that make disks work for nothing, or put data at risk. */
final class KernelSettings implements Rule {
  private static final String VM = "proc/sys/vm/";
  private static final String DOCUMENT = "Documentation/admin-guide/sysctl/vm.rst, ";
  private static final double GIB = 1L << 30;

  private static final Threshold DIRTY =
      new Threshold(
          "memory that may be dirty before writers are held up",
          16,
          "GiB",
          "chosen: so much takes a disk that turns (150 MiB/s) 109 s; after 120 s the kernel calls"
              + " whoever waits for it hung (hung_task_timeout_secs)");
  private static final Threshold PRESSURE =
      new Threshold(
          "vm.vfs_cache_pressure",
          1000,
          "",
          DOCUMENT + "vfs_cache_pressure: it then looks for ten times what there is to give up");
  private static final Threshold SWAPPINESS =
      new Threshold(
          "vm.swappiness",
          100,
          "",
          DOCUMENT + "swappiness: more than 100 says that swap is faster than the file systems");
  private static final Threshold AGE =
      new Threshold(
          "age at which dirty pages are written",
          30_000,
          "1/100 s",
          "chosen: five minutes, ten times the kernel's 30 s, are lost at a power cut");
  private static final Threshold NVME =
      new Threshold(
          "nvme_core.io_timeout",
          600,
          "s",
          "chosen: 20 times the kernel's 30 s; nothing is done about a disk that hangs until then");

  /**
   * A value of /proc/sys/vm that is out of the ordinary.
   *
   * @param limit that it crosses, where it is not its being 0 or not
   */
  private record Trap(
      String name,
      LongPredicate wrong,
      Optional<Threshold> limit,
      Severity severity,
      LongFunction<String> says,
      String advice) {}

  private static final List<Trap> TRAPS =
      List.of(
          new Trap(
              "vfs_cache_pressure",
              value -> value == 0,
              Optional.empty(),
              Severity.WARNING,
              _ -> "the kernel keeps what it knows of files until memory runs out",
              "sysctl vm.vfs_cache_pressure=50  # keeps it longer than other things, not for ever"),
          new Trap(
              "vfs_cache_pressure",
              value -> value >= PRESSURE.value(),
              Optional.of(PRESSURE),
              Severity.NOTE,
              _ -> "what the kernel knows of files is dropped, and has to be read again",
              "sysctl vm.vfs_cache_pressure=100"),
          new Trap(
              "zone_reclaim_mode",
              value -> value != 0,
              Optional.empty(),
              Severity.WARNING,
              _ ->
                  "cached files are dropped where the memory of one node is full, though another"
                      + " has some left",
              "sysctl vm.zone_reclaim_mode=0"),
          new Trap(
              "dirty_writeback_centisecs",
              value -> value == 0,
              Optional.empty(),
              Severity.WARNING,
              _ -> "nothing is written because of its age: a power cut loses whatever is dirty",
              "sysctl vm.dirty_writeback_centisecs=500"),
          new Trap(
              "dirty_expire_centisecs",
              value -> value >= AGE.value(),
              Optional.of(AGE),
              Severity.NOTE,
              value ->
                  "what was written may stay in memory for "
                      + Spans.words(value / 100.0)
                      + ", and is lost at a power cut",
              "sysctl vm.dirty_expire_centisecs=3000"),
          new Trap(
              "laptop_mode",
              value -> value != 0,
              Optional.empty(),
              Severity.NOTE,
              _ -> "writes are put off until a disk is read anyway, and come in one go then",
              "sysctl vm.laptop_mode=0"));

  @Override
  public About about() {
    return new About(
        "kernel-settings",
        "a setting of the kernel costs or risks something",
        "How much is written late and all at once, what of files stays in memory, how fast arrays"
            + " are checked and for how long the kernel waits for a disk is set for the whole host,"
            + " by sysctl, parameters of modules and sysfs. Values that suit a desktop, or once"
            + " were copied from somewhere, cost a host with many disks or much memory.",
        "vm.vfs_cache_pressure 0, or at least "
            + Words.whole(PRESSURE.value())
            + "; vm.zone_reclaim_mode and vm.laptop_mode other than 0; vm.dirty_writeback_centisecs"
            + " 0; vm.dirty_expire_centisecs of at least "
            + Words.whole(AGE.value())
            + "; vm.swappiness above "
            + Words.whole(SWAPPINESS.value())
            + " with swap on a disk, or 0 with swap; dirty memory of at least "
            + Words.whole(DIRTY.value())
            + " GiB where a disk turns; a background limit that is not below the other;"
            + " nvme_core.io_timeout of at least "
            + Words.whole(NVME.value())
            + " s. Arrays: checks that take at least "
            + Words.whole(SyncSpeeds.LEAST.value())
            + " KiB/s of disks that turn whoever wants them, or that are held to a speed with which"
            + " a recovery takes at least "
            + Words.whole(SyncSpeeds.DAYS.value())
            + " days; members without error recovery control for which the kernel waits less than "
            + Words.whole(DriveTimeouts.WAIT.value())
            + " s.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(
            DIRTY,
            PRESSURE,
            SWAPPINESS,
            AGE,
            NVME,
            SyncSpeeds.LEAST,
            SyncSpeeds.DAYS,
            DriveTimeouts.WAIT));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    value(sample, "swappiness")
        .whyNot()
        .ifPresent(why -> collected.add(Verdict.untold("/proc/sys/vm: " + why)));
    TRAPS.forEach(trap -> collected.add(look(given, sample, trap)));
    collected.add(swappiness(given, sample));
    collected.add(dirty(given, sample));
    collected.add(background(given, sample));
    collected.add(nvme(given, sample));
    new SyncSpeeds(this, given, sample).looks().forEach(collected::add);
    new DriveTimeouts(this, given, sample).looks().forEach(collected::add);
    return collected.verdict();
  }

  private static Reading<Long> value(Sample sample, String name) {
    return sample.topology().settings().memory(name);
  }

  private static Source source(String name) {
    return HostSources.file(VM + name, sample -> value(sample, name));
  }

  private Finding.Draft draft(Sample sample, String name, long value, String says) {
    return Finding.of(this, Subject.host(sample.host()))
        .says("vm." + name + " is " + value + ": " + says)
        .sure(Confidence.HIGH)
        .check("sysctl vm." + name);
  }

  private Reading<Optional<Finding>> look(Case given, Sample sample, Trap trap) {
    Optional<Long> value =
        value(sample, trap.name()).optional().filter(known -> trap.wrong().test(known));
    if (value.isEmpty()) {
      return Verdict.none();
    }
    Finding.Draft draft =
        draft(sample, trap.name(), value.get(), trap.says().apply(value.get()))
            .severity(trap.severity())
            .act(trap.advice());
    Source source = source(trap.name());
    return trap.limit()
        .map(limit -> draft.evidence(limit.name(), source, limit))
        .orElseGet(() -> draft.evidence("vm." + trap.name(), source, ""))
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> swappiness(Case given, Sample sample) {
    long value = value(sample, "swappiness").orElse(60L);
    List<String> swaps =
        sample.topology().swaps().map(Swaps::swaps).orElse(List.of()).stream()
            .map(Swaps.Swap::file)
            .toList();
    Optional<String> onDisk =
        swaps.stream().filter(file -> !file.startsWith("/dev/zram")).findFirst();
    if (value > SWAPPINESS.value() && onDisk.isPresent()) {
      return draft(
              sample,
              "swappiness",
              value,
              "memory is swapped to " + onDisk.get() + " rather than cached files given up")
          .evidence(SWAPPINESS.name(), source("swappiness"), SWAPPINESS)
          .severity(Severity.NOTE)
          .or("zswap is in front of it, or it is faster than the disks with the files")
          .act("sysctl vm.swappiness=60  # the kernel's own")
          .in(given)
          .map(Optional::of);
    }
    if (value == 0 && !swaps.isEmpty()) {
      return draft(
              sample,
              "swappiness",
              value,
              "swap is left alone until hardly a cached file is left, and programs may be killed"
                  + " for memory before")
          .evidence("vm.swappiness", source("swappiness"), "")
          .severity(Severity.NOTE)
          .act("sysctl vm.swappiness=1  # little, and in time")
          .in(given)
          .map(Optional::of);
    }
    return Verdict.none();
  }

  private static Source allowed() {
    return HostSources.last("proc/vmstat", "nr_dirty_threshold", s -> s.system().vmstat())
        .times(
            HostSources.amount("page_bytes()", s -> Reading.known((double) s.system().pageBytes())))
        .over(GIB);
  }

  /** Which of the two is in force: the other one is 0 then. */
  private static String inForce(Sample sample, String kind) {
    return value(sample, kind + "_bytes").orElse(0L) > 0 ? kind + "_bytes" : kind + "_ratio";
  }

  private Reading<Optional<Finding>> dirty(Case given, Sample sample) {
    Optional<String> turns = TurningDisks.of(given, sample).stream().findFirst();
    String name = inForce(sample, "dirty");
    if (turns.isEmpty() || value(sample, name).optional().isEmpty()) {
      return Verdict.none();
    }
    if (!(allowed().amount(given) instanceof Reading.Known<Double>(Double gib))) {
      return Verdict.untold(allowed().amount(given).whyNot().orElse("?"));
    }
    if (gib < DIRTY.value()) {
      return Verdict.none();
    }
    return draft(
            sample,
            name,
            value(sample, name).orElse(0L),
            "up to "
                + Words.figure(gib)
                + " GiB may wait to be written, which takes a disk that turns, such as "
                + turns.get()
                + ", minutes")
        .evidence(DIRTY.name(), allowed(), DIRTY)
        .evidence("vm." + name, source(name), "")
        .severity(Severity.NOTE)
        .or("nobody writes so much at once, or only to disks that do not turn")
        .act("sysctl vm.dirty_background_bytes=268435456 vm.dirty_bytes=1073741824")
        .in(given)
        .map(Optional::of);
  }

  /** domain_dirty_limits() of mm/page-writeback.c then takes half of the other. */
  private Reading<Optional<Finding>> background(Case given, Sample sample) {
    String name = inForce(sample, "dirty_background");
    String other = inForce(sample, "dirty");
    boolean alike = name.endsWith("_bytes") == other.endsWith("_bytes");
    long begins = value(sample, name).orElse(0L);
    long most = value(sample, other).orElse(Long.MAX_VALUE);
    if (!alike || begins < most) {
      return Verdict.none();
    }
    return draft(
            sample,
            name,
            begins,
            "that is not below vm." + other + " (" + most + "), and the kernel takes half of that")
        .evidence("vm." + name, source(name), "")
        .evidence("vm." + other, source(other), "")
        .severity(Severity.NOTE)
        .act("sysctl vm." + name + "=…  # below vm." + other)
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> nvme(Case given, Sample sample) {
    String path = "sys/module/nvme_core/parameters/io_timeout";
    Reading<Long> seconds = sample.topology().settings().number(path);
    boolean any =
        sample.topology().devices().keySet().stream().anyMatch(name -> name.startsWith("nvme"));
    if (!any || seconds.orElse(0L) < NVME.value()) {
      return Verdict.none();
    }
    return Finding.of(this, Subject.host(sample.host()))
        .says(
            "nvme_core.io_timeout is "
                + seconds.orElse(0L)
                + ": the kernel waits "
                + Spans.words(seconds.orElse(0L))
                + " for an NVMe disk that hangs before it does anything")
        .evidence(
            NVME.name(), HostSources.file(path, s -> s.topology().settings().number(path)), NVME)
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .or("its disks are network volumes (Amazon recommends the most there is for EBS)")
        .act("nvme_core.io_timeout=30 on the kernel's command line, or in modprobe.d")
        .check("cat /" + path)
        .in(given)
        .map(Optional::of);
  }
}
