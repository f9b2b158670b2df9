package dev.iosleuth.cli;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.HostOutline;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.stack.Lookup;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * This host at one moment, read as far as a name asks for: what processes and cgroups did is read
 * only for a name that no device, file system, guest, process or file has.
 */
final class HostNow {
  private final Tree tree = GuardedTree.host("/");

  /** What was read, and what stands on what in it. */
  record Look(Sample sample, Stack stack) {
    Look(Sample sample) {
      this(sample, StackBuilder.build(sample));
    }
  }

  Look all() {
    return new Look(HostOutline.read(tree));
  }

  Look at(String name) {
    Look outline = all();
    if (Lookup.named(outline.sample(), outline.stack(), name).isPresent()) {
      return outline;
    }
    OptionalInt pid = Fields.parseInt(name);
    if (pid.isPresent() && outline.sample().processes().containsKey(pid.getAsInt())) {
      return new Look(HostOutline.open(tree, outline.sample(), Set.of(pid.getAsInt())));
    }
    if (isFile(name) && !isCgroup(outline.sample(), name)) {
      return outline;
    }
    Sample whole =
        new Collector()
            .collect(tree, Optional.empty(), Reading.absent("nothing to be compared with"));
    return new Look(opened(whole, name));
  }

  /** With the open files of the processes that the name stands for. */
  Sample opened(Sample sample, String name) {
    return HostOutline.open(tree, sample, Lookup.processes(sample, name));
  }

  private boolean isFile(String name) {
    return name.startsWith("/")
        && !(tree.device(name.substring(1)) instanceof Reading.Absent<DevNo>);
  }

  private boolean isCgroup(Sample sample, String name) {
    return sample.topology().mounts().map(Mountinfo::mounts).orElse(List.of()).stream()
        .filter(mount -> mount.type().startsWith("cgroup"))
        .anyMatch(mount -> tree.isDirectory(mount.point().substring(1) + name));
  }
}
