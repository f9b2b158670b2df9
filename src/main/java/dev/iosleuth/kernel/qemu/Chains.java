package dev.iosleuth.kernel.qemu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the nodes of a disk down to its images. A node holds the one below or names it by its
 * {@code node-name}: qapi/block-core.json, BlockdevRef.
 */
final class Chains {
  /** They change how requests pass, not where the image lies. */
  private static final Set<String> FILTERS =
      Set.of(
          "throttle",
          "copy-on-read",
          "compress",
          "preallocate",
          "blkdebug",
          "blklogwrites",
          "blkreplay",
          "blkverify",
          "copy-before-write",
          "backup-top",
          "snapshot-access",
          "replication",
          "mirror_top",
          "commit_top");

  /** Where filters have the node that they pass requests to: block/blkverify.c has it as "test". */
  private static final List<String> FILTERED = List.of("file", "image", "test");

  private static final Set<String> FORMATS =
      Set.of(
          "raw",
          "qcow2",
          "qcow",
          "qed",
          "vmdk",
          "vdi",
          "vhdx",
          "vpc",
          "parallels",
          "luks",
          "dmg",
          "cloop",
          "bochs",
          "alloc-track",
          "pbs");

  static final String QUORUM = "quorum";

  private final Map<String, Options> nodes;

  /**
   * @param nodes by their names
   */
  Chains(Map<String, Options> nodes) {
    this.nodes = Map.copyOf(nodes);
  }

  /**
   * @param images topmost first
   * @param passed the nodes that a request of the guest passes on its way down to the first image's
   *     file, topmost first
   */
  record Chain(List<Image> images, List<Options> passed) {
    /** The setting nearest to the file: nodes that are held take their holder's. */
    String lowest(String key) {
      return passed.reversed().stream()
          .flatMap(node -> node.find(key).stream())
          .findFirst()
          .orElse("");
    }
  }

  static boolean isFilter(String driver) {
    return FILTERS.contains(driver);
  }

  Chain follow(Options root) {
    var walk = new Walk(new ArrayList<>(), new HashSet<>());
    List<Options> passed = walk.images(root);
    return new Chain(walk.images(), passed);
  }

  /** By its name: the same as written out in the place of the name. */
  Optional<Options> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** One disk's way down. A name is followed once: nodes in a circle come to an end. */
  private final class Walk {
    private final List<Image> images;
    private final Set<String> names;

    Walk(List<Image> images, Set<String> names) {
      this.images = images;
      this.names = names;
    }

    List<Image> images() {
      return images;
    }

    /** Adds the images from this node down and tells which nodes stand before the first file. */
    List<Options> images(Options root) {
      var passed = new ArrayList<Options>();
      Options node = unfiltered(plain(root), passed);
      if (node.get("driver").equals(QUORUM)) {
        int first = images.size();
        children(node);
        if (first < images.size()) {
          // of what the disk is tells the first of its images
          images.set(first, new Image(node.get("node-name"), QUORUM, images.get(first).place()));
        }
        return passed;
      }
      Optional<Options> file = lower(node, "file");
      if (file.isPresent()) {
        Options storage = unfiltered(plain(file.get()), passed);
        images.add(image(node, Protocols.place(storage.get("driver"), storage)));
      } else {
        boolean format = FORMATS.contains(node.get("driver"));
        images.add(image(node, Protocols.place(format ? "" : node.get("driver"), node)));
      }
      lower(node, "backing").ifPresent(this::images);
      return passed;
    }

    /** A node that the device uses as it is shows the bytes of its file. */
    private static Image image(Options node, Place place) {
      String driver = node.get("driver");
      boolean told = driver.isEmpty() || FORMATS.contains(driver) || !node.below("file").isEmpty();
      return new Image(
          node.get("node-name"), told || node.find("file").isPresent() ? driver : "raw", place);
    }

    private Options unfiltered(Options top, List<Options> passed) {
      Options node = top;
      passed.add(node);
      while (FILTERS.contains(node.get("driver"))) {
        Options filter = node;
        Optional<Options> below =
            FILTERED.stream().flatMap(key -> lower(filter, key).stream()).findFirst();
        if (below.isEmpty()) {
          return node;
        }
        node = plain(below.get());
        passed.add(node);
      }
      return node;
    }

    private void children(Options quorum) {
      for (int i = 0; ; i++) {
        Optional<Options> child = lower(quorum, "children." + i);
        if (child.isEmpty()) {
          return;
        }
        images(child.get());
      }
    }

    private Optional<Options> lower(Options node, String key) {
      Options held = node.below(key);
      if (!held.isEmpty()) {
        return Optional.of(held);
      }
      return node.find(key).filter(names::add).flatMap(Chains.this::node);
    }
  }

  /** With the options that {@code filename=json:{…}} holds in its place. */
  private static Options plain(Options node) {
    String name = node.get("filename");
    if (!name.startsWith("json:")) {
      return node;
    }
    var values = new LinkedHashMap<>(node.values());
    values.remove("filename");
    return OptionsJson.parse("filename", name.substring("json:".length()))
        .map(written -> written.or(new Options(values)))
        .orElse(node);
  }
}
