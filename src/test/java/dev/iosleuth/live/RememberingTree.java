package dev.iosleuth.live;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree that is read once: whoever asks again gets the same answer, as of one instant. */
final class RememberingTree implements Tree {
  private final Tree tree;
  private final Moment moment;
  private final Map<String, Reading<Text>> texts = new HashMap<>();
  private final Map<String, Reading<List<String>>> lists = new HashMap<>();
  private final Map<String, Reading<String>> links = new HashMap<>();
  private final Map<String, Reading<DevNo>> devices = new HashMap<>();
  private final Map<String, Boolean> directories = new HashMap<>();

  RememberingTree(Tree tree) {
    this.tree = tree;
    this.moment = tree.moment();
  }

  @Override
  public Reading<Text> read(String path) {
    return texts.computeIfAbsent(path, tree::read);
  }

  @Override
  public Reading<List<String>> list(String path) {
    return lists.computeIfAbsent(path, tree::list);
  }

  @Override
  public Reading<String> link(String path) {
    return links.computeIfAbsent(path, tree::link);
  }

  @Override
  public Reading<DevNo> device(String path) {
    return devices.computeIfAbsent(path, tree::device);
  }

  @Override
  public boolean isDirectory(String path) {
    return directories.computeIfAbsent(path, tree::isDirectory);
  }

  @Override
  public Moment moment() {
    return moment;
  }
}
