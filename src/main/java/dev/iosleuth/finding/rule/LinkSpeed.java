package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.sys.AtaLink;
import dev.iosleuth.kernel.sys.LinkRate;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A link to a disk or a controller that runs slower than both of its ends can. */
final class LinkSpeed implements Rule {
  private static final Threshold PART =
      new Threshold(
          "speed of the link, of what both ends can",
          100,
          "%",
          "less than that was not agreed upon for nothing: libata lowers it after errors, and"
              + " cables, backplanes and slots hold it down");

  static final Threshold THREAD =
      new Threshold(
          "time of one processor for the array's thread",
          90,
          "%",
          "drivers/md/raid5.c, raid5d(): with group_thread_cnt = 0 all stripes go through one"
              + " thread, which has one processor at most");
  static final Threshold SHARED =
      new Threshold(
          "moved over the controller's link, of what it can",
          75,
          "%",
          "PCI Express: 8 of 10 bits (to 5 GT/s) or 128 of 130 carry data; headers of packets take"
              + " another 10 to 20 % of it");

  static final Threshold PORT =
      new Threshold(
          "moved over the wide port, of what it can",
          75,
          "%",
          "SAS Protocol Layer: 8 of 10 bits carry data up to 12 Gbit/s, 128 of 150 at 22.5; frames"
              + " and their acknowledgement take another 10 to 20 % of it");

  /** Kilobits a second: all that a SATA disk can, which may be at the other end of a SAS link. */
  private static final long SATA = 6_000_000;

