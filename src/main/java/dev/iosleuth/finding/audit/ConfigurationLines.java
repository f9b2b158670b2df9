package dev.iosleuth.finding.audit;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines of configuration in the order in which they take effect: the last one that fits wins. */
final class ConfigurationLines {
  private final Tree tree;

  ConfigurationLines(Tree tree) {
    this.tree = tree;
  }

  /**
   * @param number counted from 1
   */
  record Line(String file, int number, String text) {
    String place() {
      return "/" + file + ":" + number;
    }
  }

  /**
   * Drop-ins by their names, whatever folder they are in; one of /etc stands for that of the same
   * name further down (sysctl.d(5), modprobe.d(5), udev(7)).
   *
   * @param folder such as sysctl.d
   * @param ending of the files that count
   */
  List<Line> dropIns(String folder, String ending) {
    Map<String, String> files = new TreeMap<>();
    for (String root : List.of("lib/", "usr/lib/", "usr/local/lib/", "run/", "etc/")) {
      for (String name : tree.list(root + folder).orElse(List.of())) {
        if (name.endsWith(ending)) {
          files.put(name, root + folder + "/" + name);
        }
      }
    }
    var lines = new ArrayList<Line>();
    files.values().forEach(file -> lines.addAll(of(file)));
    return lines;
  }

  /**
   * Without comments and blank lines, and with what goes on on the next line (behind a backslash)
   * where it begins; none of a file that is not there.
   */
  List<Line> of(String file) {
    var lines = new ArrayList<Line>();
    String begun = "";
    int from = 0;
    int number = 0;
    for (String line : tree.read(file).map(Text::lines).orElse(List.of())) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
        continue;
      }
      from = begun.isEmpty() ? number : from;
      boolean goesOn = text.endsWith("\\");
      begun += goesOn ? text.substring(0, text.length() - 1) : text;
      if (!goesOn) {
        lines.add(new Line(file, from, begun));
        begun = "";
      }
    }
    if (!begun.isEmpty()) {
      lines.add(new Line(file, from, begun.strip()));
    }
    return lines;
  }
}
