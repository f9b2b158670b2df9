package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was under way when an interval began is carried to it, whether those before it are shown or
 * not: one interval asked for alone is that of all of them, account by account.
 */
class CarriedTest {
  private static final Path LAB = Path.of("src", "test", "resources", "lab");

  private static final Pattern TIMES =
      Pattern.compile("\"interval\":\\{\"start\":\"([^\"]+)\",\"end\":\"([^\"]+)\"");

  static List<String> recordings() throws IOException {
    try (Stream<Path> files = Files.walk(LAB)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(recording|host)\\.tar\\..z"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(String command, String recording, String... chosen) {
    var console = new TestingConsole();
    var arguments = new ArrayList<>(List.of(command, "--json", "--from", recording));
    arguments.addAll(List.of(chosen));
    console.run(arguments.toArray(String[]::new));
    return console.out().lines().toList();
  }

  private static void alike(String command, String recording) {
    List<String> each = lines(command, recording, "--each");
    assertThat(each).hasSizeGreaterThan(1);
    for (String interval : each) {
      Matcher times = TIMES.matcher(interval);
      assertThat(times.find()).isTrue();
      String start = times.group(1);
      String end = times.group(2);
      assertThat(lines(command, recording, "--at", end)).containsExactly(interval);
      assertThat(lines(command, recording, "--between", start, end)).containsExactly(interval);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void oneIntervalIsThatOfAll(String recording) {
    alike("ledger", recording);
  }

  /** Each of them posts by itself. */
  @ParameterizedTest
  @CsvSource({"stack,raid1-lvm-7", "guests,raid1-lvm-7", "explain,raid1-lvm-7"})
  void soItIsForEachCommand(String command, String run) {
    alike(command, LAB.resolve(run).resolve("recording.tar.xz").toString());
  }
}
