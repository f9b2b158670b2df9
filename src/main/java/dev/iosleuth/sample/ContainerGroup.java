package dev.iosleuth.sample;

import dev.iosleuth.reading.Escapes;
import dev.iosleuth.sample.Guest.Manager;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An element of a cgroup's path that is a container's own, by the naming of the managers.
 *
 * @param name or id, as it stands there, unescaped
 * @param machine who keeps it, if it is a machine of its own: LXC, systemd-nspawn
 */
public record ContainerGroup(String name, Optional<Manager> machine) {
  private static final String ID = "([0-9a-f]{12,64})";

  private static final List<Pattern> BY_ID =
      List.of(
          Pattern.compile("docker-" + ID + "\\.scope"),
          Pattern.compile("libpod-(?:payload-)?" + ID + "(?:\\.scope)?"),
          Pattern.compile("(?:cri-containerd|crio|cri-o)-" + ID + "(?:\\.scope)?"),
          Pattern.compile(".+:(?:cri-containerd|crio|docker):" + ID));

  private static final Pattern LXC = Pattern.compile("lxc\\.payload\\.(.+)");

  /** src/util/virsystemd.c of libvirt, virSystemdMakeScopeName: lxc-NUMBER-NAME. */
  private static final Pattern LIBVIRT_LXC =
      Pattern.compile("machine-lxc\\\\x2d[0-9]+\\\\x2d(.+)\\.scope");

  private static final List<Pattern> NSPAWN =
      List.of(
          Pattern.compile("systemd-nspawn@(.+)\\.service"),
          Pattern.compile("machine-(?!qemu\\\\x2d)(.+)\\.scope"));

  private static final List<String> PARENTS = List.of("docker", "libpod");
  private static final List<String> LXC_PARENTS = List.of("lxc", "lxc.payload");
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");

  /**
   * @param parent the element before it, or the empty string
   */
  public static Optional<ContainerGroup> of(String element, String parent) {
    Optional<String> id = first(BY_ID, element);
    if (id.isPresent()) {
      return id.map(found -> new ContainerGroup(found, Optional.empty()));
    }
    Optional<String> lxc = first(List.of(LXC, LIBVIRT_LXC), element);
    if (lxc.isPresent()) {
      return lxc.map(name -> new ContainerGroup(unescape(name), Optional.of(Manager.LXC)));
    }
    Optional<String> nspawn = first(NSPAWN, element);
    if (nspawn.isPresent()) {
      return nspawn.map(name -> new ContainerGroup(unescape(name), Optional.of(Manager.NSPAWN)));
    }
    if (LXC_PARENTS.contains(parent)) {
      return Optional.of(new ContainerGroup(element, Optional.of(Manager.LXC)));
    }
    return isParent(parent) || BARE_ID.matcher(element).matches()
        ? Optional.of(new ContainerGroup(element, Optional.empty()))
        : Optional.empty();
  }

  /** Whether containers are the children of a group of this name. */
  public static boolean isParent(String element) {
    return PARENTS.contains(element) || LXC_PARENTS.contains(element);
  }

  private static Optional<String> first(List<Pattern> patterns, String element) {
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(element);
      if (matcher.matches()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /** systemd writes bytes that unit names may not have as \xNN; "-" stands as \x2d. */
  private static String unescape(String name) {
    return Escapes.hexadecimal(name);
  }
}
