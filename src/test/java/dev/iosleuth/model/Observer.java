package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a machine as a collector would: file by file, each a little later, while everything goes
 * on.
 */
final class Observer {
  private final Machine machine;
  private final long skew;
  private final Map<ProcessId, PidIo> seen = new HashMap<>();
  private String bootId = "boot-1";

  /**
   * @param skew between two files
   */
  Observer(Machine machine, long skew) {
    this.machine = machine;
    this.skew = skew;
  }

  void reboot() {
    bootId = "boot-2";
  }

  private void pass() {
    machine.clock().runUntil(machine.clock().now() + skew);
  }

  /** Lets the time pass, then looks. */
  Observation after(long nanos) {
    Clock clock = machine.clock();
    clock.runUntil(clock.now() + nanos);
    long begun = clock.now();
    var totals = new HashMap<String, Stats.Totals>();
    var truths = new HashMap<String, Map<Cause, LeafTruth.Amount>>();
    var paths = new HashMap<String, Diskstats.Row>();
    Diskstats diskstats = diskstats(totals, truths, paths);
    pass();
    Reading<Mdstat> mdstat = mdstat();
    var progress = new HashMap<String, Long>();
    machine.arrays().forEach(m -> m.job().ifPresent(j -> progress.put(m.name(), j.progress())));
    pass();
    List<DrbdResource> drbd = machine.resources().stream().map(Drbd::resource).toList();
    pass();
    CgroupIo cgroups = machine.cgroups().read(rootFigures());
    pass();
    Map<Integer, ProcessSample> processes = processes();
    CgroupIo.Version version = machine.cgroups().version();
    List<ExitedProcess> exited = machine.ended().stream().map(p -> p.exited(version)).toList();
    machine.ended().clear();
    Topology topology = Shown.topology(machine);
    var sample =
        new Sample(
            "model",
            Instant.ofEpochSecond(1_700_000_000L).plusNanos(begun),
            begun,
            Reading.known(bootId),
            Reading.known(diskstats),
            paths,
            mdstat,
            drbd,
            processes,
            TestingSamples.guests(processes, topology),
            Map.of(),
            Map.of(),
            Reading.known(exited),
            cgroups,
            SystemSample.absent("not modelled"),
            topology,
            List.of(),
            List.of());
    return new Observation(sample, totals, truths, progress);
  }

  private Diskstats diskstats(
      Map<String, Stats.Totals> totals,
      Map<String, Map<Cause, LeafTruth.Amount>> truths,
      Map<String, Diskstats.Row> paths) {
    var rows = new ArrayList<Diskstats.Row>();
    for (SimDevice device : machine.devices()) {
      totals.put(device.name(), device.line().stats().totals());
      if (device instanceof Leaf leaf) {
        truths.put(device.name(), leaf.truth().snapshot());
      }
      boolean path = device.line().dev().equals(DevNo.NONE);
      if (path && !machine.kernel().pathsInDiskstats()) {
        paths.put(device.name(), device.line().row());
      } else {
        rows.add(device instanceof NvmeHead head ? headRow(head) : device.line().row());
      }
    }
    return new Diskstats(rows, List.of(), machine.clock().now());
  }

  /** Zero, or the sum of the paths. */
  private Diskstats.Row headRow(NvmeHead head) {
    Diskstats.Row row = head.line().row();
    if (!machine.kernel().headCounts()) {
      return row;
    }
    for (Disk path : head.paths()) {
      Diskstats.Row p = path.line().row();
      row =
          new Diskstats.Row(
              row.dev(),
              row.name(),
              sum(row.reads(), p.reads()),
              sum(row.writes(), p.writes()),
              row.inFlight() + p.inFlight(),
              row.busyMs() + p.busyMs(),
              row.weightedMs() + p.weightedMs(),
              row.discards().then(d -> p.discards().map(e -> sum(d, e))),
              row.flushes()
                  .then(f ->
                      p.flushes()
                          .map(g -> new Diskstats.Flushes(f.ops() + g.ops(), f.ms() + g.ms()))));
    }
    return row;
  }

  private static Diskstats.Io sum(Diskstats.Io a, Diskstats.Io b) {
    return new Diskstats.Io(
        a.ops() + b.ops(), a.merges() + b.merges(), a.sectors() + b.sectors(), a.ms() + b.ms());
  }

  private Reading<Mdstat> mdstat() {
    if (machine.arrays().isEmpty()) {
      return Reading.absent("no such file");
    }
    return Reading.known(new Mdstat(machine.arrays().stream().map(Md::mdstat).toList(), List.of()));
  }

  private Map<DevNo, CgroupIo.Figures> rootFigures() {
    var figures = new HashMap<DevNo, CgroupIo.Figures>();
    for (SimDevice device : machine.devices()) {
      boolean whole = !(device instanceof Partition) && !device.line().dev().equals(DevNo.NONE);
      boolean counts = !(device instanceof NvmeHead) || machine.kernel().headCounts();
      if (!whole || !counts) {
        continue;
      }
      Diskstats.Row row = device instanceof NvmeHead head ? headRow(head) : device.line().row();
      Diskstats.Io discards = row.discards().orElse(Diskstats.Io.ZERO);
      figures.put(
          row.dev(),
          new CgroupIo.Figures(
              row.reads().sectors() * 512,
              row.writes().sectors() * 512,
              row.reads().ops(),
              row.writes().ops(),
              discards.sectors() * 512,
              discards.ops()));
    }
    return figures;
  }

  private Map<Integer, ProcessSample> processes() {
    var samples = new LinkedHashMap<Integer, ProcessSample>();
    for (Program program : machine.programs()) {
      ProcessSample first = program.sample(machine.cgroups().version(), false);
      PidIo now = program.io();
      boolean moved = !now.equals(seen.getOrDefault(first.id(), now));
      boolean guest = program.cause().kind() == dev.iosleuth.ledger.Account.Kind.GUEST;
      seen.put(first.id(), now);
      samples.put(
          program.pid(),
          moved || guest ? program.sample(machine.cgroups().version(), true) : first);
    }
    return samples;
  }
}
