package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees and archives that others made; skipped where they are not there. */
final class ThirdPartyTreesTest {
  private static Path fixtures() {
    String set = System.getenv("IOSLEUTH_FIXTURES");
    return Path.of(set == null ? "../shared/fixtures" : set);
  }

  @ParameterizedTest
  @CsvSource({
    "stack/procfs/fixtures-all.tar.gz, proc/diskstats",
    "stack/procfs/fixtures, proc/diskstats",
    "stack/node_exporter, proc/diskstats",
    "stack/node_exporter/sys-all.tar.gz, sys/block/md0/md/level",
    "stack/util-linux/tests/ts/lsblk/dumps/simple-lvm.tar.xz, sys/block/sda/size",
    "stack/util-linux/tests/ts/lsblk/dumps/multi-devs-bcachefs.tar.xz, sys/block/sda/size",
    "stack/sysstat/tests/root1.tar.gz, proc/diskstats",
    "stack/sysstat/tests/root7.tar.gz, proc/uptime",
  })
  void open(String tree, String file) {
    Path path = fixtures().resolve(tree);
    assumeTrue(Files.exists(path), () -> "no third-party trees at " + path);
    Reading<CapturedTree> opened = Trees.openHost(path);
    assertThat(opened.whyNot()).isEmpty();
    CapturedTree host = opened.optional().orElseThrow();
    assertThat(host.truncated()).isEmpty();
    assertThat(host.read(file).map(Text::strip).orElse("")).isNotEmpty();
  }
}
