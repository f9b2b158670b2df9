package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopDeviceTest {
  @TempDir Path folder;

  @Test
  void attachesTakesDirectWritesAndLeaves() throws IOException {
    Path file = folder.resolve("disk");
    try (var backing = new RandomAccessFile(file.toFile(), "rw")) {
      backing.setLength(1 << 20);
    }
    Reading<LoopDevice> attached = LoopDevice.attach(file.toString());
    assumeTrue(attached.optional().isPresent(), () -> "no loop device: " + attached.whyNot());

    Path backing;
    try (LoopDevice loop = attached.optional().orElseThrow()) {
      backing = Path.of("/sys/block", loop.name(), "loop/backing_file");
      assertThat(backing).content().isEqualTo(file + "\n");
      try (DirectFile direct =
          DirectFile.open("/dev/" + loop.name(), 8192).optional().orElseThrow()) {
        assertThat(direct.write(4096, 8192)).isEqualTo(Reading.known(8192L));
        assertThat(direct.read(0, 4096)).isEqualTo(Reading.known(4096L));
        assertThat(direct.read(100, 4096).whyNot())
            .hasValueSatisfying(why -> assertThat(why).endsWith("Invalid argument"));
      }
    }
    assertThat(Files.exists(backing)).isFalse();
  }

  /** Whatever becomes of this process, nothing of it stays. */
  @Test
  void aTemporaryFileHasNoName() throws IOException {
    try (TemporaryFile file = TemporaryFile.create(folder, 1 << 20).optional().orElseThrow()) {
      assertThat(folder).isEmptyDirectory();
      Reading<LoopDevice> attached = LoopDevice.attach(file);
      assumeTrue(attached.optional().isPresent(), () -> "no loop device: " + attached.whyNot());
      try (LoopDevice loop = attached.optional().orElseThrow()) {
        Path sys = Path.of("/sys/block", loop.name());
        assertThat(sys.resolve("loop/autoclear")).content().isEqualTo("1\n");
        assertThat(sys.resolve("loop/backing_file")).content().endsWith(" (deleted)\n");
        assertThat(sys.resolve("size")).content().isEqualTo("2048\n");
      }
    }
  }

  @Test
  void aFolderThatIsNotThereIsTold() {
    assertThat(TemporaryFile.create(folder.resolve("none"), 1).whyNot())
        .hasValueSatisfying(why -> assertThat(why).endsWith("there is no such folder"));
  }

  @Test
  void saysWhatStandsInTheWay() {
    assertThat(LoopDevice.attach(folder.resolve("missing").toString()).whyNot())
        .hasValueSatisfying(why -> assertThat(why).contains("could not be opened"));
  }
}
