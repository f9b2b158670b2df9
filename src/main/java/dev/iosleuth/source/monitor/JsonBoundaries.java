package dev.iosleuth.source.monitor;

/**
 * Finds where JSON objects that follow one another end, byte by byte and without building anything,
 * and which of the words that matter are names in the outermost object. Understands no more than
 * that: whether it is JSON at all is for the parser to say.
 */
final class JsonBoundaries {
  /** The longest word of those that matter is "return". */
  private static final int LONGEST = 6;

  /** qemu's own parser takes no more (MAX_NESTING in qobject/json-streamer.c). */
  private static final int DEEPEST = 1024;

  private final StringBuilder word = new StringBuilder();
  private int level;
  private boolean inWord;
  private boolean escaped;
  private boolean greets;
  private boolean answers;

  /** What came of a byte. */
  enum Found {
    NOTHING,
    /** An object ended that is a greeting. */
    GREETING,
    /** An object ended that is an answer. */
    ANSWER,
    /** Another object ended, such as an event. */
    OTHER,
    /** Neither an object nor white space. */
    STRAY,
    /** More objects within each other than any monitor sends. */
    DEEP
  }

  Found accept(byte b) {
    if (inWord) {
      inWord(b);
      return Found.NOTHING;
    }
    return switch (b) {
      case '{', '[' -> {
        level++;
        yield level > DEEPEST ? Found.DEEP : level == 1 && b == '[' ? Found.STRAY : Found.NOTHING;
      }
      case '}', ']' -> close();
      case '"' -> {
        inWord = true;
        word.setLength(0);
        yield level == 0 ? Found.STRAY : Found.NOTHING;
      }
      case ':' -> {
        name();
        yield Found.NOTHING;
      }
      case ' ', '\t', '\r', '\n' -> Found.NOTHING;
      default -> level == 0 ? Found.STRAY : Found.NOTHING;
    };
  }

  /** Whether an object began that has not ended. */
  boolean isAmidst() {
    return level > 0;
  }

  private void inWord(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inWord = false;
      return;
    }
    if (word.length() <= LONGEST) {
      word.append((char) b);
    }
  }

  private void name() {
    if (level != 1) {
      return;
    }
    switch (word.toString()) {
      case "QMP" -> greets = true;
      case "return", "error" -> answers = true;
      default -> {}
    }
  }

  private Found close() {
    level--;
    if (level > 0) {
      return Found.NOTHING;
    }
    if (level < 0) {
      level = 0;
      return Found.STRAY;
    }
    Found found = greets ? Found.GREETING : answers ? Found.ANSWER : Found.OTHER;
    greets = false;
    answers = false;
    return found;
  }
}
