package dev.iosleuth.cli;

import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Samples of a recording. */
final class RecordedSamples implements Samples {
  private final Collector collector = new Collector();
  private final String file;
  private final Recording recording;
  private final Console console;
  private final Progress progress;
  private Optional<Sample> previous = Optional.empty();
  private Optional<String> cut = Optional.empty();
  private int read;

  RecordedSamples(Input.Recorded input, Console console) {
    this(input, console, opened(input.file(), console));
  }

  /**
   * @param recording that the file holds
   */
  RecordedSamples(Input.Recorded input, Console console, Recording recording) {
    this.console = console;
    this.file = input.file();
    this.progress = Progress.working(console);
    this.recording = recording;
    if (recording.truncated().isPresent() && !input.partial()) {
      throw new Failure(
          file + " " + recording.truncated().get() + "; --partial takes what is whole");
    }
  }

  private static Recording opened(String file, Console console) {
    try (Progress opening = Progress.working(console)) {
      opening.reached(0, "opening " + file);
      return Inputs.require(file, Recording.open(Inputs.path(file)));
    }
  }

  @Override
  public Optional<Sample> next() {
    List<RecordedTree> trees = recording.samples();
    if (read < trees.size() && console.stopping().asked()) {
      cut = Optional.of("read up to sample " + read + " of " + trees.size());
    }
    if (read == trees.size() || cut.isPresent()) {
      progress.close();
      return Optional.empty();
    }
    progress.reached(read / (double) trees.size(), "sample " + (read + 1) + " of " + trees.size());
    previous = Optional.of(collector.collect(trees.get(read), previous));
    read++;
    return previous;
  }

  @Override
  public Optional<Sample> last() {
    return previous;
  }

  @Override
  public List<Instant> times() {
    return recording.samples().stream().map(tree -> tree.moment().wall()).toList();
  }

  @Override
  public boolean anonymous() {
    return recording.samples().stream().anyMatch(RecordedTree::anonymous);
  }

  @Override
  public Optional<String> cut() {
    return cut;
  }

  @Override
  public List<Note> notes() {
    return recording
        .truncated()
        .map(how -> List.of(new Note(Note.Kind.GAP, file, how)))
        .orElse(List.of());
  }

  @Override
  public void close() {
    progress.close();
  }
}
