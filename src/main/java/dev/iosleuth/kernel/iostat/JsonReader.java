package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Numeral;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code iostat -o JSON}, report by report: {@code {"sysstat": {"hosts": [{"statistics": [{"disk":
 * [{"disk_device": "sda", "r/s": 18.62, ...}]}]}]}}}, and what {@code sadf -j -- -d} makes of the
 * same.
 */
final class JsonReader {
  /** What stands behind a document is read on from. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  private final FirstReports out;
  private final Damage damage;
  private final Numeral numeral = new Numeral();
  private byte[] digits = new byte[32];
  private Layout layout = new Layout(List.of());
  private @Nullable Stamp before;
  private long lines;

  JsonReader(FirstReports out, Damage damage) {
    this.out = out;
    this.damage = damage;
  }

  /** One document, and nothing of what stands behind it; false if it is damaged. */
  boolean read(Rest in) {
    long line = 1;
    var behind = new ByteArrayOutputStream();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      try {
        reports(parser);
      } finally {
        line = lines + parser.currentLocation().getLineNr();
      }
      parser.releaseBuffered(behind);
      in.push(behind.toByteArray());
      lines = line - 1;
      return true;
    } catch (JacksonException damaged) {
      damage.add(line, "JSON of iostat", "something else, or the end; nothing behind it is read");
      return false;
    }
  }

  /** Line ends that were read. */
  long lines() {
    return lines;
  }

  /** To the end of the document. */
  private void reports(JsonParser parser) {
    Optional<String> host = Optional.empty();
    while (parser.nextToken() != null) {
      if (parser.streamReadContext().inRoot()) {
        return;
      }
      if (at(parser, "nodename") && parser.nextToken() == JsonToken.VALUE_STRING) {
        host = Optional.of(parser.getString());
      }
      if (at(parser, "statistics") && parser.nextToken() == JsonToken.START_ARRAY) {
        out.newRun(Optional.empty(), host);
        before = null;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          report(parser);
        }
      }
    }
  }

  private static boolean at(JsonParser parser, String name) {
    return parser.currentToken() == JsonToken.PROPERTY_NAME && parser.currentName().equals(name);
  }

  private void report(JsonParser parser) {
    var draft = new Draft();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("timestamp") && value == JsonToken.VALUE_STRING) {
        draft.stamp(Stamp.of(parser.getString()));
      } else if (name.equals("timestamp") && value == JsonToken.START_OBJECT) {
        timestamp(parser, draft);
      } else if (name.equals("avg-cpu") && value == JsonToken.START_OBJECT) {
        cpu(parser, draft);
      } else if (name.equals("disk") && value == JsonToken.START_ARRAY) {
        disks(parser, draft);
      } else {
        parser.skipChildren();
      }
    }
    Stamp time = draft.stamp();
    draft.finish(before).ifPresent(out::accept);
    before = time;
  }

  /** sadf's: {@code {"date": "2026-11-21", "time": "10:20:01", "utc": 1, "interval": 60}}. */
  private void timestamp(JsonParser parser, Draft draft) {
    String date = "";
    String time = "";
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean text = value == JsonToken.VALUE_STRING;
      if (text && name.equals("date")) {
        date = parser.getString() + " ";
      } else if (text && name.equals("time")) {
        time = parser.getString();
      } else if (name.equals("interval") && number(parser)) {
        draft.seconds(numeral.value());
      } else {
        parser.skipChildren();
      }
    }
    draft.stamp(Stamp.of(date + time));
  }

  private void cpu(JsonParser parser, Draft draft) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (number(parser)) {
        draft.cpu("%" + name, numeral.value());
      }
      parser.skipChildren();
    }
  }

  private void disks(JsonParser parser, Draft draft) {
    boolean begun = false;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      Row row = disk(parser);
      if (!begun) {
        // sadf's each have their interval: none is of all time since the host started
        Report.Kind kind = draft.timed() ? Report.Kind.SAR : Report.Kind.IOSTAT;
        draft.begin(new Table(kind, row.layout(), 0, false, -1, List.of()));
        begun = true;
      }
      draft.add(row);
    }
  }

  private Row disk(JsonParser parser) {
    var headings = new ArrayList<String>();
    var values = new double[24];
    String device = "";
    boolean damaged = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING && name.startsWith("disk")) {
        device = parser.getString();
        continue;
      }
      boolean told = number(parser);
      if (told || Heading.of(name).isPresent()) {
        values =
            headings.size() < values.length ? values : Arrays.copyOf(values, 2 * values.length);
        values[headings.size()] = told ? numeral.value() : Double.NaN;
        headings.add(name);
        damaged |= !told;
      }
      parser.skipChildren();
    }
    if (!layout.headings().equals(headings)) {
      layout = new Layout(headings);
    }
    layout.forgetRepeated(values);
    damaged |= layout.repeats();
    if (damaged) {
      long line = lines + parser.currentLocation().getLineNr();
      String expected = layout.repeats() ? "each heading once" : "a number under each heading";
      damage.add(line, expected, device);
    }
    Row.State state = damaged ? Row.State.DAMAGED : Row.State.WHOLE;
    return new Row(device, layout, Arrays.copyOf(values, headings.size()), state);
  }

  private boolean number(JsonParser parser) {
    if (!parser.currentToken().isNumeric()) {
      return false;
    }
    char[] printed = parser.getStringCharacters();
    int from = parser.getStringOffset();
    int length = parser.getStringLength();
    digits = length <= digits.length ? digits : new byte[2 * length];
    for (int i = 0; i < length; i++) {
      digits[i] = (byte) printed[from + i]; // of a number of JSON, all of them ASCII
    }
    return numeral.read(digits, 0, length);
  }
}
