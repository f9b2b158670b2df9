package dev.iosleuth.recording;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.source.Moment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The file {@code iosleuth} of a sample in a recording, its last member: a folder without it was
 * cut.
 *
 * <pre>
 * iosleuth-recording 1
 * host node1
 * wall 1700000000.123456789
 * nanos 350735470000000
 * counters 350735470250000
 * by iosleuth 0.1.0
 * topology 1
 * masked secrets
 * </pre>
 *
 * @param format grows when an older reader would misunderstand
 * @param counters when proc/diskstats was read, on the clock of the moment
 * @param by what made it: iosleuth and its version, or the capture script
 * @param topology number of the sample in which the host is described whole: its own, or an earlier
 * @param masked what was taken out: "secrets", "secrets and names"
 */
record RecordingHeader(
    int format, Moment moment, long counters, String by, int topology, String masked) {
  static final int FORMAT = 1;
  static final String FILE = "iosleuth";

  /** The file whose own time matters: what the devices did is counted until then. */
  static final String COUNTERS = "proc/diskstats";

  static final String MAGIC = "iosleuth-recording";

  byte[] bytes() {
    Instant instant = moment.wall();
    String wall = "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    return Utf8.encode(
        MAGIC
            + " "
            + format
            + "\nhost "
            + moment.host().replace('\n', ' ')
            + "\nwall "
            + wall
            + "\nat "
            + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                instant.atOffset(ZoneOffset.UTC).withNano(0))
            + "\nnanos "
            + moment.nanos()
            + "\ncounters "
            + counters
            + "\nby "
            + by
            + "\ntopology "
            + topology
            + "\nmasked "
            + masked
            + "\n");
  }

  /** When a file of the sample was read, as far as that was written down. */
  long nanos(String path) {
    return path.equals(COUNTERS) ? counters : moment.nanos();
  }

  static Reading<RecordingHeader> parse(Text text) {
    var values = new HashMap<String, String>();
    var lines = new Lines(text);
    while (lines.next()) {
      if (lines.whole()) {
        Fields fields = lines.fields();
        values.putIfAbsent(fields.word(), fields.rest());
      }
    }
    OptionalInt format = Fields.parseInt(values.getOrDefault(MAGIC, ""));
    if (format.isEmpty()) {
      return Reading.malformed(text.path(), MAGIC + " N", text.string());
    }
    if (format.getAsInt() > FORMAT) {
      return Reading.malformed(
          text.path(), "a recording of format " + FORMAT, "format " + format.getAsInt());
    }
    return parse(text, format.getAsInt(), values);
  }

  private static Reading<RecordingHeader> parse(Text text, int format, Map<String, String> values) {
    OptionalLong wall = Fields.parseScaled(values.getOrDefault("wall", ""), 9);
    OptionalLong nanos = Fields.parse(values.getOrDefault("nanos", ""));
    OptionalInt topology = Fields.parseInt(values.getOrDefault("topology", ""));
    if (wall.isEmpty() || nanos.isEmpty() || topology.isEmpty()) {
      return Reading.malformed(text.path(), "wall, nanos and topology", text.string());
    }
    long second = 1_000_000_000L;
    Instant instant = Instant.ofEpochSecond(wall.getAsLong() / second, wall.getAsLong() % second);
    var moment = new Moment(values.getOrDefault("host", ""), instant, nanos.getAsLong());
    return Reading.known(
        new RecordingHeader(
            format,
            moment,
            Fields.parse(values.getOrDefault("counters", "")).orElse(nanos.getAsLong()),
            values.getOrDefault("by", ""),
            topology.getAsInt(),
            values.getOrDefault("masked", "")));
  }
}
