package dev.iosleuth.recording;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.Map;

/**
 * A sample's folder in a recording.
 *
 * @param absent paths that could not be read when it was captured, and why
 */
record RecordedFolder(String name, CapturedTree tree, Map<String, String> absent) {
  static final String ABSENT = "absent";

  static RecordedFolder of(String name, CapturedTree tree) {
    return new RecordedFolder(name, tree, absent(tree));
  }

  /** Lines of path, tab, reason. */
  static Map<String, String> absent(Tree tree) {
    var absent = new HashMap<String, String>();
    String lines = tree.read(ABSENT).map(Text::string).orElse("");
    for (String line : lines.split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        absent.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return absent;
  }
}
