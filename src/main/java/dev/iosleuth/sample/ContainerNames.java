package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.ContainersJson;
import dev.iosleuth.kernel.tool.DockerConfig;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Readable names of the containers whose ids stand in the paths of cgroups, from the files that
 * their managers keep. They are read only when an id appears that is not known.
 */
public final class ContainerNames {
  private static final Pattern ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");
  private static final String LOGS = "var/log/containers";

  /** {@code POD_NAMESPACE_CONTAINER-ID.log}, links that the kubelet makes. */
  private static final Pattern LOG =
      Pattern.compile("([^_]+)_([^_]+)_(.+)-([0-9a-f]{64})\\.log", Pattern.DOTALL);

  /**
   * Of podman and CRI-O; the second of containers that are removed when they end, beside it or,
   * where all of the storage is volatile, below /run (store.go of containers/storage).
   */
  private static final List<String> STORES =
      List.of("overlay-containers/containers.json", "overlay-containers/volatile-containers.json");

  /** A manager may write the name down a little later than the first process runs. */
  private static final int TRIES = 3;

  private Set<String> paths = Set.of();
  private Map<String, String> names = Map.of();
  private Map<String, Integer> misses = Map.of();

  void forget() {
    paths = Set.of();
    names = Map.of();
    misses = Map.of();
  }

  /**
   * @param groups paths of cgroups, or files of which they are a part
   */
  public Map<String, String> read(Tree tree, Collection<String> groups) {
    var now = Set.copyOf(groups);
    if (now.equals(paths)) {
      return names;
    }
    paths = now;
    var found = new HashMap<String, String>();
    var unknown = new TreeSet<String>();
    var tried = new HashMap<String, Integer>();
    for (String id : ids(now)) {
      String name = names.get(id);
      int missed = misses.getOrDefault(id, 0);
      if (name != null) {
        found.put(id, name);
      } else if (missed < TRIES) {
        unknown.add(id);
      }
      tried.put(id, missed + 1);
    }
    if (!unknown.isEmpty()) {
      ask(tree, now, unknown, found);
    }
    misses = tried;
    names = Map.copyOf(found);
    return names;
  }

  private static Set<String> ids(Set<String> paths) {
    var ids = new HashSet<String>();
    for (String path : paths) {
      Matcher matcher = ID.matcher(path);
      while (matcher.find()) {
        ids.add(matcher.group());
      }
    }
    return ids;
  }

  /** The pod's name says more than the one that its runtime made of it, so the kubelet is first. */
  private static void ask(
      Tree tree, Set<String> paths, Set<String> unknown, Map<String, String> found) {
    for (String link : tree.list(LOGS).orElse(List.of())) {
      Matcher log = LOG.matcher(link);
      if (log.matches() && unknown.remove(log.group(4))) {
        found.put(log.group(4), log.group(2) + "/" + log.group(1) + "/" + log.group(3));
      }
    }
    Homes homes = Homes.of(tree, paths);
    for (String share : homes.shares()) {
      docker(tree, share, unknown, found);
      for (String store : STORES) {
        store(tree, share + "/containers/storage/" + store, unknown, found);
      }
      nerdctl(tree, share + "/nerdctl", unknown, found);
    }
    for (String run : homes.runs()) {
      store(tree, run + "/" + STORES.getLast(), unknown, found);
    }
  }

  private static void docker(
      Tree tree, String share, Set<String> unknown, Map<String, String> found) {
    unknown.removeIf(id -> {
      Reading<DockerConfig> config =
          tree.read(share + "/docker/containers/" + id + "/config.v2.json")
              .then(DockerConfig::parse);
      config.optional().ifPresent(known -> found.put(id, known.name()));
      return config instanceof Reading.Known;
    });
  }

  private static void store(
      Tree tree, String store, Set<String> unknown, Map<String, String> found) {
    if (!unknown.isEmpty()) {
      ContainersJson known =
          tree.read(store).then(ContainersJson::parse).orElse(new ContainersJson(Map.of()));
      known
          .names()
          .forEach((id, name) -> {
            if (unknown.remove(id)) {
              found.put(id, name);
            }
          });
    }
  }

  /** {@code ADDRESS/names/NAMESPACE/NAME} holds the id (docs/dir.md of containerd/nerdctl). */
  private static void nerdctl(
      Tree tree, String data, Set<String> unknown, Map<String, String> found) {
    for (String address : unknown.isEmpty() ? List.<String>of() : names(tree, data)) {
      String spaces = data + "/" + address + "/names";
      for (String space : names(tree, spaces)) {
        for (String name : names(tree, spaces + "/" + space)) {
          String id = tree.read(spaces + "/" + space + "/" + name).map(Text::strip).orElse("");
          if (unknown.remove(id)) {
            found.put(id, name);
          }
        }
      }
    }
  }

  private static List<String> names(Tree tree, String folder) {
    return tree.list(folder).orElse(List.of());
  }
}
