package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.SmartctlJson.Attribute;
import dev.iosleuth.kernel.tool.SmartctlJson.Nvme;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code smartctl -i -H -A /dev/sda}, or {@code -a}, for people: smartmontools before 7.0 tell it
 * in no other way.
 *
 * <pre>
 * === START OF INFORMATION SECTION ===
 * Device Model:     HGST HDN724040ALE640
 * Sector Sizes:     512 bytes logical, 4096 bytes physical
 * SATA Version is:  SATA 3.0, 6.0 Gb/s (current: 3.0 Gb/s)
 * SMART overall-health self-assessment test result: PASSED
 * ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
 *   5 Reallocated_Sector_Ct   0x0033   100   100   005    Pre-fail  Always       -       0
 * </pre>
 *
 * smartctl(8), -A; ataprint.cpp, scsiprint.cpp and nvmeprint.cpp have the headings.
 */
public final class SmartctlText {
  private static final String BEGINS = "smartctl ";
  private static final Pattern LINK = Pattern.compile("(\\d[\\d.]* Gb/s)(?: \\(current: (.*)\\))?");
  private static final Pattern SECTORS =
      Pattern.compile("(\\d+) bytes logical, (\\d+) bytes physical");

  private final Map<String, String> told = new HashMap<>();
  private final List<Attribute> attributes = new ArrayList<>();
  private int columns;

  private SmartctlText() {}

  /** Whether it is this rather than JSON. */
  public static boolean is(Text text) {
    return text.string().stripLeading().startsWith(BEGINS);
  }

  public static Reading<SmartctlJson> parse(Text text) {
    if (!is(text)) {
      return Reading.malformed(text.path(), "smartctl and its version", text.beginning());
    }
    var known = new SmartctlText();
    var lines = new Lines(text);
    while (lines.next()) {
      known.line(lines.string());
    }
    return known.told.isEmpty()
        ? Reading.absent("smartctl told nothing of the disk")
        : Reading.known(known.disk());
  }

  private void line(String line) {
    String stripped = line.strip();
    if (stripped.startsWith("ID# ")) {
      columns = stripped.split(" +", -1).length;
    } else if (columns > 0 && !stripped.isEmpty() && Character.isDigit(stripped.charAt(0))) {
      row(stripped);
    } else {
      columns = 0;
      int colon = line.indexOf(':');
      if (colon > 0) {
        told.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
  }

  /** The raw value stands last, and may be followed by remarks: {@code 621 (Average 619)}. */
  private void row(String line) {
    String[] words = line.split(" +", -1);
    if (words.length < columns) {
      return;
    }
    OptionalLong id = Fields.parse(words[0]);
    OptionalLong raw = Fields.parse(words[columns - 1]);
    if (id.isPresent() && raw.isPresent()) {
      attributes.add(new Attribute(id.getAsLong(), words[1], raw.getAsLong()));
    }
  }

  private SmartctlJson disk() {
    Matcher link = LINK.matcher(told.getOrDefault("SATA Version is", ""));
    boolean linked = link.find();
    Matcher sectors = SECTORS.matcher(told.getOrDefault("Sector Sizes", ""));
    boolean sized = sectors.matches();
    String cache = told.getOrDefault("Write cache is", "");
    return new SmartctlJson(
        word("Device Model", "Model Number", "Product"),
        word("Model Family"),
        word("Firmware Version", "Revision"),
        rotation(),
        passed(),
        linked ? Reading.known(link.group(1)) : untold(),
        linked && link.group(2) != null ? Reading.known(link.group(2)) : untold(),
        sized ? number(sectors.group(1)) : count("Logical block size", "Sector Size"),
        sized ? number(sectors.group(2)) : count("Physical block size"),
        cache.isEmpty() ? untold() : Reading.known(cache.startsWith("Enabled")),
        attributes,
        new Nvme(
            warning(),
            count("Media and Data Integrity Errors"),
            count("Percentage Used"),
            count("Available Spare"),
            count("Available Spare Threshold")),
        Reading.absent("smartctl -A does not tell"),
        count("Elements in grown defect list"));
  }

  private static <T> Reading<T> untold() {
    return Reading.absent("not told by smartctl");
  }

  private Reading<String> word(String... headings) {
    for (String heading : headings) {
      String value = told.get(heading);
      if (value != null) {
        return Reading.known(value);
      }
    }
    return untold();
  }

  /** {@code 512 bytes}, {@code 16%}, {@code 4,042}. */
  private Reading<Long> count(String... headings) {
    return word(headings)
        .then(value -> number(value.replace(",", "").replaceFirst("[^0-9].*", "")));
  }

  private static Reading<Long> number(String digits) {
    OptionalLong number = Fields.parse(digits);
    return number.isPresent() ? Reading.known(number.getAsLong()) : untold();
  }

  private Reading<Long> rotation() {
    return word("Rotation Rate").map(rate -> rate.startsWith("Solid State")).orElse(false)
        ? Reading.known(0L)
        : count("Rotation Rate");
  }

  private Reading<Boolean> passed() {
    return word("SMART overall-health self-assessment test result", "SMART Health Status")
        .map(verdict -> verdict.startsWith("PASSED") || verdict.startsWith("OK"));
  }

  /** {@code 0x09} */
  private Reading<Long> warning() {
    OptionalLong bits = Fields.parseHex(told.getOrDefault("Critical Warning", ""));
    return bits.isPresent() ? Reading.known(bits.getAsLong()) : untold();
  }
}
