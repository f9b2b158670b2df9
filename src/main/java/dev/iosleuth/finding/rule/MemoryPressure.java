package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Memory that is too small makes disk I/O of its own, or holds up those who write. */
final class MemoryPressure implements Rule {
  private static final double KIB = 1024;

  static final Threshold SWAP =
      new Threshold(
          "swapped in and out",
          1024,
          "KiB/s",
          "chosen: 256 pages a second are more than a spinning disk does at random; less is the"
              + " clearing out of what nobody uses");
  private static final Threshold TAKES =
      new Threshold(
          "time of the disk with the swap on it",
          30,
          "%",
          "chosen: a disk that turns is at its limit with a hundred pages a second, far below the"
              + " rate above; with a third of its time all others feel it");
  private static final Threshold STALLED =
      new Threshold(
          "time in which some tasks waited for memory",
          5,
          "%",
          "Documentation/accounting/psi.rst: some tells latency; chosen: a twentieth is felt");
  private static final Threshold DIRTY =
      new Threshold(
          "dirty pages, of those at which writers are slowed down",
          100,
          "%",
          "mm/page-writeback.c, dirty_freerun_ceiling(): from the middle between both limits on"
              + " whoever writes has to wait");

  private static final Threshold OTHERS =
      new Threshold(
          "time of the swap's device for others",
          30,
          "%",
          "chosen: who waits for a page from swap waits behind them in a third of all cases");

  /** Percent of a device's time: what faults read back in stands on whoever had them. */
  private static final double SHOWN = 0.5;

