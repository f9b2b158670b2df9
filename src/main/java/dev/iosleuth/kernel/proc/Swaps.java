package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Escapes;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code /proc/swaps}.
 *
 * <pre>
 * Filename                                Type            Size            Used            Priority
 * /dev/dm-1                               partition       2097148         0               -2
 * </pre>
 *
 * Sizes in KiB. mm/swapfile.c swap_show(); names escaped like mountinfo's, held unescaped, "
 * (deleted)" may follow (escaped too: {@code \040(deleted)}).
 */
public record Swaps(List<Swap> swaps, List<Reading.Malformed<?>> damaged) {
  /**
   * @param file path of a block device or of a swap file
   * @param type partition or file
   */
  public record Swap(String file, String type, long sizeKib, long usedKib, int priority) {}

  public Swaps {
    swaps = List.copyOf(swaps);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Swaps> parse(Text text) {
    var lines = new Lines(text);
    String header = "the header Filename Type Size Used Priority";
    if (!lines.next()) {
      return Reading.malformed(text.path(), header, "an empty file");
    }
    if (!lines.startsWith("Filename")) {
      return lines.malformed(header);
    }
    Rows<Swap> rows = Rows.read(lines, "file, type, size, used, priority", Swaps::swap);
    return Reading.known(new Swaps(rows.rows(), rows.damaged()));
  }

  private static Optional<Swap> swap(Fields fields) {
    String file = Escapes.octal(fields.word());
    String type = fields.word();
    OptionalLong size = fields.number();
    OptionalLong used = fields.number();
    OptionalInt priority = Fields.parseInt(fields.word());
    if (size.isEmpty() || used.isEmpty() || priority.isEmpty() || fields.more()) {
      return Optional.empty();
    }
    return Optional.of(
        new Swap(file, type, size.getAsLong(), used.getAsLong(), priority.getAsInt()));
  }
}
