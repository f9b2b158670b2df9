package dev.iosleuth.view.screen;

/** A line that is being typed. */
record Prompt(Kind kind, String text) {
  /** What it is for. */
  enum Kind {
    FILTER("filter: "),
    DELAY("seconds of an interval: ");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private static final int LONGEST = 200;

  Prompt typed(int point) {
    return text.length() < LONGEST ? new Prompt(kind, text + Character.toString(point)) : this;
  }

  Prompt shorter() {
    int end = text.isEmpty() ? 0 : text.offsetByCodePoints(text.length(), -1);
    return new Prompt(kind, text.substring(0, end));
  }

  String words() {
    return kind.words + text;
  }
}
