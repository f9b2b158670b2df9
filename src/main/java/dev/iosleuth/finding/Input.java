package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file, or the same file of several devices, that a rule's answer depends on.
 *
 * <p>Where it is missing, cut or damaged, the rule cannot say that nothing is the matter, whatever
 * it saw elsewhere. What it found without it holds.
 *
 * @param files its paths from the host's root; a star stands for one name
 * @param counted whether the first sample's is needed beside the last one's
 * @param lacking which of them are missing where a host has them, or tell less than others do; what
 *     was not understood is noted in the sample
 */
public record Input(String files, boolean counted, Function<Sample, List<Lack>> lacking) {
  /**
   * @param path of the file
   * @param why in words for people
   */
  public record Lack(String path, String why) {
    @Override
    public String toString() {
      return path + ": " + why;
    }
  }

  /** One file of the last sample. */
  public static Input of(String path, Function<Sample, Reading<?>> reading) {
    return new Input(path, false, sample -> lack(path, reading.apply(sample)));
  }

  /** One file with counters, of which growth is told. */
  public static Input counters(String path, Function<Sample, Reading<?>> reading) {
    return new Input(path, true, sample -> lack(path, reading.apply(sample)));
  }

  /** The same of each device. */
  public static Input each(String files, Function<Sample, Stream<Lack>> lacking) {
    return new Input(files, false, sample -> lacking.apply(sample).toList());
  }

  /** Why a file tells nothing; none where it does. */
  public static List<Lack> lack(String path, Reading<?> reading) {
    return reading.whyNot().map(why -> new Lack(path, without(path, why))).stream().toList();
  }

  /** The sentence about what was not understood names the file itself. */
  private static String without(String path, String why) {
    return why.startsWith(path + ": ") ? why.substring(path.length() + 2) : why;
  }

  /** What the rule cannot know for want of it, each file once. */
  Stream<Lack> of(Case given) {
    Stream<Sample> samples =
        counted
            ? Stream.of(given.last(), given.first()).flatMap(one -> one.optional().stream())
            : given.last().optional().stream();
    return samples.flatMap(sample ->
        Stream.concat(
            damaged(sample.topology().notes(), sample.notes()), lacking.apply(sample).stream()));
  }

  private Stream<Lack> damaged(List<Note> topology, List<Note> sample) {
    var path = Pattern.compile("(" + expression() + ")(:\\d+)?", Pattern.DOTALL);
    return Stream.concat(topology.stream(), sample.stream())
        .filter(note -> note.kind() == Note.Kind.NOT_UNDERSTOOD)
        .flatMap(note -> {
          Matcher found = path.matcher(note.subject());
          return found.matches()
              ? Stream.of(new Lack(found.group(1), "not understood: " + note.text()))
              : Stream.empty();
        });
  }

  private String expression() {
    return Pattern.quote(files).replace("*", "\\E[^/]+\\Q");
  }
}
