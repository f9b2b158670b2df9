package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.Monitor;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A virtual machine, or a container that is a machine of its own (LXC, systemd-nspawn), at one
 * instant. Its name and those of its disks are under others' control, not escaped.
 *
 * @param name no two guests of a sample have the same one
 * @param title what its manager calls it beside that (OpenStack's display name, Proxmox's number),
 *     or the empty string
 * @param uuid in lower case; empty where nothing tells it
 * @param version of qemu, as its monitor told it: "7.2.22 Debian 1:7.2+dfsg-7"
 * @param process the qemu process, or a container's first process, where it is known
 * @param disks in the order in which they were given to it; of a container the file systems that it
 *     has mounted
 * @param others what its process has open beside, as its monitor tells: where a disk is copied to,
 *     or lay before
 * @param monitors where it can be asked
 * @param helpers processes that work for it alone: their I/O is the guest's
 * @param groups paths of the cgroups that hold all of a container, in whatever hierarchies have
 *     one; empty where nothing but its keeper's command line names it
 */
public record Guest(
    Kind kind,
    String name,
    String title,
    Manager manager,
    Optional<String> uuid,
    Reading<String> version,
    Optional<ProcessId> process,
    List<GuestDisk> disks,
    List<GuestImage> others,
    List<Monitor> monitors,
    List<GuestHelper> helpers,
    Set<String> groups) {
  public Guest {
    groups = Set.copyOf(groups);
    disks = List.copyOf(disks);
    others = List.copyOf(others);
    monitors = List.copyOf(monitors);
    helpers = List.copyOf(helpers);
  }

  /** Whether it has a kernel of its own. */
  public enum Kind {
    MACHINE,
    CONTAINER
  }

  /** Who started it, as far as its command line and its files tell. */
  public enum Manager {
    GANETI,
    LIBVIRT,
    OPENSTACK,
    PROXMOX,
    /** Nobody: qemu was started by itself. */
    QEMU,
    LXC,
    NSPAWN;

    /** Whether libvirt holds its monitor. */
    boolean isLibvirts() {
      return this == LIBVIRT || this == OPENSTACK;
    }
  }

  public Optional<Integer> pid() {
    return process.map(ProcessId::pid);
  }
}
