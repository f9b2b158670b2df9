package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A sample in which something else was read. */
final class Altered {
  private Altered() {}

  /** Each row of a device is changed, or left out. */
  static Sample row(
      Sample sample, String name, Function<Diskstats.Row, Optional<Diskstats.Row>> change) {
    return sample(
        sample,
        sample
            .diskstats()
            .map(d -> {
              var rows = new ArrayList<Diskstats.Row>();
              for (Diskstats.Row row : d.rows()) {
                (row.name().equals(name) ? change.apply(row) : Optional.of(row))
                    .ifPresent(rows::add);
              }
              return new Diskstats(rows, d.damaged(), d.nanos());
            }),
        sample.mdstat(),
        sample.cgroups(),
        sample.topology());
  }

  /** A line of diskstats that did not parse. */
  static Sample damaged(Sample sample, String name) {
    Sample without = row(sample, name, _ -> Optional.empty());
    List<Reading.Malformed<?>> damaged =
        List.of(new Reading.Malformed<>("proc/diskstats:1", "a number", name + " 12 x7"));
    return sample(
        without,
        without.diskstats().map(d -> new Diskstats(d.rows(), damaged, d.nanos())),
        sample.mdstat(),
        sample.cgroups(),
        sample.topology());
  }

  static Sample mdstat(Sample sample, Reading<Mdstat> mdstat) {
    return sample(sample, sample.diskstats(), mdstat, sample.cgroups(), sample.topology());
  }

  static Sample cgroups(Sample sample, CgroupIo cgroups) {
    return sample(sample, sample.diskstats(), sample.mdstat(), cgroups, sample.topology());
  }

  static Sample topology(Sample sample, Topology topology) {
    return sample(sample, sample.diskstats(), sample.mdstat(), sample.cgroups(), topology);
  }

  private static Sample sample(
      Sample s,
      Reading<Diskstats> diskstats,
      Reading<Mdstat> mdstat,
      CgroupIo cgroups,
      Topology topology) {
    return new Sample(
        s.host(),
        s.wall(),
        s.nanos(),
        s.bootId(),
        diskstats,
        s.nvmePaths(),
        mdstat,
        s.drbd(),
        s.processes(),
        s.guests(),
        s.guestCounters(),
        s.inside(),
        s.exited(),
        cgroups,
        s.system(),
        topology,
        s.notes(),
        s.passed());
  }
}
