package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Names that are not UTF-8, from a real command line: Java makes replacement characters of them.
 */
class RawArgumentsTest {
  private static String run(String name) throws Exception {
    String line =
        "exec \"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" dev.iosleuth.cli.Main stack"
            + " \"$(printf '"
            + name
            + "')\"";
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                line,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void everyByteArrives() throws Exception {
    assertThat(run("/nothing/a\\377b")).contains("/nothing/a\\xffb").contains("no such file");
  }
}
