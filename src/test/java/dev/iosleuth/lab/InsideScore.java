package dev.iosleuth.lab;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.reading.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the ledger of a host told of the programs inside its guest, where both recorded: by the
 * command itself, as anybody would run it.
 *
 * @param words on each load
 * @param complaints what is wrong
 */
record InsideScore(List<String> words, List<String> complaints) {
  /** Of what each program counted itself at least so much is billed to it at the host's disks. */
  private static final double LEAST = 0.95;

  /** Of the table of postings: how many columns, and which these are. */
  private static final int COLUMNS = 19;

  private static final int PATH = 11;
  private static final int DIRECTION = 12;
  private static final int BYTES = 15;

  /** The host's recording of a run, where there is one. */
  static Optional<Path> host(Path run) {
    return Stream.of("host.tar.gz", "host.tar.xz")
        .map(run::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * @param options more of them
   */
  static InsideScore of(Path run, Path host, String... options) throws IOException {
    Truth truth = Truth.read(run.resolve("truth"));
    var arguments = new ArrayList<>(List.of("ledger", "--from", host.toString(), "--csv"));
    arguments.addAll(
        options.length == 0
            ? List.of("--inside", Run.recording(run).toString())
            : List.of(options));
    var console = new TestingConsole();
    int status = console.run(arguments.toArray(String[]::new));
    var words = new ArrayList<String>();
    var complaints = new ArrayList<String>();
    if (status > 1) {
      complaints.add("no answer: " + console.err());
    }
    List<List<String>> rows = console.out().lines().map(InsideScore::fields).toList();
    for (Load load : truth.loads()) {
      Truth.Copies copies = truth.atHost().get(load.name());
      if (copies != null) {
        told(load, "read", load.readBytes(), copies.reads(), rows, words, complaints);
        told(load, "write", load.writeBytes(), copies.writes(), rows, words, complaints);
      }
    }
    return new InsideScore(words, complaints);
  }

  private static void told(
      Load load,
      String direction,
      long truth,
      OptionalDouble copies,
      List<List<String>> rows,
      List<String> words,
      List<String> complaints) {
    if (copies.isEmpty() || truth == 0) {
      return;
    }
    long expected = Math.round(truth * copies.getAsDouble());
    long told =
        rows.stream()
            .filter(row -> row.size() == COLUMNS && row.get(DIRECTION).equals(direction))
            .filter(row -> row.get(PATH).contains(" > process:" + load.name()))
            .mapToLong(row -> Fields.parse(row.get(BYTES)).orElse(0))
            .sum();
    String line =
        String.format(
            Locale.ROOT,
            "%-12s on the host's disks %s %,d of %,d B: %.1f %%",
            load.name(),
            direction,
            told,
            expected,
            100.0 * told / expected);
    words.add(line);
    if (told < expected * LEAST) {
      complaints.add(line);
    }
  }

  /** Of a row whose texts hold neither commas nor quotes. */
  private static List<String> fields(String row) {
    return List.of(row.replace("\"", "").split(",", -1));
  }
}
