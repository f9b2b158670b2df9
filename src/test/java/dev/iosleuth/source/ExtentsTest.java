package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtentsTest {
  private static final int PIECE = 8192;

  @Test
  void onlyNumbersStandForADescriptor() {
    assertThat(Extents.descriptor("extents/700/4")).contains("proc/700/fd/4");
    assertThat(Extents.descriptor("extents/self/4")).isEmpty();
    assertThat(Extents.descriptor("extents/700/../../1/fd/4")).isEmpty();
    assertThat(Extents.descriptor("extents/700")).isEmpty();
  }

  /**
   * Two files that grow by turns lie in many pieces, unless the file system puts that off; holes
   * are none.
   */
  @Test
  void asManyAsFilefragSays(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pieces");
    try (FileChannel channel = open(file);
        FileChannel other = open(folder.resolve("other"))) {
      for (int i = 0; i < 40; i++) {
        channel.write(ByteBuffer.allocate(PIECE), (i < 20 ? 1L : 3L) * PIECE * i);
        channel.force(false);
        other.write(ByteBuffer.allocate(PIECE), (long) PIECE * i);
        other.force(false);
      }
      var tree = new HostTree("/");
      Reading<Text> answer = tree.read(Extents.path(pid(), descriptor(tree, file)));
      assumeTrue(answer instanceof Reading.Known, "no FIEMAP here: " + answer);
      long count = told(answer, "extents");
      assertThat(told(answer, "bytes")).isEqualTo(40L * PIECE);
      assertThat(count).isBetween(1L, 40L);
      assertThat(answer.optional().orElseThrow().string()).doesNotContain("cut");
      if (Files.isExecutable(Path.of("/usr/sbin/filefrag"))) {
        assertThat(filefrag(file)).isEqualTo(count);
      }
    }
  }

  @Test
  void whatIsNoRegularFileIsNotOpened() {
    Reading<Text> answer = new HostTree("/").read(Extents.path(pid(), 999_999));
    assertThat(answer).isInstanceOf(Reading.Absent.class);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  private static int pid() {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  private static int descriptor(Tree tree, Path file) {
    String folder = "proc/" + pid() + "/fd";
    return tree.list(folder).optional().orElseThrow().stream()
        .filter(name -> tree.link(folder + "/" + name).map(file.toString()::equals).orElse(false))
        .map(Integer::valueOf)
        .findFirst()
        .orElseThrow();
  }

  private static long told(Reading<Text> answer, String key) {
    String text = answer.optional().orElseThrow().string();
    Matcher matcher = Pattern.compile("(?m)^" + key + " (\\d+)$").matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static long filefrag(Path file) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/usr/sbin/filefrag", file.toString()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher matcher = Pattern.compile("(\\d+) extents? found").matcher(said);
    assertThat(matcher.find()).as(said).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
