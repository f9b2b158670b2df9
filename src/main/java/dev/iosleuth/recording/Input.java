package dev.iosleuth.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of a host that belong into a recording.
 *
 * @param pattern path in which {@code *} stands for anything within a name and [0-9] for a digit,
 *     as in a shell
 * @param purpose what they are for
 */
record Input(When when, Form form, String pattern, String purpose) {
  /** In which samples. */
  enum When {
    /** Where the sample is complete: in the first, and where the host changed. */
    COMPLETE,
    /** In each sample. */
    EVERY,
    /** In each sample, of the processes whose disk I/O moved and of guests. */
    ACTIVE
  }

  /** What is kept of them. */
  enum Form {
    /** The content, symbolic links followed. */
    FILE,
    /** The target of the symbolic link. */
    LINK,
    /** That it is there: an empty file in its place. */
    NAME
  }

  /** The pattern's names, as regular expressions where they are none. */
  List<Step> steps() {
    var steps = new ArrayList<Step>();
    for (String name : pattern.split("/", -1)) {
      steps.add(
          name.contains("*")
              ? new Step.Matching(Pattern.compile(expression(name), Pattern.DOTALL))
              : new Step.Named(name));
    }
    return List.copyOf(steps);
  }

  /** One name of a pattern. */
  sealed interface Step {
    record Named(String name) implements Step {}

    record Matching(Pattern pattern) implements Step {}
  }

  private static final String PID = "proc/[0-9]*/";

  /** Whether it is a file in the directory of a process. */
  boolean isOfProcess() {
    return pattern.startsWith(PID);
  }

  /** The same of one process. */
  Input ofProcess(String pid) {
    return new Input(when, form, "proc/" + pid + "/" + pattern.substring(PID.length()), purpose);
  }

  /** As a regular expression over whole paths. */
  String expression() {
    return expression(pattern);
  }

  private static String expression(String glob) {
    String[] parts = glob.split("\\*", -1);
    return String.join("[^/]*", Arrays.stream(parts).map(Input::literal).toList());
  }

  /** [0-9] stays what it is. */
  private static String literal(String part) {
    String[] parts = part.split("\\[0-9]", -1);
    return String.join("[0-9]", Arrays.stream(parts).map(Pattern::quote).toList());
  }
}
