package dev.iosleuth.sample;

import dev.iosleuth.sample.Guest.Manager;
import java.util.Optional;

/**
 * The cgroup of a container that is a machine of its own.
 *
 * @param path of the group that holds all of it
 * @param name as its manager calls it
 */
record MachineGroup(String path, String name, Manager manager) {
  /**
   * The outermost container of a cgroup's path, if it is a machine: one within another container is
   * a part of that.
   */
  static Optional<MachineGroup> of(String path) {
    String parent = "";
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String element = path.substring(start, end);
      Optional<ContainerGroup> container = ContainerGroup.of(element, parent);
      if (container.isPresent()) {
        String group = path.substring(0, end);
        String name = container.get().name();
        return container.get().machine().map(manager -> new MachineGroup(group, name, manager));
      }
      parent = element;
      start = end + 1;
    }
    return Optional.empty();
  }
}
