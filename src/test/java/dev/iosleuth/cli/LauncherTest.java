package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell's part: finding a JDK without starting one. */
class LauncherTest {
  @TempDir Path home;

  private Path old;
  private Path current;

  @BeforeEach
  void twoJdks() throws IOException {
    old = jdk("jdk-17", "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"17.0.9\"\n");
    current = jdk("jdk-26", "JAVA_RUNTIME_VERSION=\"26-ea+1\"\nJAVA_VERSION=\"26\"\nOS=\"17\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "busybox sh", "bash --posix"})
  void takesJavaHomeIfItIsNewEnough(String shell) throws Exception {
    assertThat(find(shell, Map.of("JAVA_HOME", current.toString()))).isEqualTo(current + " 26");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "busybox sh", "bash --posix"})
  void looksOnIfJavaHomeIsTooOld(String shell) throws Exception {
    Path link = Files.createSymbolicLink(home.resolve("java"), current.resolve("bin/java"));

    var environment =
        Map.of("JAVA_HOME", old.toString(), "PATH", link.getParent() + ":" + System.getenv("PATH"));

    assertThat(find(shell, environment)).isEqualTo(current + " 26");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "busybox sh", "bash --posix"})
  void takesNoFolderWithoutAVersion(String shell) throws Exception {
    Path odd = jdk("jdk-odd", "JAVA_VERSION=\"x\"\n");

    assertThat(find(shell, Map.of("JAVA_HOME", odd.toString()))).doesNotStartWith(odd.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "busybox sh", "bash --posix"})
  void saysAtOnceThatItsAnswerHasNowhereToGo(String shell) throws Exception {
    assumeInstalled(List.of(shell.split(" ", -1)));
    Process process = new ProcessBuilder("sh", "-c", shell + " ./iosleuth man >&-").start();
    String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(told).startsWith("iosleuth: standard output is closed").hasLineCount(1);
  }

  private Path jdk(String name, String release) throws IOException {
    Path folder = home.resolve(name);
    Path java = folder.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("release"), release);
    return folder;
  }

  private String find(String shell, Map<String, String> environment) throws Exception {
    List<String> words = List.of(shell.split(" ", -1));
    assumeInstalled(words);
    var builder =
        new ProcessBuilder(
            Stream.concat(
                    words.stream(),
                    Stream.of("-c", ". script/jdk.sh; find_jdk && echo \"$jdk_home $jdk_found\""))
                .toList());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static void assumeInstalled(List<String> words) {
    assumeTrue(
        List.of(System.getenv("PATH").split(":", -1)).stream()
            .anyMatch(p -> Files.isExecutable(Path.of(p, words.getFirst()))),
        () -> words.getFirst() + " is not installed");
  }
}
