package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

class DfTest {
  private static final String TITLE =
      "Filesystem     1024-blocks     Used Available Capacity Mounted on\n";

  private static Df df(String rows) {
    return Df.parse(Text.of("tool/df", TITLE + rows)).optional().orElseThrow();
  }

  @Test
  void sizesAreKibAndPointsMayHoldBlanks() {
    Df df =
        df(
            """
            /dev/mapper/vg-a b     1000      900       50      95% /srv/two words
            """);
    assertThat(df.damaged()).isEmpty();
    Df.FileSystem one = df.fileSystems().getFirst();
    assertThat(one)
        .isEqualTo(new Df.FileSystem("/dev/mapper/vg-a b", 1000, 900, 50, "/srv/two words"));
    assertThat(one.usedPercent()).isCloseTo(94.74, within(0.01));
  }

  @Test
  void oneThatIsOverfullHasNegativeSpace() {
    assertThat(df("/dev/sda1 1000 1000 -50 105% /\n").fileSystems().getFirst().availableKib())
        .isEqualTo(-50);
  }

  @Test
  void oneWithoutASizeIsLeftOut() {
    Df df = df("none - - - - /proc\n/dev/sda1 10 1 9 10% /\n");
    assertThat(df.damaged()).isEmpty();
    assertThat(df.fileSystems()).hasSize(1);
  }

  @Test
  void aDamagedRowCostsItself() {
    Df df = df("/dev/sda1 10 x 9 10% /\n/dev/sdb1 10 1 9 10% /b\n/dev/sdc1 10 1");
    assertThat(df.damaged()).hasSize(2);
    assertThat(df.fileSystems()).extracting(Df.FileSystem::point).containsExactly("/b");
  }

  @Test
  void anotherTextIsNone() {
    assertThat(Df.parse(Text.of("tool/df", "df: not found\n")))
        .isInstanceOf(Reading.Malformed.class);
  }
}
