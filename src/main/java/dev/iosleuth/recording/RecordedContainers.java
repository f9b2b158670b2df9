package dev.iosleuth.recording;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.sample.Escaped;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The file {@code containers} of a sample in a recording: id and name of each container, one a
 * line. The files of their managers, which hold secrets, are in no recording.
 */
final class RecordedContainers {
  static final String FILE = "containers";

  private RecordedContainers() {}

  static byte[] bytes(Map<String, String> names, UnaryOperator<String> disguise) {
    var lines = new StringBuilder();
    new TreeMap<>(names)
        .forEach((id, name) ->
            lines
                .append(disguise.apply(id))
                .append(' ')
                .append(Escaped.name(disguise.apply(name)))
                .append('\n'));
    return Utf8.encode(lines.toString());
  }

  static Map<String, String> parse(Text text) {
    var names = new HashMap<String, String>();
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      String id = fields.word();
      if (lines.whole() && fields.more()) {
        names.put(id, Escaped.original(fields.rest()));
      }
    }
    return Map.copyOf(names);
  }
}
