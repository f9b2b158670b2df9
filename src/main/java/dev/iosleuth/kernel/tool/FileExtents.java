package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.OptionalLong;

/**
 * {@code extents/PID/FD} of a recording: in how many pieces a file lies, by FIEMAP or by {@code
 * filefrag -v}, which asks the same (Documentation/filesystems/fiemap.rst).
 *
 * <pre>
 * bytes 10485760
 * extents 2
 * </pre>
 *
 * @param bytes that are mapped: holes are none
 * @param extents of which none begins where the one before it ends
 * @param cut whether there are more than were asked for
 */
public record FileExtents(long bytes, long extents, boolean cut) {
  public static Reading<FileExtents> parse(Text text) {
    OptionalLong bytes = OptionalLong.empty();
    OptionalLong extents = OptionalLong.empty();
    boolean cut = false;
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      String key = fields.word();
      OptionalLong value = fields.number();
      if (value.isEmpty() || fields.more()) {
        return lines.malformed("bytes, extents and a number");
      }
      switch (key) {
        case "bytes" -> bytes = value;
        case "extents" -> extents = value;
        case "cut" -> cut = true;
        default -> {}
      }
    }
    return bytes.isPresent() && extents.isPresent()
        ? Reading.known(new FileExtents(bytes.getAsLong(), extents.getAsLong(), cut))
        : Reading.malformed(text.path(), "bytes and extents", "the end of the file");
  }
}
