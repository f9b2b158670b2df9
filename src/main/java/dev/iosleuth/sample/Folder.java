package dev.iosleuth.sample;

import dev.iosleuth.kernel.sys.Attributes;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Set;

/**
 * A directory of a tree, listed once: what is not there is not asked for. A device has few of the
 * many files that its kind could have, and a host may have thousands of devices.
 */
final class Folder implements Attributes {
  private final Tree tree;
  private final String path;
  private final Set<String> names;
  private final boolean there;
  private final Findings findings;

  Folder(Tree tree, String path, Findings findings) {
    this.tree = tree;
    this.path = path;
    this.findings = findings;
    Reading<List<String>> listing = tree.list(path);
    this.there = listing instanceof Reading.Known<List<String>>;
    this.names = Set.copyOf(listing.orElse(List.of()));
  }

  String path() {
    return path;
  }

  /** Whether it is a directory that could be listed. */
  boolean there() {
    return there;
  }

  List<String> names() {
    return names.stream().sorted().toList();
  }

  boolean has(String name) {
    return names.contains(name);
  }

  Folder folder(String name) {
    return new Folder(tree, path + "/" + name, findings);
  }

  /** Names in a directory below, none where it is not there. */
  List<String> names(String name) {
    return has(name)
        ? tree.list(path + "/" + name).orElse(List.of()).stream().sorted().toList()
        : List.of();
  }

  Reading<String> link(String name) {
    return has(name) ? tree.link(path + "/" + name) : Reading.absent("no such link");
  }

  @Override
  public Reading<Text> read(String name) {
    return has(name) ? tree.read(path + "/" + name) : Reading.absent("no such file");
  }

  @Override
  public <T> Reading<T> noted(Reading<T> reading) {
    return findings.noted(reading);
  }
}
