package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code /proc/PID/cgroup}: {@code 0::/system.slice/ssh.service} and, for v1 hierarchies, {@code
 * 7:blkio:/a}. man 7 cgroups.
 *
 * <p>A path may hold any byte but newline, colons too (the kernel refuses newlines in the names of
 * groups). Behind the path of a group that was removed stands " (deleted)", which is kept: another
 * group may really be called so.
 *
 * @param paths controller name ("" for the v2 hierarchy, "name=systemd" for named ones) to path
 */
public record PidCgroup(Map<String, String> paths) {
  public PidCgroup {
    paths = Map.copyOf(paths);
  }

  /** An empty file is known: before 4.x it has no line where no hierarchy is mounted. */
  public static Reading<PidCgroup> parse(Text text) {
    var paths = new HashMap<String, String>();
    var lines = new Lines(text);
    while (lines.next()) {
      String line = lines.string();
      int first = line.indexOf(':');
      int second = line.indexOf(':', first + 1);
      boolean understood =
          lines.whole()
              && first > 0
              && second > first
              && Fields.parse(line.substring(0, first)).isPresent()
              && line.startsWith("/", second + 1);
      if (!understood) {
        return lines.malformed("ID:CONTROLLERS:/PATH");
      }
      String path = line.substring(second + 1);
      for (String controller : line.substring(first + 1, second).split(",", -1)) {
        paths.put(controller, path);
      }
    }
    return Reading.known(new PidCgroup(paths));
  }
}
