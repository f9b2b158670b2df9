package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.CgroupIo.Figures;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel counted for a container that is a machine on the devices of one of its file
 * systems: the sum of its cgroups' figures since they were made.
 */
final class ContainerIo {
  private static final Requests NONE = Requests.absent("cgroups do not count them");
  private static final Reading<Long> NO_TIMES = Reading.absent("cgroups count no times");
  private static final Reading<Long> NO_MERGES = Reading.absent("cgroups count no merges");
  private static final Reading<Long> NO_FAILURES = Reading.absent("the kernel does not count them");

  private ContainerIo() {}

  /**
   * @param home its file system, or the directory in which it lives
   */
  static Reading<DiskCounters> since(Sample sample, Stack stack, Guest guest, NodeId home) {
    List<Node> devices = devices(stack, home);
    if (devices.isEmpty()) {
      return Reading.absent("its file system stands on no device that is counted here");
    }
    Reading<List<Map<DevNo, Figures>>> groups = groups(sample.cgroups(), guest);
    return groups.then(all -> counted(all, stack, devices)).map(ContainerIo::counters);
  }

  private static List<Node> devices(Stack stack, NodeId place) {
    var devices = new ArrayList<Node>();
    for (Edge edge : stack.lowers(place)) {
      Node lower = stack.node(edge.lower());
      if (lower.isDevice()) {
        devices.add(lower);
      } else if (stack.node(place).kind() == Node.Kind.FILE) {
        devices.addAll(devices(stack, lower.id()));
      }
    }
    return devices;
  }

  private static Reading<List<Map<DevNo, Figures>>> groups(CgroupIo io, Guest guest) {
    if (guest.groups().isEmpty()) {
      return Reading.absent("it has no cgroup of its own");
    }
    var found = new ArrayList<Map<DevNo, Figures>>();
    io.groups()
        .forEach((path, figures) -> {
          boolean own = guest.groups().contains(path);
          boolean below = guest.groups().stream().anyMatch(g -> path.startsWith(g + "/"));
          if (own || (below && !io.recursive())) {
            figures.optional().ifPresent(found::add);
          }
        });
    boolean untold =
        io.version() == CgroupIo.Version.V1
            && found.stream().flatMap(f -> f.values().stream()).noneMatch(ContainerIo::moved);
    if (untold) {
      // block/blk-throttle.h, blk_throtl_bio: kernels 5.16 to 6.4, and from 6.10 on
      return Reading.absent("this kernel counts only cgroups that have a limit (cgroup v1)");
    }
    return found.isEmpty()
        ? Reading.absent("its cgroup does not count I/O: the io controller is off there")
        : Reading.known(found);
  }

  private static boolean moved(Figures figures) {
    return figures.readOps() + figures.writeOps() + figures.readBytes() + figures.writeBytes() > 0;
  }

  private static Reading<Figures> counted(
      List<Map<DevNo, Figures>> groups, Stack stack, List<Node> devices) {
    var sum = new Figures(0, 0, 0, 0, 0, 0);
    for (Node device : devices) {
      for (Map<DevNo, Figures> figures : groups) {
        Optional<Figures> own =
            at(figures, device).or(() -> whole(stack, device).flatMap(disk -> at(figures, disk)));
        sum = plus(sum, own.orElse(new Figures(0, 0, 0, 0, 0, 0)));
      }
    }
    return Reading.known(sum);
  }

  private static Optional<Figures> at(Map<DevNo, Figures> figures, Node device) {
    return device.dev().map(figures::get);
  }

  /** cgroups count whole disks. */
  private static Optional<Node> whole(Stack stack, Node partition) {
    return stack.lowers(partition.id()).stream()
        .filter(edge -> edge.role() == Edge.Role.PARTITION)
        .map(edge -> stack.node(edge.lower()))
        .findFirst();
  }

  private static Figures plus(Figures one, Figures other) {
    return new Figures(
        one.readBytes() + other.readBytes(),
        one.writeBytes() + other.writeBytes(),
        one.readOps() + other.readOps(),
        one.writeOps() + other.writeOps(),
        one.discardBytes() + other.discardBytes(),
        one.discardOps() + other.discardOps());
  }

  private static DiskCounters counters(Figures figures) {
    return new DiskCounters(
        "",
        "",
        "",
        requests(figures.readOps(), figures.readBytes()),
        requests(figures.writeOps(), figures.writeBytes()),
        NONE,
        requests(figures.discardOps(), figures.discardBytes()),
        NO_FAILURES);
  }

  private static Requests requests(long ops, long bytes) {
    return new Requests(
        Reading.known(ops), Reading.known(bytes), NO_MERGES, NO_TIMES, NO_FAILURES, NO_FAILURES);
  }
}
