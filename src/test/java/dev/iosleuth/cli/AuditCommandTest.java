package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  private String tree() throws IOException {
    Path host = folder.resolve("host");
    Files.createDirectories(host.resolve("proc/sys/kernel"));
    Files.writeString(host.resolve("proc/sys/kernel/hostname"), "node1\n");
    Files.writeString(host.resolve("proc/diskstats"), "");
    return host.toString();
  }

  @Test
  void whereNothingIsTheMatterTheStatusIsZero() throws IOException {
    assertThat(console.run("audit", tree())).isZero();
    assertThat(console.run("audit", "--sarif", tree())).isZero();
    assertThat(console.run("audit", "--junit", tree())).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).contains("\"version\":\"2.1.0\"", "<testsuite name=");
  }

  /** Another status than other commands have, since 2 says that something is critical. */
  @Test
  void whatCouldNotRunIsThree() throws IOException {
    assertThat(console.run("audit", folder.resolve("none").toString())).isEqualTo(3);
    assertThat(console.run("audit", "--sarif", "--junit", tree())).isEqualTo(3);
    assertThat(console.run("audit", "--no-such-option")).isEqualTo(3);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).allMatch(line -> line.startsWith("iosleuth: "));
  }
}