  @Override
  public About about() {
    return new About(
        "memory-pressure",
        "memory is too small",
        "What does not fit into memory is swapped out and has to be read back, which is disk I/O"
            + " that no program asked for. And where more is written than the disks take, dirty"
            + " pages fill up until the kernel makes each writer wait.",
        "Swap moves at least "
            + Words.mib(SWAP.value())
            + ", or takes "
            + Words.percent(TAKES.value())
            + " of the time of its disk; or some tasks waited for memory at least "
            + Words.percent(STALLED.value())
            + " of the time (PSI); said of swap is, too, whether its device is busy with others at"
            + " least "
            + Words.percent(OTHERS.value())
            + " of the time; or dirty pages are beyond the point from which writers are held"
            + " up.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(SWAP, TAKES, STALLED, DIRTY, OTHERS));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.VMSTAT, Reads.SWAPS, Reads.SWAP_DISKS);
  }

  @Override
  public Verdict examine(Case given) {
    var collected = new Verdict.Collected();
    collected.add(swap(given));
    collected.add(stalls(given));
    collected.add(dirty(given));
    return collected.verdict();
  }

  private static Source pages(String name) {
    return HostSources.growth("proc/vmstat", name, s -> s.system().vmstat());
  }

  static Source swapped() {
    Source size =
        HostSources.amount("page_bytes()", s -> Reading.known((double) s.system().pageBytes()));
    return pages("pswpin")
        .plus(pages("pswpout"))
        .times(size)
        .over(HostSources.seconds().times(KIB));
  }

  private Reading<Optional<Finding>> swap(Case given) {
    Optional<SwapDisk> disk = SwapDisk.of(given, swapped());
    boolean takes = disk.filter(on -> on.percent() >= TAKES.value()).isPresent();
    return swapped()
        .amount(given)
        .then(kib -> {
          if (takes) {
            return filling(given, kib, disk.orElseThrow());
          }
          if (kib >= SWAP.value()) {
            return swapping(given, kib);
          }
          Optional<String> unknown = kib > 0 ? given.devices().whyNot() : Optional.empty();
          return unknown
              .map(why -> Verdict.untold("what swap takes of its disk: " + why))
              .orElse(Verdict.none());
        });
  }

  private Reading<Optional<Finding>> filling(Case given, double kib, SwapDisk disk) {
    return swapsDraft(
            given,
            kib,
            ", which takes "
                + Words.percent(Math.min(100, disk.percent()))
                + " of the time of "
                + disk.disk().label())
        .evidence(SWAP.name(), swapped(), SWAP.unit())
        .evidence(TAKES.name(), disk.share(), TAKES)
        .costs(disk.cost())
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> swapping(Case given, double kib) {
    Optional<Burden> burden =
        Burden.heaviest(given, a -> a.kind() == Account.Kind.JOB && a.name().equals("swap"))
            .filter(on -> on.percent() >= SHOWN);
    Finding.Draft draft =
        swapsDraft(
                given,
                kib,
                burden
                    .map(on ->
                        ", which takes "
                            + Words.percent(on.percent())
                            + " of the time of "
                            + on.device().label())
                    .orElse(""))
            .evidence("swapped in and out", swapped(), SWAP);
    burden.ifPresent(on ->
        draft
            .evidence(
                "time of " + on.device().name() + " on it",
                HostSources.time(on.account(), on.device()),
                "%")
            .costs(on.cost()));
    burden.ifPresent(on -> beside(given, on, draft));
    return draft.in(given).map(Optional::of);
  }

  private Finding.Draft swapsDraft(Case given, double kib, String cost) {
    return Finding.of(this, Subject.host(host(given)))
        .says("the host swaps " + Words.mib(kib) + cost)
        .evidence("pages swapped in", pages("pswpin"), "pages")
        .sure(Confidence.HIGH)
        .act("ps -eo pid,rss,comm --sort=-rss | head  # who holds the memory")
        .act("give the host more memory, or its programs less; swap on a disk that is not busy")
        .check("vmstat 5  # columns si and so");
  }

  /** Swap on a device that others keep busy makes both wait. */
  private static void beside(Case given, Burden on, Finding.Draft draft) {
    Source others = Busy.source(on.device()).minus(HostSources.time(on.account(), on.device()));
    if (others.amount(given).orElse(0.0) >= OTHERS.value()) {
      draft
          .evidence(OTHERS.name(), others, OTHERS)
          .act(
              "move the swap away from "
                  + on.device().label()
                  + ", which others keep busy: swapon -p 10 on another disk or zram first, then swapoff here");
    }
  }

  /** Over the interval, not over PSI's own: the sum of the stalls is a counter. */
  private static Source stalled() {
    return HostSources.growth(
            "proc/pressure/memory",
            "some.total",
            s ->
                s.system()
                    .pressure()
                    .memory()
                    .then(p -> p.some())
                    .map(share -> Map.of("some.total", share.totalMicros())))
        .over(HostSources.seconds().times(10_000));
  }

  private Reading<Optional<Finding>> stalls(Case given) {
    return stalled()
        .amount(given)
        .then(percent ->
            percent < STALLED.value()
                ? Verdict.none()
                : Finding.of(this, Subject.host(host(given)))
                    .says("some tasks waited for memory " + Words.percent(percent) + " of the time")
                    .evidence("time in which some tasks waited for memory", stalled(), STALLED)
                    .sure(Confidence.HIGH)
                    .or("a limit of one cgroup, not of the host: memory.max of who waits")
                    .act("grep -H some /sys/fs/cgroup/*/memory.pressure  # who waits")
                    .check("cat /proc/pressure/memory")
                    .in(given)
                    .map(Optional::of));
  }

  private static Source last(String name) {
    return HostSources.last("proc/vmstat", name, s -> s.system().vmstat());
  }

  private static Source fill() {
    Source limit = last("nr_dirty_threshold").plus(last("nr_dirty_background_threshold")).over(2);
    return last("nr_dirty").plus(last("nr_writeback")).over(limit).times(100);
  }

  private Reading<Optional<Finding>> dirty(Case given) {
    return fill()
        .amount(given)
        .then(percent ->
            percent < DIRTY.value()
                ? Verdict.none()
                : Finding.of(this, Subject.host(host(given)))
                    .says(
                        "writers are held up: dirty pages are at "
                            + Words.percent(percent)
                            + " of where the kernel begins to slow them down")
                    .evidence(
                        "dirty pages, of those at which writers are slowed down", fill(), DIRTY)
                    .evidence("dirty pages", last("nr_dirty"), "pages")
                    .sure(Confidence.HIGH)
                    .or("one large copy, which is slowed down as it should be")
                    .act("iosleuth top  # who writes, and which disk cannot take it")
                    .act(
                        "sysctl vm.dirty_background_bytes=…  # lower: begin to write earlier, in"
                            + " smaller bursts")
                    .check("grep -E 'nr_dirty|nr_writeback' /proc/vmstat")
                    .in(given)
                    .map(Optional::of));
  }

  private static String host(Case given) {
    return given.last().map(Sample::host).orElse("");
  }
}
