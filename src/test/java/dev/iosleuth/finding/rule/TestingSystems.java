package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.kernel.proc.Mountstats;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.kernel.proc.Pressure;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.ToolAnswers;
import java.util.Map;

/** Counters of the whole host of which only some are told. */
final class TestingSystems {
  private SystemSample made = SystemSample.absent("not read");

  static SystemSample with(ToolAnswers tools) {
    var system = new TestingSystems();
    system.set(system.made.vmstat(), system.made.stat(), system.made.pressure(), tools);
    return system.made;
  }

  /** All the same, but for what tools told. */
  static Sample with(Sample sample, ToolAnswers tools) {
    var system = new TestingSystems();
    system.made = sample.system();
    system.set(system.made.vmstat(), system.made.stat(), system.made.pressure(), tools);
    return new Sample(
        sample.host(),
        sample.wall(),
        sample.nanos(),
        sample.bootId(),
        sample.diskstats(),
        sample.nvmePaths(),
        sample.mdstat(),
        sample.drbd(),
        sample.processes(),
        sample.guests(),
        sample.guestCounters(),
        sample.inside(),
        sample.exited(),
        sample.cgroups(),
        system.made,
        sample.topology(),
        sample.notes(),
        sample.passed());
  }

  static SystemSample with(Reading<Map<String, Long>> vmstat) {
    return new TestingSystems().vmstat(vmstat).made;
  }

  static SystemSample with(
      Reading<NetDev> network, Reading<Modules> modules, Reading<Map<String, Long>> ksm) {
    SystemSample none = SystemSample.absent("not read");
    return new SystemSample(
        none.vmstat(),
        none.meminfoKib(),
        none.stat(),
        none.pageBytes(),
        none.pressure(),
        network,
        modules,
        ksm,
        none.uevents(),
        none.xfs(),
        none.mounts(),
        none.tools());
  }

  /** The same with what NFS counted. */
  static SystemSample mounted(SystemSample made, Reading<Mountstats> mounts) {
    return with(made, made.meminfoKib(), mounts);
  }

  /** The same with so much memory, KiB. */
  static SystemSample memory(SystemSample made, long all, long free) {
    return with(made, Reading.known(Map.of("MemTotal", all, "MemFree", free)), made.mounts());
  }

  private static SystemSample with(
      SystemSample made, Reading<Map<String, Long>> meminfoKib, Reading<Mountstats> mounts) {
    return new SystemSample(
        made.vmstat(),
        meminfoKib,
        made.stat(),
        made.pageBytes(),
        made.pressure(),
        made.network(),
        made.modules(),
        made.ksm(),
        made.uevents(),
        made.xfs(),
        mounts,
        made.tools());
  }

  /** For how many microseconds some, and all, waited. */
  static Reading<Pressure> waited(long micros) {
    Reading<Pressure.Share> share = Reading.known(new Pressure.Share(0, 0, 0, micros));
    return Reading.known(new Pressure(share, share));
  }

  TestingSystems vmstat(Reading<Map<String, Long>> values) {
    return set(values, made.stat(), made.pressure(), made.tools());
  }

  TestingSystems stat(Reading<Stat> stat) {
    return set(made.vmstat(), stat, made.pressure(), made.tools());
  }

  TestingSystems pressure(Reading<Pressure> io, Reading<Pressure> memory) {
    var pressures = new SystemSample.Pressures(io, memory, made.pressure().cpu());
    return set(made.vmstat(), made.stat(), pressures, made.tools());
  }

  TestingSystems tools(ToolAnswers tools) {
    return set(made.vmstat(), made.stat(), made.pressure(), tools);
  }

  SystemSample build() {
    return made;
  }

  private TestingSystems set(
      Reading<Map<String, Long>> vmstat,
      Reading<Stat> stat,
      SystemSample.Pressures pressure,
      ToolAnswers tools) {
    made =
        new SystemSample(
            vmstat,
            made.meminfoKib(),
            stat,
            made.pageBytes(),
            pressure,
            made.network(),
            made.modules(),
            made.ksm(),
            made.uevents(),
            made.xfs(),
            made.mounts(),
            tools);
    return this;
  }
}
