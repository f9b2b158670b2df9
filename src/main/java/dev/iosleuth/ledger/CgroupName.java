package dev.iosleuth.ledger;

import dev.iosleuth.reading.Escapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cgroup path says of who runs in it: containers by the naming of their managers, systemd
 * units, and any other group by its path.
 */
final class CgroupName {
  private static final String ID = "([0-9a-f]{12,64})";

  /** One path element of a container; the group is its id or name. */
  private static final List<Pattern> CONTAINERS =
      List.of(
          Pattern.compile("docker-" + ID + "\\.scope"),
          Pattern.compile("libpod-(?:payload-)?" + ID + "(?:\\.scope)?"),
          Pattern.compile("(?:cri-containerd|crio|cri-o)-" + ID + "(?:\\.scope)?"),
          Pattern.compile("lxc\\.payload\\.(.+)"),
          Pattern.compile(".+:(?:cri-containerd|crio|docker):" + ID),
          Pattern.compile("systemd-nspawn@(.+)\\.service"),
          Pattern.compile("machine-(?!qemu\\\\x2d)(.+)\\.scope"));

  /** A container named by the element that follows one of these. */
  private static final List<String> PARENTS = List.of("docker", "lxc", "lxc.payload", "libpod");

  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UNIT =
      Pattern.compile(".+\\.(?:service|scope|socket|mount|swap|timer)");

  private CgroupName() {}

  /**
   * The path's elements that name somebody, outermost first; empty for the root.
   *
   * @param names readable names of containers by their ids
   */
  static List<Account.Element> elements(String path, Map<String, String> names) {
    var elements = new ArrayList<Account.Element>();
    String parent = "";
    boolean anonymous = false;
    for (String element : path.split("/", -1)) {
      if (element.isEmpty()) {
        continue;
      }
      Optional<String> container = container(element, parent);
      if (container.isPresent()) {
        add(
            elements,
            Account.Kind.CONTAINER,
            names.getOrDefault(container.get(), shorten(container.get())));
      } else if (UNIT.matcher(element).matches()) {
        add(elements, Account.Kind.UNIT, unescape(element));
      } else if (!element.endsWith(".slice") && !PARENTS.contains(element)) {
        anonymous = true;
      }
      parent = element;
    }
    if (elements.isEmpty() && (anonymous || path.endsWith(".slice"))) {
      add(elements, Account.Kind.CGROUP, path);
    }
    return elements;
  }

  private static void add(List<Account.Element> elements, Account.Kind kind, String name) {
    elements.add(new Account.Element(kind, name));
  }

  private static Optional<String> container(String element, String parent) {
    for (Pattern pattern : CONTAINERS) {
      Matcher matcher = pattern.matcher(element);
      if (matcher.matches()) {
        return Optional.of(unescape(matcher.group(1)));
      }
    }
    boolean below = PARENTS.contains(parent) || BARE_ID.matcher(element).matches();
    return below ? Optional.of(element) : Optional.empty();
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
