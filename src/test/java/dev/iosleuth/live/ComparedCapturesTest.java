package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.cli.TestingConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two captures of this host, with settings changed and a guest started between them. */
final class ComparedCapturesTest {
  @TempDir Path folder;

  private String capture(String name) {
    String file = folder.resolve(name).toString();
    var console = new TestingConsole();
    assertThat(console.run("capture", "--seconds", "1", "--every", "0.1", "-o", file))
        .as(console.err())
        .isZero();
    return file;
  }

  @Test
  void whatElseChangedIsTold() throws Exception {
    TestingHost.assumeTools("losetup", "mkfs.ext4");
    try (var host = new TestingHost()) {
      String device = host.loop(32);
      String loop = device.substring("/dev/".length());
      Path point = host.ext4(device);
      Path setting = Path.of("/sys/block", loop, "queue/read_ahead_kb");
      Files.writeString(setting, "128");
      String before = capture("a.rec");
      Files.writeString(setting, "512");
      TestingHost.run("mount", "-o", "remount,noatime", point.toString());
      String after;
      String gone;
      try (var guest = TestingGuest.named("compared1", folder).start()) {
        assertThat(guest.pid()).isPositive();
        after = capture("b.rec");
      }
      gone = capture("c.rec");

      var console = new TestingConsole();
      console.run("compare", before, after);
      assertThat(console.out().replaceAll("\\s+", " "))
          .contains("WHAT ELSE CHANGED")
          .contains(loop + " queue/read_ahead_kb: 128 → 512")
          .contains("noatime")
          .contains("compared1");
      var back = new TestingConsole();
      back.run("compare", "--json", after, gone);
      assertThat(back.out())
          .contains("{\"kind\":\"guest\",\"subject\":\"compared1\"")
          .doesNotContain("read_ahead_kb\",\"before\"");
      var same = new TestingConsole();
      same.run("compare", "--json", before, before);
      assertThat(same.out()).contains("\"changed\":[]");
    }
  }
}
