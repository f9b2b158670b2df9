package dev.iosleuth.cli;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.recording.Captures;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two captured trees of a host. */
final class TreeSamples implements Samples {
  private final Collector collector = new Collector();
  private final List<Note> notes = new ArrayList<>();
  private final List<Tree> waiting;
  private Optional<Sample> previous = Optional.empty();

  TreeSamples(Input.Trees trees) {
    CapturedTree before = open(trees.before(), trees.partial());
    CapturedTree after = open(trees.after(), trees.partial());
    Optional<Duration> elapsed =
        trees.elapsed().isPresent()
            ? Optional.of(Duration.ofNanos((long) (trees.elapsed().getAsDouble() * 1e9)))
            : Optional.empty();
    Captures captures =
        Inputs.require(
            trees.before() + " and " + trees.after(), Captures.of(before, after, elapsed));
    missing(trees.before(), before).or(() -> missing(trees.after(), after)).ifPresent(notes::add);
    waiting = new ArrayList<>(List.of(captures.before(), captures.after()));
  }

  private CapturedTree open(String name, boolean partial) {
    CapturedTree tree = Inputs.require(name, Trees.openHost(Inputs.path(name)));
    if (!Trees.holdsHost(tree)) {
      throw new Failure(
          name
              + " holds neither proc/ nor sys/, at its root or in its only folder"
              + (tree.isDirectory("0001") ? "; it is a recording: --from reads it" : ""));
    }
    if (tree.truncated().isPresent() && !partial) {
      throw new Failure(
          name + " " + tree.truncated().get() + "; --partial takes what is whole of it");
    }
    if (tree.truncated().isPresent() && tree.read("proc/diskstats").optional().isEmpty()) {
      throw new Failure(name + " " + tree.truncated().get() + ", without proc/diskstats");
    }
    tree.truncated().ifPresent(how -> notes.add(new Note(Note.Kind.GAP, name, how)));
    return tree;
  }

  /** Without these there are figures, but nobody to post them on. */
  private static Optional<Note> missing(String name, Tree tree) {
    var missing = new ArrayList<String>();
    List<String> proc = tree.list("proc").orElse(List.of());
    if (proc.stream().noneMatch(entry -> Fields.parseInt(entry).isPresent())) {
      missing.add("no processes (proc/PID/stat, io, cgroup, fd)");
    }
    boolean mounts =
        Stream.of("self", "1")
            .anyMatch(pid -> tree.read("proc/" + pid + "/mountinfo").optional().isPresent());
    if (!mounts) {
      missing.add("no mounts (proc/self/mountinfo)");
    }
    if (!tree.isDirectory("sys/block") && !tree.isDirectory("sys/class/block")) {
      missing.add("no devices' stacking (sys/)");
    }
    String text =
        String.join(", ", missing)
            + ": who did it cannot be told; iosleuth capture --script makes a capture of all that";
    return missing.isEmpty() ? Optional.empty() : Optional.of(new Note(Note.Kind.GAP, name, text));
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
  public Optional<String> cut() {
    return Optional.empty();
  }

  @Override
  public List<Note> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {}
}
