package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.proc.Modules;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;

/**
 * What tells whether the host's kernel moves a guest's packets itself (vhost-net), or qemu does.
 *
 * @param taps interfaces, one a queue of a tap that the guest's process has open; absent where its
 *     files may not be seen
 * @param descriptors of /dev/vhost-net that it has open
 * @param asked vhost=on or a vhost descriptor on its command line
 * @param virtio whether it has a network card of virtio: others cannot use vhost
 * @param threads kernel threads that work for it; from Linux 6.4 on they are its own threads, and
 *     are not seen here
 * @param module how many use the module, 0 where it is not loaded; absent where nothing tells
 * @param enabled VHOST_NET_ENABLED of /etc/default/qemu-kvm; empty where it is not set
 */
record VhostSigns(
    Guest guest,
    Reading<List<String>> taps,
    long descriptors,
    boolean asked,
    boolean virtio,
    long threads,
    Reading<Long> module,
    Optional<String> enabled) {
  private static final String TUN = "/dev/net/tun";
  private static final String VHOST = "/dev/vhost-net";
  private static final String MODULE = "vhost_net";

  VhostSigns {
    taps = taps.map(List::copyOf);
  }

  static List<VhostSigns> of(Sample sample) {
    return sample.guests().stream()
        .filter(guest -> guest.kind() == Guest.Kind.MACHINE)
        .flatMap(guest -> of(sample, guest).stream())
        .toList();
  }

  private static Optional<VhostSigns> of(Sample sample, Guest guest) {
    return guest
        .pid()
        .flatMap(pid -> Optional.ofNullable(sample.processes().get(pid)))
        .map(process -> of(sample, guest, process));
  }

  private static VhostSigns of(Sample sample, Guest guest, ProcessSample process) {
    List<String> command = process.command().orElse(List.of());
    List<OpenFile> files = process.files().orElse(List.of());
    return new VhostSigns(
        guest,
        process.files().map(VhostSigns::taps),
        files.stream().filter(file -> file.path().equals(VHOST)).count(),
        command.stream().anyMatch(VhostSigns::asksForVhost),
        command.stream().anyMatch(word -> word.contains("virtio-net")),
        guest.helpers().stream().filter(helper -> helper.kind().equals("vhost")).count(),
        sample.system().modules().map(VhostSigns::uses),
        sample
            .topology()
            .settings()
            .qemuKvm()
            .optional()
            .flatMap(d -> d.value("VHOST_NET_ENABLED")));
  }

  private static List<String> taps(List<OpenFile> files) {
    return files.stream()
        .filter(file -> file.path().equals(TUN))
        .map(file -> file.networkInterface().orElse(""))
        .toList();
  }

  private static boolean asksForVhost(String argument) {
    return argument.contains("vhost=on")
        || argument.contains("\"vhost\":true")
        || argument.contains("vhostfd");
  }

  /** A module that cannot be unloaded counts no uses: it is there, and that is one. */
  private static long uses(Modules modules) {
    return modules.modules().stream()
        .filter(module -> module.name().equals(MODULE))
        .mapToLong(module -> module.uses().orElse(1))
        .findFirst()
        .orElse(0);
  }
}
