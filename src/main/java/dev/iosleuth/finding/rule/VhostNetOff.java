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
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Guests whose packets qemu moves one by one, which the kernel could do. */
final class VhostNetOff implements Rule {
  private static final double TICKS_PER_SECOND = 100;

  private static final Threshold PACKETS =
      new Threshold(
          "packets of the guest",
          1_000,
          "/s",
          "chosen: each costs qemu some system calls and a turn of its only I/O thread, so that a"
              + " thousand a second are some percent of a processor");
  private static final Threshold MERGING =
      new Threshold(
          "processor time of ksmd",
          5,
          "%",
          "chosen: Documentation/admin-guide/mm/ksm.rst says that it is CPU for memory; a twentieth"
              + " of a processor is worth a look");

  @Override
  public About about() {
    return new About(
        "vhost-net-off",
        "qemu moves a guest's packets itself",
        "With vhost-net the host's kernel moves packets between a guest and its tap interface; without"
            + " it qemu reads and writes each of them, in the thread that also does the guest's disk"
            + " I/O. Signs contradict each other: the module may be loaded, the default file may say"
            + " so, the command line may ask for it, and still no packet goes that way.",
        "The sign that carries packets decides: for each queue of a tap a guest needs a descriptor of"
            + " /dev/vhost-net. The others (module and its uses, /etc/default/qemu-kvm, vhost=on,"
            + " threads called vhost-PID) are told beside it. A warning, but only worth knowing"
            + " where all of the guest's taps are counted and carry less than "
            + Words.whole(PACKETS.value())
            + " packets/s together: of one that /proc/net/dev does not hold nobody knows. Also: KSM"
            + " merging memory at the cost of a processor.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(PACKETS, MERGING));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.PROCESSES, Reads.GUESTS, Reads.NETWORK);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    List<VhostSigns> guests = VhostSigns.of(sample);
    guests.forEach(signs -> collected.add(look(given, signs)));
    if (!guests.isEmpty()) {
      collected.add(merging(given, sample));
    }
    Lacking.processes(sample).ifPresent(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  private Reading<Optional<Finding>> look(Case given, VhostSigns signs) {
    if (!(signs.taps() instanceof Reading.Known<List<String>>(List<String> taps))) {
      return signs.threads() > 0
          ? Verdict.none()
          : Verdict.untold(
              signs.guest().name()
                  + ": its open files may not be seen ("
                  + signs.taps().whyNot().orElse("?")
                  + ")");
    }
    if (taps.size() <= signs.descriptors()) {
      return Verdict.none();
    }
    return finding(given, signs, taps).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, VhostSigns signs, List<String> taps) {
    String name = signs.guest().name();
    Finding.Draft draft =
        Finding.of(this, new Subject("guest", name))
            .says(
                name
                    + ": qemu moves the packets itself, of "
                    + taps.size()
                    + (taps.size() == 1 ? " queue " : " queues ")
                    + (signs.descriptors() == 0 ? "none" : signs.descriptors() + "")
                    + " has vhost-net")
            .evidence("queues of taps", sign(name, "taps", s -> (double) tapsOf(s).size()), "")
            .evidence(
                "descriptors of /dev/vhost-net",
                sign(name, "vhost_descriptors", s -> (double) s.descriptors()),
                "")
            .sure(Confidence.HIGH);
    if (signs.module() instanceof Reading.Known) {
      draft.evidence(
          "uses of the module vhost_net",
          HostSources.amount(
              Sources.call("last", "proc/modules", "vhost_net", "uses"), VhostNetOff::moduleUses),
          "");
    }
    boolean quiet = quiet(given, taps, draft);
    double worked = processors(given, signs, draft);
    contradictions(signs, worked, draft);
    return draft
        .severity(quiet ? Severity.NOTE : Severity.WARNING)
        .act("modprobe vhost_net  # and VHOST_NET_ENABLED=1 or /etc/modules for the next start")
        .act(
            signs.virtio()
                ? "give the guest vhost=on (ganeti: gnt-instance modify -H vhost_net=True "
                    + Shell.quote(name)
                    + ")"
                : "give the guest a network card of virtio first: no other can use vhost-net")
        .act("restart the guest: a running one does not change, nor does a reboot from within")
        .check("ls -l /proc/$(" + found(signs.guest()) + ")/fd | grep -c vhost-net  # one a queue")
        .in(given);
  }

  /**
   * The guest's process, which is another one once the guest was started anew: the oldest with its
   * name behind -name, as qemu takes it (web1, guest=web1,debug-threads=on).
   */
  private static String found(Guest guest) {
    String name = guest.name().replaceAll("([^A-Za-z0-9_-])", "\\\\$1");
    return "pgrep -of " + Shell.quote(" -name (guest=)?" + name + "([ ,]|$)");
  }

  private static Reading<Double> moduleUses(Sample sample) {
    return VhostSigns.of(sample).stream()
        .findFirst()
        .map(signs -> signs.module().map(Long::doubleValue))
        .orElse(Reading.absent("there is no guest"));
  }

  private static List<String> tapsOf(VhostSigns signs) {
    return signs.taps().orElse(List.of());
  }

  private static Source sign(String guest, String what, ToDoubleFunction<VhostSigns> value) {
    return HostSources.amount(
        Sources.call("guest", guest, what),
        sample ->
            VhostSigns.of(sample).stream()
                .filter(signs -> signs.guest().name().equals(guest))
                .findFirst()
                .map(signs -> Reading.known(value.applyAsDouble(signs)))
                .orElse(Reading.absent("there is no such guest")));
  }

  /**
   * Whether it is known that the guest's traffic hardly costs anything. An interface that nothing
   * counts (of another network namespace, or gone) leaves the others' sum as a lower bound.
   */
  private static boolean quiet(Case given, List<String> taps, Finding.Draft draft) {
    var unseen = new TreeMap<String, String>();
    Optional<Source> seen = Optional.empty();
    for (String tap : new TreeSet<>(taps)) {
      Source one = carried(tap);
      Reading<Double> told = one.amount(given);
      if (told instanceof Reading.Known) {
        seen = Optional.of(seen.map(sum -> sum.plus(one)).orElse(one));
      } else {
        unseen.put(tap.isEmpty() ? "a tap without a name" : tap, lacking(given, tap, told));
      }
    }
    Optional<Source> rate = seen.map(sum -> sum.over(HostSources.seconds()));
    String what = PACKETS.name() + (unseen.isEmpty() ? "" : ", at least");
    rate.ifPresent(known -> draft.evidence(what, known, PACKETS));
    unseen.forEach((tap, why) -> draft.evidence("packets of " + tap, unknown(tap, why), ""));
    return unseen.isEmpty()
        && rate.flatMap(known -> known.amount(given).optional()).orElse(PACKETS.value())
            < PACKETS.value();
  }

  private static Source carried(String tap) {
    return tap.isEmpty()
        ? new Source("0", _ -> Reading.absent("fdinfo does not name it"))
        : HostSources.growth("proc/net/dev", tap, VhostNetOff::packets);
  }

  private static String lacking(Case given, String tap, Reading<Double> told) {
    boolean listed =
        given
            .last()
            .then(VhostNetOff::packets)
            .map(packets -> packets.containsKey(tap))
            .orElse(true);
    return listed
        ? told.whyNot().orElse("?")
        : "it is not in /proc/net/dev, but gone or of another network namespace";
  }

  private static Source unknown(String tap, String why) {
    return Source.word(
        Sources.call("growth", "proc/net/dev", tap), _ -> Reading.known("not known: " + why));
  }

  /** Received and sent, by interface. */
  private static Reading<Map<String, Long>> packets(Sample sample) {
    return sample
        .system()
        .network()
        .map(network -> {
          Map<String, Long> packets = new TreeMap<>();
          for (NetDev.Interface one : network.interfaces()) {
            packets.put(one.name(), one.receivedPackets() + one.sentPackets());
          }
          return packets;
        });
  }

  /**
   * Who moves packets takes processor time for it: qemu itself, or the threads of vhost. Returns
   * that of the threads, in percent of one processor.
   */
  private static double processors(Case given, VhostSigns signs, Finding.Draft draft) {
    signs
        .guest()
        .pid()
        .map(HostSources::processor)
        .filter(time -> time.amount(given).optional().isPresent())
        .ifPresent(time -> draft.evidence("processor time of qemu", time, "%"));
    Optional<Source> threads =
        signs.guest().helpers().stream()
            .filter(helper -> helper.kind().equals("vhost"))
            .map(helper -> HostSources.processor(helper.process().pid()))
            .filter(time -> time.amount(given).optional().isPresent())
            .reduce(Source::plus);
    threads.ifPresent(time -> draft.evidence("processor time of vhost threads", time, "%"));
    return threads.flatMap(time -> time.amount(given).optional()).orElse(0.0);
  }

  private static void contradictions(VhostSigns signs, double worked, Finding.Draft draft) {
    long uses = signs.module().orElse(0L);
    if (signs.asked()) {
      draft.or(
          "vhost=on was asked for, but the module was not there when the guest started: qemu goes on"
              + " without it and only writes a line into its log");
    } else if (uses > 0 || signs.enabled().filter(value -> value.equals("1")).isPresent()) {
      draft.or(
          "the module is loaded, or VHOST_NET_ENABLED=1 is set in /etc/default/qemu-kvm: that alone"
              + " moves no packet, the guest has to be started with vhost=on");
    }
    if (signs.threads() > 0) {
      draft.or(
          "there are threads called vhost-PID: "
              + (signs.descriptors() > 0
                  ? "of the queues that have it, or of"
                  : "without a descriptor of /dev/vhost-net they are those of")
              + " its other devices, such as vhost-scsi; they took "
              + Words.percent(worked)
              + " of a processor");
    }
  }

  private static Source ksmd() {
    return HostSources.growth("proc", "ksmd cpu_ticks", sample -> Reading.known(ticks(sample)))
        .over(HostSources.seconds().times(TICKS_PER_SECOND / 100));
  }

  private static Map<String, Long> ticks(Sample sample) {
    return sample.processes().values().stream()
        .map(ProcessSample::stat)
        .filter(stat -> stat.kernelThread() && stat.comm().equals("ksmd"))
        .findFirst()
        .map(stat -> Map.of("ksmd cpu_ticks", stat.cpuTicks()))
        .orElse(Map.of());
  }

  private Reading<Optional<Finding>> merging(Case given, Sample sample) {
    boolean runs = sample.system().ksm().map(ksm -> ksm.getOrDefault("run", 0L) == 1).orElse(false);
    double percent = ksmd().amount(given).orElse(0.0);
    if (!runs || percent < MERGING.value()) {
      return Verdict.none();
    }
    return Finding.of(this, Subject.host(sample.host()))
        .says(
            "KSM takes " + Words.percent(percent) + " of a processor to merge the memory of guests")
        .evidence(MERGING.name(), ksmd(), MERGING)
        .evidence(
            "pages saved",
            HostSources.last("sys/kernel/mm/ksm", "pages_sharing", s -> s.system().ksm()),
            "pages")
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .act("echo 0 > /sys/kernel/mm/ksm/run  # if there is memory enough; 2 takes pages apart")
        .check("grep -H . /sys/kernel/mm/ksm/*")
        .in(given)
        .map(Optional::of);
  }
}
