package dev.iosleuth.lab;

import dev.iosleuth.lab.Answers.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds what {@code iosleuth explain} says of recordings with a known fault, or none, against the
 * answers. Ends with 1 if a goal is missed.
 */
final class FaultsMain {
  private static final String SUFFIX = ".tar.gz";

  private FaultsMain() {}

  public static void main(String[] arguments) throws IOException {
    boolean asTable = List.of(arguments).contains("--table");
    Answers answers = Answers.read();
    var table = new FaultsTable(answers);
    for (String argument : arguments) {
      if (!argument.equals("--table")) {
        for (Path recording : recordings(Path.of(argument))) {
          String phase = phase(recording);
          Optional<Answer> known = answers.of(phase);
          if (known.isEmpty()) {
            System.err.println("lab: " + recording + ": answers.csv has no " + phase);
            System.exit(2);
          }
          Answer answer = known.orElseThrow();
          Told told = Told.of(recording);
          table.add(answer, told);
          if (!asTable && !answer.fits(told)) {
            System.out.println(recording + ": WRONG");
            told.lines().forEach(line -> System.out.println("  " + line));
          }
        }
      }
    }
    table.lines().forEach(System.out::println);
    System.exit(table.reached() ? 0 : 1);
  }

  /** Those of phases, or the one of a scenario. */
  private static List<Path> recordings(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .filter(file -> !file.endsWith("out.tar.gz") && !file.endsWith("host.tar.gz"))
          .sorted()
          .toList();
    }
  }

  /** Of .../disks-301/scrub.tar.gz scrub, of .../xfs-201/recording.tar.gz xfs. */
  private static String phase(Path recording) {
    String name = recording.getFileName().toString().replace(SUFFIX, "");
    if (!name.equals("recording")) {
      return name;
    }
    Path folder = recording.toAbsolutePath().getParent();
    String run = folder.getFileName().toString();
    // one of two recordings of a run
    if (!run.matches(".*-[0-9]+")) {
      run = folder.getParent().getFileName().toString();
    }
    return run.replaceFirst("-[0-9]+$", "");
  }
}
