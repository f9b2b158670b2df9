package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/** A tree of which the user says at what time it was captured. */
record TimedTree(Tree tree, Moment moment) implements Tree {
  @Override
  public Reading<Text> read(String path) {
    return tree.read(path).map(text -> new Text(text.path(), text.bytes(), moment.nanos()));
  }

  @Override
  public Reading<List<String>> list(String path) {
    return tree.list(path);
  }

  @Override
  public Reading<String> link(String path) {
    return tree.link(path);
  }

  @Override
  public Reading<DevNo> device(String path) {
    return tree.device(path);
  }

  @Override
  public boolean isDirectory(String path) {
    return tree.isDirectory(path);
  }
}
