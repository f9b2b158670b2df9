package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code df -P -k}: how full file systems are.
 *
 * <pre>
 * Filesystem     1024-blocks     Used Available Capacity Mounted on
 * /dev/vda1        264211920 23770656  82619964      23% /
 * </pre>
 *
 * POSIX.1, df. Capacity is used / (used + available), rounded up: what root keeps for itself is
 * neither. Sources and mount points may hold blanks; a line without figures ({@code -}) is of a
 * file system without a size.
 */
public record Df(List<FileSystem> fileSystems, List<Reading.Malformed<?>> damaged) {
  /**
   * @param kib KiB in all
   */
  public record FileSystem(String source, long kib, long usedKib, long availableKib, String point) {
    /** Used, in per cent of what others than root may use. */
    public double usedPercent() {
      long all = usedKib + availableKib;
      return all <= 0 ? 0 : 100.0 * usedKib / all;
    }
  }

  private static final Pattern ROW =
      Pattern.compile("(.*?)\\s+(\\d+)\\s+(\\d+)\\s+(-?\\d+)\\s+\\d+%\\s+(/.*)");
  private static final Pattern SIZELESS = Pattern.compile(".*\\s-\\s+-?\\s*-?\\s+/.*");

  public Df {
    fileSystems = List.copyOf(fileSystems);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Df> parse(Text text) {
    var lines = new Lines(text);
    if (!lines.next() || !lines.startsWith("Filesystem")) {
      return Reading.malformed(text.path(), "Filesystem 1024-blocks Used …", text.beginning());
    }
    Rows<Optional<FileSystem>> rows = Rows.read(lines, "SOURCE SIZE USED FREE USE% POINT", Df::row);
    return Reading.known(
        new Df(rows.rows().stream().flatMap(Optional::stream).toList(), rows.damaged()));
  }

  private static Optional<Optional<FileSystem>> row(Fields fields) {
    String line = fields.rest().stripTrailing();
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      return SIZELESS.matcher(line).matches() ? Optional.of(Optional.empty()) : Optional.empty();
    }
    var kib = Fields.parse(row.group(2));
    var used = Fields.parse(row.group(3));
    var available = Fields.parse(row.group(4));
    if (kib.isEmpty() || used.isEmpty() || available.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Optional.of(
            new FileSystem(
                row.group(1),
                kib.getAsLong(),
                used.getAsLong(),
                available.getAsLong(),
                row.group(5))));
  }
}
