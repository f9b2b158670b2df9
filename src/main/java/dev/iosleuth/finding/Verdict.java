package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a rule comes to. */
public sealed interface Verdict {
  /**
   * Something is the matter.
   *
   * @param untold what could not be told beside it
   */
  record Found(List<Finding> findings, List<String> untold) implements Verdict {
    public Found {
      findings = List.copyOf(findings);
      untold = List.copyOf(untold);
    }
  }

  /** It was looked at, and nothing is the matter. */
  record Nothing() implements Verdict {}

  /**
   * What it needs is not there.
   *
   * @param why in words for people
   */
  record CouldNotTell(String why) implements Verdict {}

  static Verdict nothing() {
    return new Nothing();
  }

  static Verdict couldNotTell(String why) {
    return new CouldNotTell(why);
  }

  /** Of one look. */
  static Verdict of(Reading<Optional<Finding>> look) {
    var collected = new Collected();
    collected.add(look);
    return collected.verdict();
  }

  /**
   * Of one look at each. Findings come before what could not be told, and that before nothing: a
   * rule that could not see one of two disks does not say that all is well.
   */
  static <T> Verdict each(
      Iterable<? extends T> subjects, Function<? super T, Reading<Optional<Finding>>> look) {
    var collected = new Collected();
    for (T subject : subjects) {
      collected.add(look.apply(subject));
    }
    return collected.verdict();
  }

  /** Nothing is the matter with this one. */
  static Reading<Optional<Finding>> none() {
    return Reading.known(Optional.empty());
  }

  static Reading<Optional<Finding>> untold(String why) {
    return Reading.absent(why);
  }

  /** Gathers what looks come to. */
  final class Collected {
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();

    public void add(Reading<Optional<Finding>> look) {
      if (look instanceof Reading.Known<Optional<Finding>>(var finding)) {
        finding.ifPresent(findings::add);
        return;
      }
      look.whyNot().filter(why -> !untold.contains(why)).ifPresent(untold::add);
    }

    public Verdict verdict() {
      if (!findings.isEmpty()) {
        return new Found(findings, untold);
      }
      return untold.isEmpty() ? nothing() : couldNotTell(String.join("; ", untold));
    }
  }
}
