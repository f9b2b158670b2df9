package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What disks share, so that none of them is at its limit: the link of their controller, a thread.
 */
final class SharedLimits {
  private static final Set<String> PARITY = Set.of("raid4", "raid5", "raid6");
  private static final double BITS = 8;
  private static final double KIB = 1024;

  /** Megatransfers a second up to which 8 of 10 bits carry data (PCI Express 1 and 2). */
  private static final long EIGHT_OF_TEN = 5000;

  private final LinkSpeed rule;
  private final Case given;
  private final Sample sample;

  SharedLimits(LinkSpeed rule, Case given, Sample sample) {
    this.rule = rule;
    this.given = given;
    this.sample = sample;
  }

  /** None where there is no interval: how fast links are is told without one. */
  List<Reading<Optional<Finding>>> looks() {
    if (given.devices().optional().isEmpty()) {
      return List.of();
    }
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    for (BlockDevice device : sample.topology().devices().values()) {
      if (device.personality() instanceof MdArray array
          && array.level().map(PARITY::contains).orElse(false)) {
        looks.add(thread(device.name()));
      }
    }
    new TreeMap<>(sample.topology().settings().pciLinks())
        .forEach((address, link) -> looks.add(link(address, link)));
    WidePort.of(sample.topology().settings()).forEach(port -> looks.add(port(port)));
    return looks;
  }

  /** Called md5_raid5, whichever of the levels it is. */
  private Optional<ProcessSample> threadOf(String array) {
    return sample.processes().values().stream()
        .filter(process -> process.stat().kernelThread())
        .filter(process -> process.stat().comm().startsWith(array + "_raid"))
        .findFirst();
  }

  private Reading<Optional<Finding>> thread(String array) {
    Optional<Source> time = threadOf(array).map(p -> HostSources.processor(p.stat().pid()));
    double percent = time.flatMap(source -> source.amount(given).optional()).orElse(0.0);
    if (time.isEmpty() || percent < LinkSpeed.THREAD.value()) {
      return Verdict.none();
    }
    Source threads =
        HostSources.file(
            "sys/block/" + array + "/md/group_thread_cnt",
            s ->
                Optional.ofNullable(s.topology().settings().arrays().get(array))
                    .map(HostSettings.SyncLimit::threads)
                    .orElse(Reading.absent("nothing tells it of " + array)));
    return threads
        .amount(given)
        .then(count -> count > 0 ? Verdict.none() : thread(array, time.get(), threads, percent));
  }

  private Reading<Optional<Finding>> thread(
      String array, Source time, Source threads, double percent) {
    return Finding.of(rule, new Subject("device", array))
        .says(
            array
                + " is bound by its one thread, which takes "
                + Words.percent(percent)
                + " of a processor, and not by its disks")
        .evidence(LinkSpeed.THREAD.name(), time, LinkSpeed.THREAD)
        .evidence("threads beside it", threads, "")
        .sure(Confidence.HIGH)
        .or("the processor is slow at parity: dmesg | grep -E 'raid6:|xor:' says how fast it is")
        .act("echo 4 > /sys/block/" + array + "/md/group_thread_cnt  # threads for each node")
        .check("top -H  # " + array + "_raid…; iosleuth explain --rule link-speed")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> link(String address, PciLink link) {
    List<Device> behind = behind(address);
    if (!link.isStorage() || behind.size() < 2) {
      return Verdict.none();
    }
    Source moved = Layer.sum(behind, Metric.KIB_PER_SECOND);
    Source could = could(address, link);
    Source part = moved.over(could).times(100);
    double percent = part.amount(given).orElse(0.0);
    if (percent < LinkSpeed.SHARED.value()) {
      return Verdict.none();
    }
    return Finding.of(rule, new Subject("device", address))
        .says(
            "the "
                + behind.size()
                + " disks behind the controller "
                + address
                + " move "
                + Words.mib(moved.amount(given).orElse(0.0))
                + ", which is "
                + Words.percent(percent)
                + " of what its link carries: they share that limit")
        .evidence(LinkSpeed.SHARED.name(), part, LinkSpeed.SHARED)
        .evidence("moved by all of them", moved, "KiB/s")
        .evidence("data that the link carries", could, "KiB/s")
        .sure(Confidence.MEDIUM)
        .or("the disks themselves can do no more: see saturated-device")
        .act("lspci -vv -s " + address + "  # LnkSta: a wider or faster slot, if it has one")
        .act("spread the disks over two controllers")
        .check("iosleuth explain --rule link-speed")
        .in(given)
        .map(Optional::of);
  }

  private List<Device> behind(String address) {
    HostSettings settings = sample.topology().settings();
    return behind(disk -> settings.controller(disk).filter(address::equals).isPresent());
  }

  private List<Device> behind(Predicate<String> which) {
    return given.disks().orElse(List.of()).stream()
        .filter(disk -> which.test(disk.name()))
        .toList();
  }

  private Reading<Optional<Finding>> port(WidePort port) {
    HostSettings settings = sample.topology().settings();
    List<Device> behind = behind(disk -> port.leadsTo(settings, disk));
    Optional<Source> could = port.kibPerSecond(settings);
    if (behind.size() < 2 || could.isEmpty()) {
      return Verdict.none();
    }
    Source moved = Layer.sum(behind, Metric.KIB_PER_SECOND);
    Source part = moved.over(could.get()).times(100);
    double percent = part.amount(given).orElse(0.0);
    if (percent < LinkSpeed.PORT.value()) {
      return Verdict.none();
    }
    return Finding.of(rule, new Subject("device", port.name()))
        .says(
            "the "
                + behind.size()
                + " disks behind the SAS port "
                + port.name()
                + " ("
                + port.phys().size()
                + " links) move "
                + Words.mib(moved.amount(given).orElse(0.0))
                + ", which is "
                + Words.percent(percent)
                + " of what these carry: they share that limit")
        .evidence(LinkSpeed.PORT.name(), part, LinkSpeed.PORT)
        .evidence("moved by all of them", moved, "KiB/s")
        .evidence("data that the links carry", could.get(), "KiB/s")
        .sure(Confidence.MEDIUM)
        .or("the disks themselves can do no more: see saturated-device")
        .act(
            "grep -H . /sys/class/sas_port/" + port.name() + "/num_phys  # links that are up, of 4")
        .act("a second cable to the expander (wider port), or some of the disks on another port")
        .check("iosleuth explain --rule link-speed")
        .in(given)
        .map(Optional::of);
  }

  /** KiB a second of data: transfers of one bit a lane, less what the code takes. */
  private static Source could(String address, PciLink link) {
    boolean early = link.megatransfers().map(speed -> speed <= EIGHT_OF_TEN).orElse(true);
    double data = early ? 8.0 / 10 : 128.0 / 130;
    return LinkSpeed.link(
            address,
            "current_link_speed * current_link_width",
            s ->
                Optional.ofNullable(s.pciLinks().get(address))
                    .map(l -> LinkSpeed.total(l.megatransfers(), l.width())))
        .times(1e6 / BITS / KIB * data);
  }
}
