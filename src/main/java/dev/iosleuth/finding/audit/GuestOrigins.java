package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.Evidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.audit.Origin.Whose;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose the settings of a guest are: those of whoever wrote the command line that it was started
 * with, or, of what that leaves open, qemu's own.
 */
final class GuestOrigins {
  /** {@code guest_disk("web1", "disk0", "cache")}: the label and what of it. */
  private static final Pattern DISK =
      Pattern.compile("guest_disk\\(.*, \"([^\"]*)\", \"(cache|discard)\"\\)");

  /** What each {@code -netdev} says of it, as words or as JSON. */
  private static final Pattern VHOST =
      Pattern.compile("\\bvhost=(?:on|off)\\b|\"vhost\":\\s*(?:true|false)");

  private static final String QUEUES = "descriptors of /dev/vhost-net";
  private static final String DEFAULTS = "etc/default/qemu-kvm";
  private static final String ENABLED = "VHOST_NET_ENABLED";

  private final Tree tree;
  private final Sample sample;
  private final ConfigurationLines lines;
  private final Optional<Conffiles> packages;

  /**
   * @param packages empty where nothing tells what they brought
   */
  GuestOrigins(Tree tree, Sample sample, ConfigurationLines lines, Optional<Conffiles> packages) {
    this.tree = tree;
    this.sample = sample;
    this.lines = lines;
    this.packages = packages;
  }

  /** Of each setting among a finding's evidence; none where it is not of a guest. */
  List<Origin> of(Finding finding) {
    return sample.guests().stream()
        .filter(guest -> finding.subject().kind().equals("guest"))
        .filter(guest -> guest.name().equals(finding.subject().name()))
        .findFirst()
        .map(guest -> of(finding, guest))
        .orElse(List.of());
  }

  private List<Origin> of(Finding finding, Guest guest) {
    var origins = new ArrayList<Origin>();
    for (Evidence evidence : finding.evidence()) {
      Matcher disk = DISK.matcher(evidence.source());
      if (disk.matches()) {
        guest.disks().stream()
            .filter(one -> one.label().equals(disk.group(1)))
            .findFirst()
            .ifPresent(one -> origins.add(of(guest, one, disk.group(2))));
      } else if (evidence.what().equals(QUEUES)) {
        origins.add(vhost(guest));
        defaults().ifPresent(origins::add);
      }
    }
    return origins;
  }

  private List<String> command(Guest guest) {
    return guest
        .pid()
        .map(sample.processes()::get)
        .map(ProcessSample::command)
        .flatMap(Reading::optional)
        .orElse(List.of());
  }

  /** qemu's own mode is writeback, and what a guest gives back it ignores (qemu(1), -drive). */
  private Origin of(Guest guest, GuestDisk disk, String what) {
    boolean cache = what.equals("cache");
    String setting = what + " of " + disk.label();
    String now = cache ? disk.settings().cache() : disk.settings().discard();
    String usual = cache ? "writeback" : "ignore";
    Optional<Drive> drive = disk.asked(CommandLine.parse(command(guest)).drives());
    if (drive.isEmpty()) {
      return here(setting, guest, "the disk was added while the guest ran, by " + maker(guest));
    }
    Drive.Request request = drive.get().request();
    String asked = cache ? request.cache() : request.discard();
    String wanted = asked.isEmpty() ? usual : asked;
    if (!now.isEmpty() && !now.equals(wanted)) {
      String text = "started with " + wanted + ", and it is " + now + ": changed since";
      return new Origin(setting, Whose.SET_HERE, "", text);
    }
    return asked.isEmpty()
        ? usual(setting, guest, usual)
        : here(setting, guest, what + "=" + asked + ", by " + maker(guest));
  }

  private Origin vhost(Guest guest) {
    var asked = new TreeSet<String>();
    for (String word : command(guest)) {
      Matcher said = VHOST.matcher(word);
      while (said.find()) {
        boolean on = said.group().endsWith("on") || said.group().endsWith("true");
        asked.add(on ? "vhost=on" : "vhost=off");
      }
    }
    return asked.isEmpty()
        ? usual("vhost", guest, "off")
        : here("vhost", guest, String.join(" and ", asked) + ", by " + maker(guest));
  }

  /** What qemu does by itself. */
  private static Origin usual(String setting, Guest guest, String value) {
    String text = value + ": the command line, by " + maker(guest) + ", says nothing of it";
    return new Origin(setting, Whose.PROGRAM_DEFAULT, "", text);
  }

  private Origin here(String setting, Guest guest, String text) {
    return new Origin(setting, Whose.SET_HERE, definition(guest), text);
  }

  /** Where the guest is written down, if that was captured. */
  private String definition(Guest guest) {
    String file =
        switch (guest.manager()) {
          case LIBVIRT, OPENSTACK -> "etc/libvirt/qemu/" + guest.name() + ".xml";
          case PROXMOX -> "etc/pve/qemu-server/" + guest.title() + ".conf";
          case GANETI, QEMU, LXC, NSPAWN -> "";
        };
    boolean plain = !file.isEmpty() && !guest.name().contains("/") && !guest.title().contains("/");
    return plain && tree.read(file) instanceof Reading.Known ? "/" + file : "";
  }

  private static String maker(Guest guest) {
    return switch (guest.manager()) {
      case GANETI -> "ganeti (gnt-instance info)";
      case LIBVIRT -> "libvirt (virsh dumpxml)";
      case OPENSTACK -> "OpenStack (nova.conf, flavor, image)";
      case PROXMOX -> "Proxmox (qm config)";
      case QEMU, LXC, NSPAWN -> "whoever started qemu, or a script";
    };
  }

  /** Only a script of Debian's former package of that name reads it, to load the module. */
  private Optional<Origin> defaults() {
    return lines.of(DEFAULTS).stream()
        .filter(line -> line.text().startsWith(ENABLED))
        .reduce((_, later) -> later)
        .map(line ->
            packages
                .map(
                    known -> new Origin(DEFAULTS, known.whose(DEFAULTS), line.place(), line.text()))
                .orElse(
                    new Origin(
                        DEFAULTS,
                        Whose.CANNOT_TELL,
                        line.place(),
                        line.text() + "; what packages brought was not captured")));
  }
}
