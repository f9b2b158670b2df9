package dev.iosleuth.recording;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Programs for sed -E that mask as {@link Masking} and {@link ArgumentMasking} do. Where those keep
 * fields, the hold space has letters: a small one for each program that was named, m where -pSECRET
 * is a password, S where the next argument is a secret, U where it is of a user, V where this one
 * is.
 */
final class SedMasking {
  private static final String HIDE = "s%^.*$%" + Masking.MASK + "%";

  private SedMasking() {}

  static String line() {
    return rules(Masking.LINE);
  }

  static String deviceMapper() {
    return rules(Masking.DEVICE_MAPPER);
  }

  private static String rules(List<Masking.Rule> rules) {
    return rules.stream().map(Masking.Rule::sed).collect(Collectors.joining("\n"));
  }

  /** For arguments one a line, or one between two NULs with -z; with -s of many files. */
  static String arguments() {
    return String.join(
        "\n",
        """
        1{
        x
        s%^.*$%%
        x
        }
        x
        /S/{
        x
        \\%BETWEEN%b
        HIDE
        x
        s%S%%g
        x
        b
        }
        s%V%%
        s%U%V%
        x\
        """
            .replace("BETWEEN", ArgumentMasking.BETWEEN.pattern())
            .replace("HIDE", HIDE),
        all(SedMasking::next),
        remember(ArgumentMasking.USER_FLAG, "U", ""),
        remember(ArgumentMasking.SHORT_FLAG_PROGRAMS, "m", ""),
        all(program -> remember(program.names(), "" + program.tag(), "b\n")),
        remember(ArgumentMasking.FLAG, "S", ""),
        "x",
        when("V", seen(ArgumentMasking.USER)),
        when("m", seen(ArgumentMasking.SHORT_FLAG)),
        all(SedMasking::shown),
        "x",
        rules(Masking.LINE),
        rules(Masking.ARGUMENT));
  }

  private interface Step {
    String of(SecretProgram program);
  }

  private static String all(Step step) {
    return SecretProgram.ALL.stream()
        .map(step::of)
        .filter(commands -> !commands.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String next(SecretProgram program) {
    return program
        .next()
        .map(pattern ->
            """
            \\%%%s%%{
            x
            /%s/s%%$%%S%%
            x
            }\
            """
                .formatted(pattern, program.tag()))
        .orElse("");
  }

  private static String shown(SecretProgram program) {
    String tag = "" + program.tag();
    String joined = program.joined().map(pattern -> when(tag, seen(pattern))).orElse("");
    return program.isLast() ? when(tag, "$" + HIDE) + joined : joined;
  }

  /** A letter in the hold space once an argument looks so. */
  private static String remember(Pattern argument, String letter, String then) {
    return """
    \\%%%1$s%%{
    x
    s%%%2$s%%%%
    s%%$%%%2$s%%
    x
    %3$s}\
    """
        .formatted(argument, letter, then);
  }

  /** For the pattern space while it is held, where the letter is there. */
  private static String when(String letter, String command) {
    return "/" + letter + "/{\nx\n" + command + "\nx\n}";
  }

  private static String seen(Pattern pattern) {
    return "s%" + pattern + "%\\1" + Masking.MASK + "%";
  }
}
