package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The line of a running or waiting job of an array in {@link Mdstat}.
 *
 * <pre>
 * [=&gt;...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec
 *         resync=DELAYED
 * </pre>
 */
final class MdstatJob {
  private MdstatJob() {}

  /** Whether the line is one of a job, damaged or not. */
  static boolean stands(Lines lines) {
    Fields fields = lines.fields();
    String word = fields.word();
    return word.startsWith("[") || (word.contains("=") && !fields.more());
  }

  static Optional<Mdstat.Job> parse(String line) {
    String stripped = line.strip();
    return stripped.startsWith("[") ? running(stripped) : waiting(stripped);
  }

  private static Optional<Mdstat.Job> waiting(String line) {
    int equals = line.indexOf('=');
    String state = line.substring(equals + 1);
    boolean known = state.equals("DELAYED") || state.equals("PENDING") || state.equals("REMOTE");
    return known
        ? action(line.substring(0, equals)).map(a -> new Mdstat.Job(a, state, 0, 0, 0, ""))
        : Optional.empty();
  }

  /** The percentage may touch the sign before it ({@code =100.0%}): it is stepped over. */
  private static Optional<Mdstat.Job> running(String line) {
    int open = line.indexOf('(');
    int slash = line.indexOf('/', open + 1);
    int close = line.indexOf(')', slash + 1);
    if (open < 0 || slash < 0 || close < 0) {
      return Optional.empty();
    }
    Fields before = Fields.of(line.substring(0, open));
    before.skip();
    Optional<Mdstat.Action> action = action(before.word());
    OptionalLong position = Fields.parse(line.substring(open + 1, slash));
    OptionalLong total = Fields.parse(line.substring(slash + 1, close));
    Fields after = Fields.of(line.substring(close + 1));
    Optional<String> finish = valueOf("finish=", after.word(), "");
    OptionalLong speed =
        valueOf("speed=", after.word(), "K/sec").map(Fields::parse).orElse(OptionalLong.empty());
    if (action.isEmpty()
        || position.isEmpty()
        || total.isEmpty()
        || finish.isEmpty()
        || speed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Mdstat.Job(
            action.get(),
            "running",
            position.getAsLong(),
            total.getAsLong(),
            speed.getAsLong(),
            finish.get()));
  }

  private static Optional<String> valueOf(String key, String word, String unit) {
    return word.startsWith(key) && word.endsWith(unit)
        ? Optional.of(word.substring(key.length(), word.length() - unit.length()))
        : Optional.empty();
  }

  private static Optional<Mdstat.Action> action(String word) {
    return switch (word) {
      case "check" -> Optional.of(Mdstat.Action.CHECK);
      case "resync" -> Optional.of(Mdstat.Action.RESYNC);
      case "recovery", "recover" -> Optional.of(Mdstat.Action.RECOVERY);
      case "reshape" -> Optional.of(Mdstat.Action.RESHAPE);
      case "repair" -> Optional.of(Mdstat.Action.REPAIR);
      default -> Optional.empty();
    };
  }
}
