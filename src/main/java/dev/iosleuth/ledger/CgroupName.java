package dev.iosleuth.ledger;

import dev.iosleuth.reading.Escapes;
import dev.iosleuth.sample.ContainerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a cgroup path says of who runs in it: guests and containers by the naming of their managers,
 * systemd units, and any other group by its path.
 */
final class CgroupName {
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UNIT =
      Pattern.compile(".+\\.(?:service|scope|socket|mount|swap|timer)");

  private CgroupName() {}

  /**
   * The path's elements that name somebody, outermost first; empty for the root.
   *
   * @param names readable names of containers by their ids
   * @param machines names of guests by the paths of their groups
   */
  static List<Account.Element> elements(
      String path, Map<String, String> names, Map<String, String> machines) {
    var elements = new ArrayList<Account.Element>();
    String parent = "";
    boolean anonymous = false;
    int end = 0;
    for (String element : path.split("/", -1)) {
      end += element.length();
      if (element.isEmpty()) {
        end++;
        continue;
      }
      Optional<ContainerGroup> container = ContainerGroup.of(element, parent);
      if (container.isPresent()) {
        add(elements, container.get(), names, machines, path.substring(0, end));
      } else if (UNIT.matcher(element).matches()) {
        elements.add(
            new Account.Element(Account.Kind.UNIT, unescape(element), path.substring(0, end)));
      } else if (!element.endsWith(".slice") && !ContainerGroup.isParent(element)) {
        anonymous = true;
      }
      parent = element;
      end++;
    }
    if (elements.isEmpty() && (anonymous || path.endsWith(".slice"))) {
      elements.add(new Account.Element(Account.Kind.CGROUP, path));
    }
    return elements;
  }

  /** A container that is a machine is a guest, unless it is a part of another container. */
  private static void add(
      List<Account.Element> elements,
      ContainerGroup container,
      Map<String, String> names,
      Map<String, String> machines,
      String path) {
    boolean outermost =
        elements.stream()
            .noneMatch(e -> e.kind() == Account.Kind.GUEST || e.kind() == Account.Kind.CONTAINER);
    String name = names.getOrDefault(container.name(), shorten(container.name()));
    elements.add(
        container.machine().isPresent() && outermost
            ? new Account.Element(
                Account.Kind.GUEST, machines.getOrDefault(path, container.name()), path)
            : new Account.Element(Account.Kind.CONTAINER, name, path));
  }

  /** 64 hex digits are shown as the 12 that the managers' own tools show. */
  private static String shorten(String id) {
    return BARE_ID.matcher(id).matches() ? id.substring(0, 12) : id;
  }

  /** systemd writes bytes that unit names may not have as \xNN; "-" stands as \x2d. */
  private static String unescape(String name) {
    return Escapes.hexadecimal(name);
  }
}
