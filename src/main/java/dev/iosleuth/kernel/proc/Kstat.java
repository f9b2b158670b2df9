package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A named kstat of the Solaris Porting Layer, the form of many files under {@code
 * /proc/spl/kstat/zfs}.
 *
 * <pre>
 * 30 1 0x01 7 2160 5214787391 73405258558961
 * name                            type data
 * dataset_name                    7    rpool/ROOT
 * writes                          4    4
 * </pre>
 *
 * module/os/linux/spl/spl-kstat.c of OpenZFS; types: 1 and 3 signed, 2 and 4 unsigned numbers, 7
 * text, 9 or 5 long on some versions.
 */
record Kstat(
    Map<String, Long> numbers, Map<String, String> texts, List<Reading.Malformed<?>> damaged) {
  private static final String TEXT = "7";

  static Reading<Kstat> parse(Text text) {
    var lines = new Lines(text);
    boolean numbered = lines.next();
    boolean titled = lines.next() && lines.startsWith("name");
    if (!numbered || !titled) {
      return Reading.malformed(text.path(), "a kstat's two headers", text.beginning());
    }
    var numbers = new HashMap<String, Long>();
    var texts = new HashMap<String, String>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    while (lines.next()) {
      Fields fields = lines.fields();
      String name = fields.word();
      boolean words = fields.take(TEXT);
      boolean typed = words || fields.number().isPresent();
      String value = fields.rest();
      OptionalLong number = words ? OptionalLong.empty() : Fields.parse(value);
      if (!lines.whole() || !typed || (!words && number.isEmpty())) {
        damaged.add(lines.malformed("NAME TYPE VALUE"));
      } else if (words) {
        texts.put(name, value);
      } else {
        numbers.put(name, number.getAsLong());
      }
    }
    return Reading.known(new Kstat(numbers, texts, damaged));
  }
}
