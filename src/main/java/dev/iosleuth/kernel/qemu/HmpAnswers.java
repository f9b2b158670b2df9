package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a human monitor said within one connection: a greeting, then for each command its echo, its
 * answer and a prompt.
 *
 * <pre>
 * QEMU 7.2.22 monitor - type 'help' for more information
 * (qemu) i^[[K^[[Din^[[K^[[D^[[D… info status^[[K
 * VM status: running
 * (qemu)
 * </pre>
 *
 * Its readline draws the line anew for each letter (util/readline.c): the command is what follows
 * the last ESC [ D, without ESC [ K. An answer is told by its echo, not by its place. Names of
 * images stand in answers as they are: one with a line feed can pretend to be more than one line.
 */
final class HmpAnswers {
  private static final String PROMPT = "\n(qemu) ";
  private static final String LEFT = "\u001b[D";
  private static final String ERASE = "\u001b[K";

  private final String path;
  private final Asked asked;
  private final Map<String, String> byCommand;

  private HmpAnswers(String path, Asked asked, Map<String, String> byCommand) {
    this.path = path;
    this.asked = asked;
    this.byCommand = byCommand;
  }

  static Reading<HmpAnswers> parse(Text text) {
    Asked asked = Asked.of(text);
    String words =
        Utf8.decode(text.bytes(), asked.from(), text.bytes().length).replace("\r\n", "\n");
    var byCommand = new HashMap<String, String>();
    String[] parts = words.split(Pattern.quote(PROMPT), -1);
    for (int i = 1; i < parts.length - 1; i++) {
      add(parts[i], byCommand);
    }
    return byCommand.isEmpty()
        ? Reading.malformed(text.path(), "answers of a human monitor of qemu", "none")
        : Reading.known(new HmpAnswers(text.path(), asked, byCommand));
  }

  private static void add(String part, Map<String, String> byCommand) {
    int end = part.indexOf('\n');
    String echo = end < 0 ? part : part.substring(0, end);
    String answer = end < 0 ? "" : part.substring(end + 1) + "\n";
    int from = echo.lastIndexOf(LEFT);
    String command = echo.substring(from < 0 ? 0 : from + LEFT.length()).replace(ERASE, "");
    byCommand.putIfAbsent(command.strip(), answer);
  }

  Asked asked() {
    return asked;
  }

  /** The answer's whole lines; absent if that was not asked, or is unknown to that qemu. */
  Reading<Text> of(HmpCommand command) {
    String answer = byCommand.get(command.words());
    if (answer == null) {
      return Reading.absent("not asked");
    }
    boolean isUnknown =
        answer.startsWith("unknown command:") || answer.startsWith("info: unknown command:");
    return isUnknown
        ? Reading.absent("qemu answered: " + answer.strip())
        : Reading.known(Text.of(path + ": " + command.words(), answer));
  }

  /** An answer of one line. */
  Reading<String> line(HmpCommand command) {
    return of(command)
        .then(text -> {
          List<String> lines = text.strip().lines().toList();
          return switch (lines.size()) {
            case 0 -> Reading.absent("not told");
            case 1 -> Reading.known(lines.getFirst());
            default -> Reading.malformed(text.path(), "one line", lines.get(1));
          };
        });
  }
}
