package dev.iosleuth.finding.rule;

import java.util.regex.Pattern;

/** Names within a command that somebody may type. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/@:+,=][A-Za-z0-9._/@:+,=-]*");

  private Shell() {}

  /** As a shell takes it for one word, whatever it holds. */
  static String quote(String name) {
    return PLAIN.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
