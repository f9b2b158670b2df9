package dev.iosleuth.kernel.tool;

import java.util.Optional;

/**
 * A cursor over a configuration text: words, quoted strings with backslash escapes, single
 * characters of punctuation; comments from # to the end of the line are skipped. LVM's metadata and
 * {@code drbdsetup show} are both written so.
 */
final class Tokens {
  private static final String PUNCTUATION = "{}[];=,";

  /**
   * @param quoted whether it stood in quotes, so that "{" is no brace
   * @param line counted from 1
   */
  record Token(String text, boolean quoted, int line) {
    boolean is(String punctuation) {
      return !quoted && text.equals(punctuation);
    }
  }

  private final String text;
  private int at;
  private int line = 1;

  Tokens(String text) {
    this.text = text;
  }

  int line() {
    return line;
  }

  /** Empty at the end. */
  Optional<Token> next() {
    skipBlanks();
    if (at >= text.length()) {
      return Optional.empty();
    }
    char c = text.charAt(at);
    if (c == '"') {
      return Optional.of(quoted());
    }
    int from = at++;
    if (PUNCTUATION.indexOf(c) < 0) {
      while (at < text.length() && isWord(text.charAt(at))) {
        at++;
      }
    }
    return Optional.of(new Token(text.substring(from, at), false, line));
  }

  private static boolean isWord(char c) {
    return !Character.isWhitespace(c) && c != '"' && c != '#' && PUNCTUATION.indexOf(c) < 0;
  }

  private Token quoted() {
    int start = line;
    var content = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      if (text.charAt(at) == '\n') {
        line++;
      }
      content.append(text.charAt(at++));
    }
    at++;
    return new Token(content.toString(), true, start);
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(c)) {
        line += c == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }
}
