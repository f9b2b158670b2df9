package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A root to read from: the live host, a captured directory, an archive, one sample of a recording.
 * Every reader takes one, so that live, replay and test run the same code.
 *
 * <p>Paths are relative to the root, without a leading slash: {@code proc/diskstats}. Links are
 * followed inside the root only. Outputs of administration tools are files too, under {@code
 * tool/}: see {@link Tools}.
 *
 * <p>Implementations never throw for what a host or a tree may do, never block for long, and return
 * absent for "not there" and "not allowed", malformed for "too large", "not a regular file" and the
 * like.
 */
public interface Tree {
  /** A whole file. */
  Reading<Text> read(String path);

  /**
   * The same as {@link #read} of each path, by path; the monitors of guests among them are asked
   * side by side, so that those that are silent cost their time once.
   */
  default Map<String, Reading<Text>> readAll(Collection<String> paths) {
    var readings = new LinkedHashMap<String, Reading<Text>>();
    paths.forEach(path -> readings.computeIfAbsent(path, this::read));
    return readings;
  }

  /** The names in a directory, in no particular order, without . and .. */
  Reading<List<String>> list(String path);

  /** The target of a symbolic link, as it stands there. */
  Reading<String> link(String path);

  /**
   * How many names a file has, links followed: none, 0, if it was deleted while a process has it
   * open, /proc/PID/fd/N. Only a live host tells.
   */
  default Reading<Integer> names(String path) {
    return Reading.absent("only a live host tells");
  }

  /** The number of the device node at {@code path} (links followed), where the tree can know it. */
  Reading<DevNo> device(String path);

  /** Whether there is a directory at {@code path} (links followed). */
  boolean isDirectory(String path);

  /** Whose tree it is and what time it is there: now, for the live host. */
  Moment moment();
}
