package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Two captured trees of a host. */
final class TreeSamples implements Samples {
  private final Collector collector = new Collector();
  private final List<Tree> waiting = new ArrayList<>();
  private Optional<Sample> previous = Optional.empty();

  TreeSamples(Input.Trees trees) {
    CapturedTree before = open(trees.before());
    CapturedTree after = open(trees.after());
    waiting.add(before);
    waiting.add(trees.elapsed().isPresent() ? later(before, after, trees.elapsed()) : after);
    if (trees.elapsed().isEmpty() && after.moment().nanos() <= before.moment().nanos()) {
      throw new Failure(
          "how much time passed between "
              + trees.before()
              + " and "
              + trees.after()
              + " is not in their proc/uptime; add --elapsed SECONDS");
    }
  }

  /** One tree alone. */
  TreeSamples(String tree) {
    waiting.add(open(tree));
  }

  private static CapturedTree open(String name) {
    Reading<CapturedTree> opened = Trees.openHost(Inputs.path(name));
    CapturedTree tree =
        opened
            .optional()
            .orElseThrow(() ->
                new Failure(name + " cannot be read as a tree: " + opened.whyNot().orElse("?")));
    if (!Trees.holdsHost(tree)) {
      throw new Failure(
          name
              + " holds neither proc/ nor sys/, at its root or in its only folder; is it another's?");
    }
    return tree;
  }

  private static Tree later(Tree before, Tree after, OptionalDouble elapsed) {
    long nanos = before.moment().nanos() + (long) (elapsed.orElseThrow() * 1e9);
    Moment own = after.moment();
    return new TimedTree(after, new Moment(own.host(), own.wall(), nanos));
  }

  @Override
  public Optional<Sample> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    previous = Optional.of(collector.collect(waiting.removeFirst(), previous));
    return previous;
  }

  @Override
  public Optional<Sample> last() {
    return previous;
  }

  @Override
  public List<Note> notes() {
    return List.of();
  }

  @Override
  public void close() {}
}
