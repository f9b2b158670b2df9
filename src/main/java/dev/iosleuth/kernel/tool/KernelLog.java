package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code dmesg} prints of the kernel's ring buffer.
 *
 * <pre>
 * [ 1234.567890] blk_update_request: I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0
 * </pre>
 *
 * Seconds since boot on the clock of printk, which stands still while the machine sleeps and drifts
 * by seconds a day; with {@code printk.time=0} there are none. Oldest lines are lost when the
 * buffer is full. kernel/printk/printk.c print_time().
 *
 * @param damaged lines that no kernel writes: dmesg prints what is no text as \\x1b, and ends each
 *     line
 */
public record KernelLog(List<Entry> entries, List<Reading.Malformed<?>> damaged) {
  /**
   * @param micros since boot; empty where the kernel does not tell
   * @param text without its time; under nobody's control but the kernel's and those who may write
   *     to /dev/kmsg
   */
  public record Entry(OptionalLong micros, String text) {}

  private static final int MICRO_DIGITS = 6;
  private static final Pattern TIMED = Pattern.compile("(?:<\\d+>)?\\[\\s*(\\d+\\.\\d+)\\] ?(.*)");

  public KernelLog {
    entries = List.copyOf(entries);
    damaged = List.copyOf(damaged);
  }

  /** A line that has no time is one all the same. */
  public static Reading<KernelLog> parse(Text text) {
    if (text.string().isBlank()) {
      // each kernel writes there as it starts
      return Reading.absent(
          "the kernel's ring buffer is empty: it was cleared (dmesg -C), and what it held is not"
              + " seen; journalctl -k may have it");
    }
    var entries = new ArrayList<Entry>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    while (lines.next()) {
      String line = lines.string();
      if (!lines.whole() || !isText(line)) {
        damaged.add(lines.malformed("a message of the kernel"));
        continue;
      }
      Matcher timed = TIMED.matcher(line);
      entries.add(
          timed.matches()
              ? new Entry(Fields.parseScaled(timed.group(1), MICRO_DIGITS), timed.group(2))
              : new Entry(OptionalLong.empty(), line.strip()));
    }
    return Reading.known(new KernelLog(entries, damaged));
  }

  /** Bytes that are not UTF-8 are lone surrogates. */
  private static boolean isText(String line) {
    return line.codePoints()
        .noneMatch(
            c -> (c < ' ' && c != '\t' && c != '\r') || c == 0x7f || (c >= 0xd800 && c <= 0xdfff));
  }
}
