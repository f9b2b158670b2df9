package dev.iosleuth.recording;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.kernel.qemu.QmpCommand;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Replaces the names in what guests' monitors said, and leaves the words of the formats. */
final class AnonymousMonitors {
  /** A string of JSON, and the colon behind it if it is a key. */
  private static final Pattern STRING =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"(\\s*+:)?", Pattern.DOTALL);

  /** What stands under these, in answers as in command lines, names nobody. */
  private static final Set<String> HARMLESS =
      Set.of(
          "drv",
          "driver",
          "format",
          "io-status",
          "status",
          "type",
          "qom-type",
          "backend",
          "class",
          "event",
          "child",
          "if",
          "cache",
          "aio",
          "discard",
          "detect-zeroes",
          "detect_zeroes",
          "media",
          "mode",
          "rerror",
          "werror",
          "compression-type");

  private static final Pattern WORD_OF_FORMAT = Pattern.compile("[A-Za-z0-9_.-]*");

  /** By which answers are told. */
  private static final Set<String> QUESTIONS =
      Arrays.stream(QmpCommand.values()).map(QmpCommand::word).collect(Collectors.toSet());

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
              stream backup inmigrate internal error suspended watchdog panicked migrate finish save
              restore colo amend create snapshot
              """
                  .strip()
                  .split("\\s+", -1)));

  private AnonymousMonitors() {}

  /** QMP's words, the agent's, and options that are written as JSON. */
  static String json(String said, Pseudonyms pseudonyms) {
    var replaced = new StringBuilder(said.length());
    Matcher string = STRING.matcher(said);
    String key = "";
    while (string.find()) {
      if (string.group(2) != null) {
        key = string.group(1);
      } else {
        String value = value(key, decoded(string.group(1)), pseudonyms);
        string.appendReplacement(replaced, Matcher.quoteReplacement(encoded(value)));
      }
    }
    return string.appendTail(replaced).toString();
  }

  /** What stands under a key, in JSON or behind {@code key=}. */
  static String value(String key, String value, Pseudonyms pseudonyms) {
    boolean harmless =
        HARMLESS.contains(key.substring(key.lastIndexOf('.') + 1))
            ? WORD_OF_FORMAT.matcher(value).matches()
            : key.equals("id") && QUESTIONS.contains(value);
    if (harmless) {
      return value;
    }
    String nested = "json:";
    return value.startsWith(nested + "{")
        ? nested + json(value.substring(nested.length()), pseudonyms)
        : pseudonyms.replace(value);
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
  static String people(String said, Pseudonyms pseudonyms) {
    String plain = REDRAWN.matcher(said).replaceAll("").replace("\u001b[K", "");
    return pseudonyms.replace(plain, word -> PEOPLE.contains(word) || PlainWords.contains(word));
  }
}
