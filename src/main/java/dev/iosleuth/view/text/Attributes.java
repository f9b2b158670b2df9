package dev.iosleuth.view.text;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.stack.Node;
import dev.iosleuth.unit.Sectors;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What a node's attributes look like in one line: those that a reader of the tree looks for. */
public final class Attributes {
  private static final int LONGEST = 40;

  /** Kept for the JSON: long, or of use to programs only. */
  private static final Set<String> HIDDEN =
      Set.of(
          "uuid",
          "dm_name",
          "start",
          "metadata",
          "scheduler",
          "write_cache",
          "fua",
          "tags",
          "rotational",
          "vendor",
          "offset",
          "of",
          "guest",
          "deleted",
          "bitmap");

  /** Values that speak for themselves. */
  private static final Set<String> PLAIN =
      Set.of(
          "level",
          "slots",
          "state",
          "job",
          "target",
          "model",
          "role",
          "disk",
          "type",
          "format",
          "file_system",
          "filename",
          "backing_file",
          "size",
          "transport");

  private Attributes() {}

  public static List<String> of(Node node) {
    return node.attributes().entrySet().stream()
        .filter(e -> !e.getValue().isBlank() && !HIDDEN.contains(e.getKey()))
        .map(Attributes::shown)
        .toList();
  }

  private static String shown(Map.Entry<String, String> attribute) {
    String value =
        attribute.getKey().equals("size") ? size(attribute.getValue()) : attribute.getValue();
    String harmless = Escape.terminal(listed(value), LONGEST);
    return PLAIN.contains(attribute.getKey())
        ? harmless
        : Escape.terminal(attribute.getKey(), 20) + " " + harmless;
  }

  /** Of a list that is too long its first members: cut in the middle it would lie. */
  private static String listed(String value) {
    if (value.length() <= LONGEST || value.indexOf(',') < 0 || value.indexOf(',') >= LONGEST - 1) {
      return value;
    }
    return value.substring(0, value.lastIndexOf(',', LONGEST - 2) + 1) + "…";
  }

  /** {@code 1953525168 sectors} as {@code 931.5 GiB}. */
  private static String size(String value) {
    Fields fields = Fields.of(value);
    OptionalLong sectors = fields.number();
    boolean counted = sectors.isPresent() && fields.word().equals("sectors");
    return counted ? Units.size((double) Sectors.toBytes(sectors.getAsLong())) : value;
  }
}
