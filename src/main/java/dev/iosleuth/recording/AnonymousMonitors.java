package dev.iosleuth.recording;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces the names in what guests' monitors said, and leaves the words of the formats. */
final class AnonymousMonitors {
  /** A string of JSON, and the colon behind it if it is a key. */
  private static final Pattern STRING =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"(\\s*+:)?", Pattern.DOTALL);

  /** What stands under these names nobody. */
  private static final Set<String> HARMLESS =
      Set.of("id", "drv", "format", "io-status", "status", "type", "class", "event", "child");

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9\\x80-\\uffff]++");

  /** Readline draws the line anew for each letter; what stands last is the command. */
  private static final Pattern REDRAWN = Pattern.compile("(?<=\\(qemu\\) )[^\\n]*\\x1b\\[D");

  private static final Set<String> PEOPLE =
      Set.copyOf(
          Arrays.asList(
              """
              QEMU monitor type help for more information qemu asked held info status block blockstats
              name uuid version VM running paused prelaunch postmigrate shutdown unknown command
              rd wr bytes operations flush total time ns merged idle Read Write Flush
              Attached to Cache mode Backing file chain depth I O throttling Images Removable device
              not locked tray closed open inserted Detect zeroes on off read only writeback direct
              ignore flushes unsafe iops bps max size length group removable io ok failed nospace ro
              drv encrypted backing No active jobs Type Streaming Completed speed limit mirror commit
              stream backup
              """
                  .strip()
                  .split("\\s+", -1)));

  private AnonymousMonitors() {}

  /** QMP's words, and the agent's. */
  static String json(String said, UnaryOperator<String> words) {
    var replaced = new StringBuilder(said.length());
    Matcher string = STRING.matcher(said);
    String key = "";
    while (string.find()) {
      if (string.group(2) != null) {
        key = string.group(1);
      } else if (!HARMLESS.contains(key)) {
        String value = words.apply(decoded(string.group(1)));
        string.appendReplacement(replaced, Matcher.quoteReplacement(encoded(value)));
      }
    }
    return string.appendTail(replaced).toString();
  }

  /** What is none after all is left out. */
  private static String decoded(String escaped) {
    Reading<List<Json>> value = JsonText.values("", Utf8.encode("{\"x\":\"" + escaped + "\"}"), 0);
    return value
        .map(values -> JsonField.of("", Reading.known(values.getFirst())).field("x").textOrEmpty())
        .orElse("");
  }

  private static String encoded(String value) {
    var text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\' || c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  /** The words of a monitor for people. */
  static String people(String said, UnaryOperator<String> words) {
    String plain = REDRAWN.matcher(said).replaceAll("").replace("\u001b[K", "");
    return WORD.matcher(plain)
        .replaceAll(word ->
            Matcher.quoteReplacement(
                PEOPLE.contains(word.group()) ? word.group() : words.apply(word.group())));
  }
}
