package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;

/**
 * The one-value files of a sysfs directory, however they are read. What each directory's class is
 * parsed from.
 */
@FunctionalInterface
public interface Attributes {
  Reading<Text> read(String name);

  /** Every reading passes here, so that the reader can list what was not understood. */
  default <T> Reading<T> noted(Reading<T> reading) {
    return reading;
  }

  /** The content without white space around it; may be empty. */
  default Reading<String> word(String name) {
    return noted(read(name).map(Text::strip));
  }

  default Reading<Long> number(String name) {
    return noted(read(name).then(Fields::number));
  }

  /**
   * A number that may lack the end of its line: trees that people wrote out by hand have sizes
   * without, and no rule says that nothing is the matter by a size.
   */
  default Reading<Long> size() {
    return noted(read("size").then(text -> Fields.number(text.strip(), text.path())));
  }

  /**
   * The first field of a file such as {@code raid_disks} of md, which adds the former value: "5
   * (4)"; it is empty while an array has no disks of its own.
   */
  default Reading<Long> firstNumber(String name) {
    return noted(
        read(name)
            .then(text -> {
              if (!text.whole()) {
                return Reading.malformed(text.path(), "a whole line", text.strip());
              }
              String word = Fields.of(text.strip()).word();
              return word.isEmpty() ? Reading.absent("not set") : Fields.number(word, text.path());
            }));
  }

  /** 0 or 1. */
  default Reading<Boolean> flag(String name) {
    return noted(
        read(name)
            .then(text ->
                switch (text.strip()) {
                  case "0" -> Reading.known(false);
                  case "1" -> Reading.known(true);
                  default -> Reading.malformed(text.path(), "0 or 1", text.strip());
                }));
  }

  /** The word in brackets, or the only word: {@code mq-deadline [bfq] none}. */
  default Reading<String> chosen(String name) {
    return noted(read(name).then(Attributes::inBrackets));
  }

  private static Reading<String> inBrackets(Text text) {
    String line = text.strip();
    int from = line.indexOf('[');
    int to = line.indexOf(']', from + 1);
    if (!text.whole()) {
      return Reading.malformed(text.path(), "a whole line", line);
    }
    if (from >= 0 && to > from) {
      return Reading.known(line.substring(from + 1, to));
    }
    Fields words = Fields.of(line);
    String only = words.word();
    return only.isEmpty() || words.more()
        ? Reading.malformed(text.path(), "one word, or one in brackets", line)
        : Reading.known(only);
  }
}
