package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostTreeTest {
  private final HostTree host = new HostTree("/");

  @Test
  void readsAFileOfProcWholeAndStampsIt() {
    long before = host.moment().nanos();
    Text text = host.read("proc/self/stat").optional().orElseThrow();
    long after = host.moment().nanos();
    assertThat(text.string()).startsWith(ProcessHandle.current().pid() + " (");
    assertThat(text.path()).isEqualTo("proc/self/stat");
    assertThat(text.nanos()).isBetween(before, after);
  }

  @Test
  void readsFilesLargerThanItsBuffer(@TempDir Path folder) throws Exception {
    byte[] content = new byte[1_000_003];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((i * 31) >> 3);
    }
    Files.write(folder.resolve("large"), content);
    var tree = new HostTree(folder.toString());
    assertThat(tree.read("large").optional().orElseThrow().bytes()).isEqualTo(content);
  }

  @Test
  void tellsTheThreeOutcomesApart() {
    assertThat(host.read("proc/0/stat")).isEqualTo(Reading.absent("no such file"));
    assertThat(host.read("proc/self/stat/more")).isEqualTo(Reading.absent("no such file"));
    assertThat(host.read("proc/self"))
        .isEqualTo(Reading.malformed("proc/self", "a regular file", "a directory"));
    assertThat(host.read("dev/zero"))
        .isEqualTo(Reading.malformed("dev/zero", "a regular file", "a character device"));
    assertThat(host.list("proc/stat").whyNot().orElseThrow()).contains("expected a directory");
    assertThat(host.link("proc/stat")).isEqualTo(Reading.absent("not a symbolic link"));
    assertThat(host.device("dev/null").whyNot().orElseThrow()).contains("a block device");
    assertThat(host.read("proc/self/stat\0x").whyNot().orElseThrow()).contains("name too long");
    assertThat(host.read("x/".repeat(5000)).whyNot().orElseThrow()).contains("name too long");
  }

  @Test
  void refusesFifosAndFilesBeyondTheLimit(@TempDir Path folder) throws Exception {
    TestingShell.run(folder, "mkfifo fifo; truncate -s 1T sparse; ln -s loop loop");
    var tree = new HostTree(folder.toString());
    assertThat(tree.read("fifo")).isEqualTo(Reading.malformed("fifo", "a regular file", "a FIFO"));
    assertThat(tree.read("sparse").whyNot().orElseThrow()).contains("a larger file");
    assertThat(tree.read("loop").whyNot().orElseThrow()).contains("a loop of links");
  }

  @Test
  void stopsAtTheLimitWhereTheFileDoesNotTellItsSize() {
    var files = new NativeFiles(100);
    assertThat(files.read("proc/self/status", "/proc/self/status").whyNot().orElseThrow())
        .isEqualTo("proc/self/status: expected at most 100 bytes, found 'a larger file'");
  }

  @Test
  void opensNamesThatAreNotUtf8(@TempDir Path folder) throws Exception {
    TestingShell.run(folder, "printf content > \"$(printf 'a\\377b\\nc')\"");
    var tree = new HostTree(folder.toString());
    List<String> names = tree.list("").orElse(List.of());
    assertThat(names).containsExactly("a\udcffb\nc");
    assertThat(tree.read(names.getFirst()).map(Text::string)).isEqualTo(Reading.known("content"));
  }

  @Test
  void listsMoreNamesThanFitOneBuffer(@TempDir Path folder) throws Exception {
    TestingShell.run(folder, "seq -f 'a-rather-long-name-of-a-file-%g' 3000 | xargs touch");
    assertThat(new HostTree(folder.toString()).list("").orElse(List.of()))
        .hasSize(3000)
        .doesNotHaveDuplicates()
        .contains("a-rather-long-name-of-a-file-2999");
  }

  @Test
  void followsLinksInsideAnotherRoot(@TempDir Path folder) throws Exception {
    TestingShell.run(folder, "mkdir etc; echo inside > etc/passwd; ln -s /etc/passwd link");
    var tree = new HostTree(folder.toString());
    assertThat(tree.read("link").map(Text::strip)).isEqualTo(Reading.known("inside"));
    assertThat(tree.link("link")).isEqualTo(Reading.known("/etc/passwd"));
  }

  @Test
  void knowsWhoAndWhen() {
    Moment moment = host.moment();
    assertThat(moment.host())
        .isEqualTo(host.read("proc/sys/kernel/hostname").map(Text::strip).orElse(""));
    assertThat(Duration.between(moment.wall(), Instant.now()).abs())
        .isLessThan(Duration.ofSeconds(5));
    String uptime = host.read("proc/uptime").map(Text::string).orElse("");
    long seconds = moment.nanos() / 1_000_000_000L;
    assertThat(Double.parseDouble(uptime.split(" ", 2)[0])).isBetween(seconds - 1.0, seconds + 5.0);
  }

  @Test
  void leavesNoDescriptorsBehind() {
    host.read("proc/self/stat");
    int before = host.list("proc/self/fd").orElse(List.of()).size();
    for (int i = 0; i < 200; i++) {
      host.read("proc/self/stat");
      host.read("dev/zero");
      host.list("proc/self");
    }
    assertThat(host.list("proc/self/fd").orElse(List.of()).size()).isLessThan(before + 50);
  }
}
