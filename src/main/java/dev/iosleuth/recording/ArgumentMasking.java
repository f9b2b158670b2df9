package dev.iosleuth.recording;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of one command, one after the other: what was said before tells whether one is a
 * secret. {@link SedMasking} is the same for sed, step by step.
 */
final class ArgumentMasking {
  /** An argument after which the next one is a secret. */
  static final Pattern FLAG =
      any(
          "^(--?[A-Za-z0-9_.-]*"
              + Masking.KEY
              + "|[A-Za-z0-9_.-]*"
              + Masking.SECRET
              + "[0-9]*:?)$");

  /** What may stand between it and the secret, of iscsiadm. */
  static final Pattern BETWEEN = any("^(-v|--value)$");

  /** An argument after which the next one is user:password, of some user%password or user,… */
  static final Pattern USER_FLAG = any("^(-u|-U|--user|--proxy-user)$");

  /** What the value of {@link #USER_FLAG} looks like. */
  static final Pattern USER = any("^([^:/,\\%]*(:|,|\\%)).+$");

  /** Programs after whose name -pSECRET is a password. */
  static final Pattern SHORT_FLAG_PROGRAMS = any("mysql|mariadb|sshpass");

  static final Pattern SHORT_FLAG = any("^(-p).+$");

  private final Set<SecretProgram> programs = new HashSet<>();
  private boolean shortFlags;
  private boolean secret;
  private boolean user;

  private static Pattern any(String expression) {
    return Pattern.compile(expression, Pattern.DOTALL);
  }

  /**
   * What may be seen of the next argument.
   *
   * @param last whether there are no more
   */
  String next(String argument, boolean last) {
    if (secret) {
      secret = BETWEEN.matcher(argument).matches();
      return secret ? argument : Masking.MASK;
    }
    boolean ofUser = user;
    secret = programs.stream().anyMatch(program -> program.isBefore(argument));
    user = USER_FLAG.matcher(argument).matches();
    shortFlags |= SHORT_FLAG_PROGRAMS.matcher(argument).find();
    Optional<SecretProgram> named = SecretProgram.named(argument);
    if (named.isPresent()) {
      programs.add(named.get());
      return argument;
    }
    secret |= FLAG.matcher(argument).matches();
    return shown(ofUser ? seen(USER, argument) : argument, last);
  }

  private String shown(String argument, boolean last) {
    String shown = shortFlags ? seen(SHORT_FLAG, argument) : argument;
    for (SecretProgram program : SecretProgram.ALL) {
      if (programs.contains(program)) {
        shown = last && program.isLast() ? Masking.MASK : program.shown(shown);
      }
    }
    return Masking.argument(shown);
  }

  private static String seen(Pattern pattern, String argument) {
    return pattern.matcher(argument).replaceFirst("$1" + Masking.MASK);
  }
}
