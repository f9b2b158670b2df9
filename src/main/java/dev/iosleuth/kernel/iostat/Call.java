package dev.iosleuth.kernel.iostat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code $ iostat -y -x 5}: a call of iostat above what it printed, where somebody pasted both.
 *
 * @param omits whether it leaves out the report of all time since the host started: -y does, where
 *     an interval is given (iostat(1))
 * @param prompted whether a shell's prompt stands before it
 */
record Call(boolean omits, boolean prompted) {
  private static final String PROMPTS = "$#%>";
  private static final Pattern BEFORE = Pattern.compile("sudo|time|nohup|env|[A-Z_]+=.*");
  private static final Pattern OPTIONS = Pattern.compile("-[A-Za-z]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Words end a call where a shell's begin: the rest is another program's. */
  private static final Pattern END = Pattern.compile("[|&;].*|[0-9]?>.*|<.*");

  static Optional<Call> of(Tokens tokens) {
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.is(i, "iostat")) {
        // whole, since a word alone has lost a table's frame, which is a shell's pipe here
        return of(List.of(tokens.words(0, tokens.count()).split("\\s+")));
      }
    }
    return Optional.empty();
  }

  private static Optional<Call> of(List<String> words) {
    int at = words.indexOf("iostat");
    int before = at;
    while (before > 0 && BEFORE.matcher(words.get(before - 1)).matches()) {
      before--;
    }
    boolean prompt = before > 0 && prompt(words.get(before - 1));
    return at < 0 || (before > 0 && !prompt)
        ? Optional.empty()
        : arguments(words.subList(at + 1, words.size()), prompt);
  }

  private static boolean prompt(String word) {
    return !word.isEmpty() && PROMPTS.indexOf(word.charAt(word.length() - 1)) >= 0;
  }

  /** Behind no prompt words that are neither options nor numbers make a sentence of it. */
  private static Optional<Call> arguments(List<String> words, boolean prompt) {
    boolean omits = false;
    boolean repeated = false;
    boolean argument = false;
    for (String word : words) {
      if (END.matcher(word).matches()) {
        break;
      }
      boolean number = NUMBER.matcher(word).matches();
      boolean option = word.startsWith("-") || word.startsWith("+");
      if (!prompt && !number && !option && !argument) {
        return Optional.empty();
      }
      omits |= OPTIONS.matcher(word).matches() && word.indexOf('y') > 0;
      repeated |= number;
      argument = option;
    }
    return prompt || omits || repeated
        ? Optional.of(new Call(omits && repeated, prompt))
        : Optional.empty();
  }
}
