package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.ToolAnswers;
import java.util.Map;

/** Counters of the whole host of which only some are told. */
final class TestingSystems {
  private TestingSystems() {}

  static SystemSample with(ToolAnswers tools) {
    SystemSample none = SystemSample.absent("not read");
    return new SystemSample(
        none.vmstat(),
        none.meminfoKib(),
        none.stat(),
        none.pageBytes(),
        none.pressure(),
        none.network(),
        none.modules(),
        none.ksm(),
        none.uevents(),
        none.xfs(),
        tools);
  }

  static SystemSample with(Reading<Map<String, Long>> vmstat) {
    SystemSample none = SystemSample.absent("not read");
    return new SystemSample(
        vmstat,
        none.meminfoKib(),
        none.stat(),
        none.pageBytes(),
        none.pressure(),
        none.network(),
        none.modules(),
        none.ksm(),
        none.uevents(),
        none.xfs(),
        none.tools());
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
        none.tools());
  }
}
