package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What lab/run, lab/score and lab/explain refuse, in one line, before they build or write anything.
 */
class ScriptsTest {
  private static final Path LAB = Path.of("lab");

  @TempDir private Path folder;

  private record Ended(int status, String said) {}

  private static Ended run(Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  /** Scripts beside a scenario of our own. */
  private Path labWith(String scenario) throws IOException {
    Path copy = folder.resolve("lab");
    try (Stream<Path> files = Files.walk(LAB, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(LAB.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    Files.writeString(copy.resolve("scenarios").resolve("umber"), scenario);
    return copy.resolve("run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          loads() { load a - direct; }                       | it has no disk
          disk 64\\nloads() { :; }                           | it has no load
          disk 64\\ndisk abc\\nloads() { load a - direct; }  | disk takes a number from 1 on, not 'abc'
          disk\\nloads() { load a - direct; }                | disk takes a number from 1 on, not ''
          """)
  void aScenarioOfNothingIsNotPlayed(String scenario, String why) throws Exception {
    Path run = labWith("stack() { :; }\n" + scenario.translateEscapes() + "\n");
    Path out = folder.resolve("out");
    assertThat(run(run, "--out", out.toString(), "umber"))
        .isEqualTo(new Ended(2, "lab: umber: " + why + "\n"));
    assertThat(out).doesNotExist();
  }

  @Test
  void whatThereIsCanBePlayed() throws Exception {
    Path run = labWith("disk 64 scsi\nloads() { load a - direct; }\n");
    // the next thing that it looks at
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(run, "--out", file.toString(), "umber", "riddle").said())
        .matches("lab: (cannot write to|needs) .*\\n");
  }

  @Test
  void theOrderOfOptionsDoesNotMatter() throws Exception {
    Path run = labWith("disk 64 scsi\nloads() { load a - direct; }\n");
    Ended faults = run(run, "--faults", "--list");
    assertThat(faults.said()).contains("arrays ").doesNotContain("umber ");
    assertThat(run(run, "--list", "--faults")).isEqualTo(faults);
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(run, "--out", file.toString(), "--all", "--faults").said())
        .matches("lab: (cannot write to|needs) .*\\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          umber --faults         | no scenario 'umber' in lab/faults; lab/run --faults --list names them
          --faults umber         | no scenario 'umber' in lab/faults; lab/run --faults --list names them
          riddle umber sienna    | no scenario 'sienna'; lab/run --list names them
          ../umber               | no scenario '../umber'; lab/run --list names them
          --out --seed 3 umber   | --out takes a value, not '--seed'
          --seed --all           | --seed takes a value, not '--all'
          umber --out            | --out takes a value
          """)
  void whatCannotBePlayedIsSaid(String line, String why) throws Exception {
    Path run = labWith("disk 64 scsi\nloads() { load a - direct; }\n");
    assertThat(run(run, line.split(" "))).isEqualTo(new Ended(2, "lab: " + why + "\n"));
  }

  /** There is nothing beside these scripts that could be compiled. */
  @Test
  void argumentsAreLookedAtBeforeAnythingIsCompiled() throws Exception {
    Path score = labWith("").resolveSibling("score");
    String missing = folder.resolve("none").toString();
    assertThat(run(score, missing)).isEqualTo(new Ended(2, "lab: no folder: " + missing + "\n"));
    assertThat(run(score, folder.toString(), "--tabel"))
        .isEqualTo(new Ended(2, "lab: lab/score has no option --tabel; see lab/score --help\n"));
    assertThat(run(score))
        .isEqualTo(new Ended(2, "lab: no run of lab/run in: (no folder was given)\n"));
  }

  @Test
  void helpTellsHowTheyAreCalled() throws Exception {
    for (String name : List.of("explain", "score", "run")) {
      Ended help = run(LAB.resolve(name), "--help");
      assertThat(help.status()).as(name).isZero();
      assertThat(help.said()).contains("Usage: lab/" + name + " ");
      assertThat(run(LAB.resolve(name), "-h")).isEqualTo(help);
    }
  }

  @Test
  void aTableOfNoRunIsNotPublished() throws Exception {
    Path explain = LAB.resolve("explain");
    Path accuracy = Path.of("docs", "accuracy.md");
    String before = Files.readString(accuracy);
    Files.createFile(folder.resolve("out.tar.gz"));
    assertThat(run(explain, "--publish", folder.toString()))
        .isEqualTo(new Ended(2, "lab: no recording of lab/run --faults in: " + folder + "\n"));
    assertThat(run(explain, "--publish")).isEqualTo(new Ended(2, "lab: no folder was given\n"));
    assertThat(Files.readString(accuracy)).isEqualTo(before);
  }

  /** Of 3,000 drawn freely from the 24 words and 999 numbers some would be the same. */
  @Test
  void noNameIsDrawnTwice() throws Exception {
    Path script = Files.createFile(folder.resolve("names"));
    Files.writeString(
        script,
        """
        #!/bin/sh
        . "$1"
        sow 214 cgroups-v2
        left=3000
        while [ "$left" -gt 0 ]; do name drawn_name; echo "$drawn_name"; left=$((left - 1)); done
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Ended ended = run(script, LAB.resolve("seed.sh").toAbsolutePath().toString());
    assertThat(ended.said().lines()).hasSize(3000).doesNotHaveDuplicates();
  }
}