  @Override
  public About about() {
    return new About(
        "link-speed",
        "a link is slower than it could be",
        "Disks and controllers agree on the speed of their link when they meet, and lower it when"
            + " there are errors: a bad cable, a dirty contact or a slot with fewer lanes then"
            + " costs half of the throughput or more, and nothing else tells.",
        "SATA: sata_spd against the limits of port and disk; SAS: negotiated against maximum link"
            + " rate, up to what a SATA disk can, or of several to one expander what that can; PCI"
            + " Express: speed and width of controllers of disks against what they can. Limits that"
            + " disks share: the disks behind one controller move at least "
            + Words.percent(SHARED.value())
            + " of what its link carries, or those behind one wide port of SAS "
            + Words.percent(PORT.value())
            + " of what its links carry together; the one thread of a RAID 4, 5 or 6"
            + " (group_thread_cnt = 0) takes at least "
            + Words.percent(THREAD.value())
            + " of a processor.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(PART, THREAD, SHARED, PORT));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    for (BlockDevice disk : sample.topology().devices().values()) {
      collected.add(ata(given, sample, disk));
    }
    HostSettings settings = sample.topology().settings();
    new TreeMap<>(settings.sasPhys())
        .forEach((name, phy) -> collected.add(sas(given, settings, name, phy)));
    new TreeMap<>(settings.pciLinks())
        .forEach((address, link) -> {
          if (link.isStorage()) {
            collected.add(pci(given, address, link));
          }
        });
    new SharedLimits(this, given, sample).looks().forEach(collected::add);
    Lacking.disks(sample).ifPresent(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  static Source link(
      String name, String what, Function<HostSettings, Optional<Reading<Long>>> value) {
    return HostSources.amount(
        Sources.call("link", name, what),
        s ->
            value
                .apply(s.topology().settings())
                .orElse(Reading.absent("there is no such link"))
                .map(Long::doubleValue));
  }

  /** Numbers of both sources in the same unit. */
  private Finding.Draft slow(String name, String what, Source now, Source could, Case given) {
    Source part = now.over(could).times(100);
    return Finding.of(this, new Subject("device", name))
        .says(
            what
                + " runs at "
                + Words.percent(part.amount(given).orElse(0.0))
                + " of the speed that both ends can")
        .evidence(PART.name(), part, PART)
        .evidence("speed of the link, in thousands a second", now, "")
        .severity(Severity.WARNING)
        .sure(Confidence.MEDIUM)
        .or("somebody limited it: libata.force= on the kernel's command line, or a jumper");
  }

  /** The disk's own maximum, where SMART tells it, and the port's. */
  private Reading<Optional<Finding>> ata(Case given, Sample sample, BlockDevice disk) {
    Optional<AtaLink> link = sample.topology().settings().ataLink(disk.name());
    if (link.isEmpty() || link.get().kilobits().optional().isEmpty()) {
      return link.isPresent() && link.get().kilobits().whyNot().isPresent()
          ? Verdict.untold(
              disk.name() + ": speed of its link: " + link.get().kilobits().whyNot().get())
          : Verdict.none();
    }
    Reading<Long> most = most(sample, disk.name(), link.get());
    if (most.optional().isEmpty()) {
      return Verdict.untold(disk.name() + ": nothing tells what its link could be");
    }
    if (link.get().kilobits().orElse(0L) >= most.orElse(0L)) {
      return Verdict.none();
    }
    Source speed =
        link(
            disk.name(),
            "sata_spd",
            settings -> settings.ataLink(disk.name()).map(AtaLink::kilobits));
    Source could =
        HostSources.amount(
            Sources.call("link", disk.name(), "port_and_disk"),
            s ->
                s.topology()
                    .settings()
                    .ataLink(disk.name())
                    .map(l -> most(s, disk.name(), l))
                    .orElse(Reading.absent("there is no link"))
                    .map(Long::doubleValue));
    return slow(disk.name(), "the SATA link of " + disk.name(), speed, could, given)
        .act("dmesg | grep -E 'SATA link|limiting'  # since when, and after which errors")
        .act("another cable or slot; smartctl -a tells CRC errors (attribute 199)")
        .check("cat /sys/class/ata_link/*/sata_spd")
        .in(given)
        .map(Optional::of);
  }

  private static Reading<Long> most(Sample sample, String disk, AtaLink link) {
    Reading<Long> drive =
        sample
            .system()
            .tools()
            .disk(disk)
            .then(SmartctlJson::maxSpeed)
            .then(words -> LinkRate.parse(words, disk));
    return least(link.hardwareLimit(), drive);
  }

  /** Of those that are known. */
  private static Reading<Long> least(Reading<Long> one, Reading<Long> other) {
    return one instanceof Reading.Known<Long>(Long first)
        ? Reading.known(Math.min(first, other.orElse(first)))
        : other;
  }

  /** What both ends can, as far as the other one is known: that of a link to an expander is. */
  private static Reading<Long> could(HostSettings settings, String name) {
    SasPhy phy = settings.sasPhys().get(name);
    return phy == null
        ? Reading.absent("there is no such link")
        : least(
            least(phy.maximum(), phy.hardwareMaximum()),
            WidePort.farEnd(settings, settings.sasPorts().getOrDefault(name, "")));
  }

  private Reading<Optional<Finding>> sas(
      Case given, HostSettings settings, String name, SasPhy phy) {
    Reading<Long> most = could(settings, name);
    String port = settings.sasPorts().getOrDefault(name, "");
    boolean told = WidePort.farEnd(settings, port) instanceof Reading.Known;
    if (phy.kilobits().optional().isEmpty() || most.optional().isEmpty()) {
      return Verdict.none();
    }
    long least = told ? most.orElse(0L) : Math.min(SATA, most.orElse(0L));
    if (phy.kilobits().orElse(0L) >= least) {
      return Verdict.none();
    }
    Source speed =
        link(
            name,
            "negotiated_linkrate",
            s -> Optional.ofNullable(s.sasPhys().get(name)).map(SasPhy::kilobits));
    Source could = link(name, "maximum_linkrate", s -> Optional.of(could(s, name)));
    return slow(name, "the SAS link " + name, speed, could, given)
        .or("a SATA disk or an older SAS disk is at its other end, which cannot do more")
        .act("lsscsi -t -L  # what is at its other end")
        .act("another cable or slot")
        .check("cat /sys/class/sas_phy/*/negotiated_linkrate")
        .in(given)
        .map(Optional::of);
  }

  /** Speed times width: both are negotiated. */
  private Reading<Optional<Finding>> pci(Case given, String address, PciLink link) {
    Reading<Long> now = total(link.megatransfers(), link.width());
    Reading<Long> most = total(link.maxMegatransfers(), link.maxWidth());
    if (now.optional().isEmpty() || most.optional().isEmpty()) {
      return Verdict.none();
    }
    if (now.orElse(0L) >= most.orElse(0L)) {
      return Verdict.none();
    }
    Source speed =
        link(
            address,
            "current_link_speed * current_link_width",
            s ->
                Optional.ofNullable(s.pciLinks().get(address))
                    .map(l -> total(l.megatransfers(), l.width())));
    Source could =
        link(
            address,
            "max_link_speed * max_link_width",
            s ->
                Optional.ofNullable(s.pciLinks().get(address))
                    .map(l -> total(l.maxMegatransfers(), l.maxWidth())));
    return slow(address, "the PCI Express link of the controller " + address, speed, could, given)
        .or("the slot has fewer lanes or an older generation than the card: its other end")
        .or("power saving: some links run slower while there is nothing to do")
        .act("lspci -vv -s " + address + "  # LnkCap and LnkSta, of the bridge above it too")
        .check("lspci -vv -s " + address + " | grep LnkSta:")
        .in(given)
        .map(Optional::of);
  }

  static Reading<Long> total(Reading<Long> speed, Reading<Long> width) {
    return speed.then(s -> width.map(w -> s * w));
  }
}
