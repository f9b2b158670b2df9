package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DmNameTest {
  @ParameterizedTest
  @CsvSource({
    "vg-root, vg, root, ''",
    "vg--fast-my--lv, vg-fast, my-lv, ''",
    "vg-pool-tpool, vg, pool, tpool",
    "vg-a--b-real, vg, a-b, real",
    "vg-pool_tdata, vg, pool_tdata, ''",
    "vg_foo.4059-lv_foo.4059, vg_foo.4059, lv_foo.4059, ''",
    "a\\x20b-c, a b, c, ''",
  })
  void groupVolumeAndLayer(String name, String group, String volume, String layer) {
    assertThat(DmName.volume(name)).contains(new DmName.Volume(group, volume, layer));
  }

  @ParameterizedTest
  @CsvSource({"mpatha", "vg-", "-lv", "a-b-c-d", "''", "---"})
  void otherNamesAreNone(String name) {
    assertThat(DmName.volume(name)).isEqualTo(Optional.empty());
  }

  @Test
  void namesComeBack() {
    String name = DmName.of("a-b", "c--d");
    assertThat(name).isEqualTo("a--b-c----d");
    assertThat(DmName.volume(name)).contains(new DmName.Volume("a-b", "c--d", ""));
  }

  @Test
  void escapesAreBytes() {
    assertThat(DmName.unmangled("\\xc3\\xa4\\xff\\x0a\\x")).isEqualTo("\u00e4\udcff\n\\x");
  }
}
