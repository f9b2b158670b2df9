package dev.iosleuth.recording;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.LoneTree;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.Trees;
import dev.iosleuth.unit.DevNo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two captured trees of one host, directories or archives, with the time between them. */
public record Captures(Tree before, Tree after) {
  private static final String UPTIME = "proc/uptime";

  /**
   * @param elapsed between them, where the caller knows; else the trees' /proc/uptime tells
   */
  public static Reading<Captures> open(Path before, Path after, Optional<Duration> elapsed) {
    return Trees.openHost(before)
        .then(first -> Trees.openHost(after).then(second -> of(first, second, elapsed)));
  }

  /** Of two that are open already. */
  public static Reading<Captures> of(Tree before, Tree after, Optional<Duration> elapsed) {
    return timed(Told.of(before), Told.of(after), elapsed);
  }

  private static Reading<Captures> timed(Tree before, Tree after, Optional<Duration> elapsed) {
    if (elapsed.isPresent()) {
      return Reading.known(new Captures(before, new Timed(after, later(before, elapsed.get()))));
    }
    long nanos = after.moment().nanos() - before.moment().nanos();
    for (Tree tree : List.of(before, after)) {
      if (tree.moment().nanos() == 0) {
        return Reading.absent(noUptime(tree) + ": say how long it was by --elapsed");
      }
    }
    if (nanos <= 0) {
      return Reading.absent(
          "the uptime in the second tree is not later than in the first: say how long it was by"
              + " --elapsed, or swap them");
    }
    return Reading.known(
        new Captures(before, new Timed(after, later(before, Duration.ofNanos(nanos)))));
  }

  private static String noUptime(Tree tree) {
    return tree.read(UPTIME)
        .map(text ->
            UPTIME + " of a tree tells no seconds since boot, but '" + text.beginning() + "'")
        .orElse("the trees (the folders that hold proc/ and sys/) hold no " + UPTIME);
  }

  /** Files in captures carry any date: both moments are counted from the first tree's. */
  private static Moment later(Tree before, Duration elapsed) {
    Moment start = before.moment();
    return new Moment(start.host(), start.wall().plus(elapsed), start.nanos() + elapsed.toNanos());
  }

  /**
   * A tree that may be a sample out of a recording: such a one tells why files are not in it.
   *
   * @param absent why, by path
   */
  private record Told(Tree tree, Map<String, String> absent) implements LoneTree {
    static Tree of(Tree tree) {
      Map<String, String> absent = RecordedFolder.absent(tree);
      return absent.isEmpty() ? tree : new Told(tree, absent);
    }

    @Override
    public Reading<Text> read(String path) {
      return told(path, tree.read(path));
    }

    @Override
    public Reading<List<String>> list(String path) {
      return told(path, tree.list(path));
    }

    @Override
    public Reading<String> link(String path) {
      return told(path, tree.link(path));
    }

    @Override
    public Reading<DevNo> device(String path) {
      return told(path, tree.device(path));
    }

    @Override
    public boolean isDirectory(String path) {
      return tree.isDirectory(path);
    }

    @Override
    public Moment moment() {
      return tree.moment();
    }

    private <T> Reading<T> told(String path, Reading<T> reading) {
      String why = absent.get(path);
      return why == null || reading instanceof Reading.Known<T> ? reading : Reading.absent(why);
    }
  }

  /** A tree at another time than its own. */
  private record Timed(Tree tree, Moment moment) implements LoneTree {
    @Override
    public Reading<Text> read(String path) {
      return tree.read(path).map(text -> new Text(path, text.bytes(), moment.nanos()));
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
}
