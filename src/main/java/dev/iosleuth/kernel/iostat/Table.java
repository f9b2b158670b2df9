package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A line of headings: how the rows below it are to be read.
 *
 * @param prefix words before the first column: a time, or what was put before each line
 * @param nameLast whether the name stands behind the figures (--pretty, pidstat) and may hold
 *     blanks
 * @param text the column that holds no number (a user's name), or -1
 * @param process the columns that number a process or thread, best first
 */
record Table(
    Report.Kind kind,
    Layout layout,
    int prefix,
    boolean nameLast,
    int text,
    List<Integer> process) {
  private static final int ENOUGH = 3;

  /** Empty if the line holds no headings of reports about devices or processes. */
  static Optional<Table> of(Tokens tokens) {
    int start = tokens.is(0, "#") ? 1 : 0;
    List<String> words = words(tokens, start);
    int name = nameColumn(words);
    int first = firstKnown(words);
    if (first < 0) {
      return Optional.empty();
    }
    boolean last = name > first || name == words.size() - 1;
    int guessed = name < 0 && first > 0 ? first - 1 : name;
    if (guessed < 0) {
      return Optional.empty();
    }
    List<String> headings =
        new ArrayList<>(
            last ? words.subList(first, guessed) : words.subList(guessed + 1, words.size()));
    long known = headings.stream().filter(word -> Heading.of(word).isPresent()).count();
    boolean told = headings.stream().anyMatch(Table::tells);
    if (!told || (name < 0 && (known < ENOUGH || known < headings.size()))) {
      return Optional.empty();
    }
    int user = headings.indexOf("USER");
    return Optional.of(
        new Table(
            kind(words),
            new Layout(headings),
            last ? first : guessed,
            last,
            user,
            List.of(headings.indexOf("TID"), headings.indexOf("PID"), headings.indexOf("TGID"))));
  }

  private static boolean tells(String word) {
    return Heading.of(word).flatMap(Heading::figure).isPresent();
  }

  /** With the ones apart that stand without a blank between them. */
  private static List<String> words(Tokens tokens, int start) {
    var words = new ArrayList<String>();
    for (int i = start; i < tokens.count(); i++) {
      String word = tokens.heading(i);
      List<String> parts = Heading.of(word).isPresent() ? List.of() : Heading.apart(word);
      if (parts.isEmpty()) {
        words.add(word);
      } else {
        words.addAll(parts);
      }
    }
    return words;
  }

  private static int nameColumn(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (Heading.names(words.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static int firstKnown(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (Heading.of(words.get(i)).isPresent() || words.get(i).equals("USER")) {
        return i;
      }
    }
    return -1;
  }

  private static Report.Kind kind(List<String> words) {
    if (words.contains("DEV")) {
      return Report.Kind.SAR;
    }
    return words.contains("Command") ? Report.Kind.PIDSTAT : Report.Kind.IOSTAT;
  }

  /** What a row should hold, in words. */
  String expected() {
    return layout.headings().size() + " figures behind a name";
  }

  /** The same of the first cell that is not known. */
  String expected(double[] printed) {
    int column = 0;
    while (column + 1 < printed.length && !Double.isNaN(printed[column])) {
      column++;
    }
    return "a figure under " + layout.headings().get(column);
  }

  /** Whether a line names columns of something, perhaps of something else. */
  static boolean looksLikeHeadings(Tokens tokens) {
    int rates = 0;
    for (int i = 0; i < tokens.count(); i++) {
      String word = tokens.heading(i);
      if (Heading.names(word)) {
        return true;
      }
      rates += word.startsWith("%") || word.endsWith("/s") ? 1 : 0;
    }
    return rates >= 2;
  }

  /**
   * Whether a line is its headings once more, some of them damaged: at least half are there, beside
   * words that are nobody's, or one of them twice.
   */
  boolean damaged(Tokens tokens) {
    List<String> words = words(tokens, 0);
    long kept = layout.headings().stream().filter(words::contains).count();
    boolean strange =
        Set.copyOf(words).size() < words.size()
            || words.stream()
                .skip(prefix)
                .anyMatch(word ->
                    Heading.of(word).isEmpty()
                        && !Heading.names(word)
                        && !layout.headings().contains(word));
    return strange && 2 * kept >= layout.headings().size();
  }

  /**
   * The same with columns that were wrapped onto the next line; empty if that is something else.
   */
  Optional<Table> continued(Tokens tokens) {
    var headings = new ArrayList<>(layout.headings());
    for (String word : words(tokens, 0)) {
      if (Heading.of(word).isEmpty()) {
        return Optional.empty();
      }
      headings.add(word);
    }
    return nameLast || tokens.count() == 0
        ? Optional.empty()
        : Optional.of(new Table(kind, new Layout(headings), prefix, false, text, process));
  }

  /** Whether any of the first words is a heading itself. */
  static boolean headed(Tokens tokens, int words) {
    for (int i = 0; i < words; i++) {
      String word = tokens.heading(i);
      if (Heading.names(word) || Heading.of(word).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row is a name and figures behind it, or behind a time. */
  boolean plain() {
    return !nameLast && text < 0 && !layout.repeats();
  }

  /** Whether a time stands before each row. */
  boolean timed() {
    return prefix > 0 && kind != Report.Kind.IOSTAT;
  }

  /** Words of a row, at the least. */
  int words() {
    return prefix + layout.headings().size() + 1;
  }

  /**
   * The word of a row that is no figure, or the row is not one of these: of a command, which may
   * end with a number, its first.
   */
  int guard(int count) {
    if (kind == Report.Kind.PIDSTAT) {
      return words() - 1;
    }
    return nameLast ? count - 1 : prefix;
  }

  /** Where the first figure stands in a row. */
  int firstCell() {
    return nameLast ? prefix : prefix + 1;
  }
}
