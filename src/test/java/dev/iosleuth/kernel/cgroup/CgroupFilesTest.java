package dev.iosleuth.kernel.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The files of one control group. */
final class CgroupFilesTest {
  @Nested
  final class Io {
    private static IoStat parse(String content) {
      return IoStat.parse(Text.of("io.stat", content)).optional().orElseThrow();
    }

    @Test
    void figures() {
      IoStat io =
          parse(
              """
              8:16 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6
              8:0 rbytes=7 wbytes=8 rios=9 wios=10
              253:0 rbytes=1 wbytes=1 rios=1 wios=1 dbytes=0 dios=0 cost.vrate=100.00 use_delay=x depth=max
              """);
      assertThat(io.devices())
          .isEqualTo(
              Map.of(
                  new DevNo(8, 16),
                  new IoStat.Figures(1, 2, 3, 4, OptionalLong.of(5), OptionalLong.of(6)),
                  new DevNo(8, 0),
                  new IoStat.Figures(7, 8, 9, 10, OptionalLong.empty(), OptionalLong.empty()),
                  new DevNo(253, 0),
                  new IoStat.Figures(1, 1, 1, 1, OptionalLong.of(0), OptionalLong.of(0))));
      assertThat(io.damaged()).isEmpty();
    }

    @Test
    void devicesWithoutFigures() {
      IoStat io =
          parse(
              """
              8:0
              8:1 cost.usage=17
              8:2 8:3 8:4 rbytes=1 wbytes=2 rios=3 wios=4
              """);
      assertThat(io.devices()).containsOnlyKeys(new DevNo(8, 4));
      assertThat(io.damaged()).isEmpty();
      assertThat(parse("").devices()).isEmpty();
    }

    @Test
    void damage() {
      IoStat io =
          parse(
              """
              8:0 rbytes=1 wbytes=2 rios=3
              8:1 rbytes=1 wbytes=2 rios=3 wios=x
              8:2 rbytes=1 wbytes=2 rios=3 wios=18446744073709551616
              8:3 rbytes 1 wbytes=2 rios=3 wios=4
              (unknown) rbytes=1 wbytes=2 rios=3 wios=4
              \0\u0001\u0002
              8:4 rbytes=1 wbytes=2 rios=3 wios=4
              8:5 rbytes=1 wbytes=2 rios=3 wios=4\
              """);
      assertThat(io.devices()).containsOnlyKeys(new DevNo(8, 4));
      assertThat(io.damaged()).hasSize(7);
    }
  }

  @Nested
  final class Throttle {
    private static BlkioThrottle parse(String content) {
      return BlkioThrottle.parse(Text.of("blkio.throttle.io_serviced", content))
          .optional()
          .orElseThrow();
    }

    @Test
    void figures() {
      BlkioThrottle throttle =
          parse(
              """
              8:0 Read 1310720
              8:0 Write 20480
              8:0 Sync 1331200
              8:0 Async 0
              8:0 Discard 5
              8:0 Total 1331205
              253:7 Read 0
              253:7 Write 1
              253:7 Sync 0
              253:7 Async 1
              253:7 Total 1
              Total 1331206
              """);
      assertThat(throttle.devices())
          .isEqualTo(
              Map.of(
                  new DevNo(8, 0),
                  new BlkioThrottle.Counts(1310720, 20480, OptionalLong.of(5)),
                  new DevNo(253, 7),
                  new BlkioThrottle.Counts(0, 1, OptionalLong.empty())));
      assertThat(throttle.damaged()).isEmpty();
      assertThat(parse("Total 0\n").devices()).isEmpty();
    }

    @Test
    void damage() {
      BlkioThrottle throttle =
          parse(
              """
              8:0 Read 13
              8:0 Write x
              8:1 Read 1
              8:1 Write 2
              8:1 Total 3
              8:2 Read 1
              nonsense
              8:2 Write 17\
              """);
      assertThat(throttle.devices()).containsOnlyKeys(new DevNo(8, 1));
      assertThat(throttle.damaged())
          .extracting(Reading.Malformed::where)
          .contains("blkio.throttle.io_serviced:2", "blkio.throttle.io_serviced:7");
      assertThat(throttle.damaged()).hasSize(5);
    }
  }

  @Nested
  final class Memory {
    private static MemoryStat parse(String content) {
      return MemoryStat.parse(Text.of("memory.stat", content)).optional().orElseThrow();
    }

    @Test
    void version1CountsChildrenUnderOtherNames() {
      MemoryStat memory =
          parse(
              """
              cache 1
              dirty 2
              pgmajfault 3
              total_cache 11
              total_dirty 12
              total_pgmajfault 13
              """);
      assertThat(memory.fileBytes()).hasValue(11);
      assertThat(memory.dirtyBytes()).hasValue(12);
      assertThat(memory.majorFaults()).hasValue(13);
      assertThat(memory.writebackBytes()).isEmpty();
    }

    @Test
    void version2() {
      MemoryStat memory = parse("file 1\nfile_dirty 2\nfile_writeback 4096\npgmajfault 3\nbad x\n");
      assertThat(memory.fileBytes()).hasValue(1);
      assertThat(memory.dirtyBytes()).hasValue(2);
      assertThat(memory.writebackBytes()).hasValue(4096);
      assertThat(memory.majorFaults()).hasValue(3);
      assertThat(memory.damaged()).hasSize(1);
      assertThat(MemoryStat.parse(Text.of("memory.stat", "")))
          .isInstanceOf(Reading.Malformed.class);
    }
  }
}
