package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Monitor;
import dev.iosleuth.sample.Guest.Manager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Who a guest is and who runs it, by what the managers write into its command line. */
final class GuestNames {
  /** nova.conf, instance_name_template. */
  private static final Pattern NOVA = Pattern.compile("instance-[0-9a-f]{8}");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

  private GuestNames() {}

  static String name(CommandLine command, PidStat process) {
    return command
        .name()
        .or(() -> command.id().map(id -> "vm-" + id))
        .orElseGet(() -> process.comm() + "-" + process.pid());
  }

  static String title(CommandLine command) {
    return command.id().orElse("");
  }

  static Optional<String> uuid(CommandLine command) {
    return command
        .uuid()
        .map(uuid -> uuid.toLowerCase(Locale.ROOT))
        .filter(uuid -> UUID.matcher(uuid).matches());
  }

  /** ganeti's are known by its links and by the tags of its volumes, too. */
  static Manager manager(CommandLine command, List<String> arguments, Topology topology) {
    Manager told = manager(command, arguments);
    boolean ganeti =
        told == Manager.QEMU
            && command
                .name()
                .filter(name ->
                    topology.instanceDisks().stream().anyMatch(d -> d.instance().equals(name))
                        || topology.volumes().values().stream()
                            .anyMatch(v -> v.instance().filter(name::equals).isPresent()))
                .isPresent();
    return ganeti ? Manager.GANETI : told;
  }

  static Manager manager(CommandLine command, List<String> arguments) {
    if (under(command, "/ganeti/") || arguments.stream().anyMatch(GuestNames::ofGaneti)) {
      return Manager.GANETI;
    }
    if (command.id().isPresent() || under(command, "/qemu-server/")) {
      return Manager.PROXMOX;
    }
    boolean nova =
        command.name().filter(name -> NOVA.matcher(name).matches()).isPresent()
            || arguments.stream().anyMatch(argument -> argument.contains("product=OpenStack"));
    if (nova) {
      return Manager.OPENSTACK;
    }
    boolean libvirt =
        arguments.stream()
            .anyMatch(
                argument -> argument.contains("/libvirt/") || argument.contains("charmonitor"));
    return libvirt ? Manager.LIBVIRT : Manager.QEMU;
  }

  /** A pid file or a disk by ganeti's link. */
  private static boolean ofGaneti(String argument) {
    return argument.contains("/ganeti/kvm-hypervisor/")
        || argument.contains("/ganeti/instance-disks/");
  }

  private static boolean under(CommandLine command, String folder) {
    return command.monitors().stream().map(Monitor::address).anyMatch(a -> a.contains(folder));
  }

  /**
   * Of several with one name all but the first get their number behind it, and keep it: the first
   * may end before.
   *
   * @param given names of those that were there before
   */
  static List<Guest> unique(List<Guest> guests, Map<ProcessId, String> given) {
    var own = new HashSet<String>();
    var taken = new HashSet<String>();
    for (Guest guest : guests) {
      own.add(guest.name());
      before(guest, given).ifPresent(taken::add);
    }
    if (own.size() == guests.size() && own.containsAll(taken)) {
      return guests;
    }
    var unique = new ArrayList<Guest>();
    for (Guest guest : guests) {
      String name = before(guest, given).orElseGet(() -> free(guest, own, taken));
      unique.add(name.equals(guest.name()) ? guest : renamed(guest, name));
    }
    return unique;
  }

  private static Optional<String> before(Guest guest, Map<ProcessId, String> given) {
    return guest.process().map(given::get).filter(name -> name.startsWith(guest.name()));
  }

  private static String free(Guest guest, Set<String> own, Set<String> taken) {
    if (taken.add(guest.name())) {
      return guest.name();
    }
    String name = guest.name() + guest.pid().map(pid -> ":" + pid).orElse(":");
    while (own.contains(name) || !taken.add(name)) {
      name += "'";
    }
    return name;
  }

  private static Guest renamed(Guest guest, String name) {
    return new Guest(
        guest.kind(),
        name,
        guest.title(),
        guest.manager(),
        guest.uuid(),
        guest.version(),
        guest.process(),
        guest.disks(),
        guest.others(),
        guest.monitors(),
        guest.helpers(),
        guest.groups());
  }
}
