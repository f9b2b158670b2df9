package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.kernel.proc.Mdstat.Array;
import dev.iosleuth.kernel.proc.Mdstat.Job;
import dev.iosleuth.kernel.proc.Mdstat.Member;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MdstatTest {
  private static Mdstat parse(String content) {
    return Mdstat.parse(Text.of("proc/mdstat", content)).optional().orElseThrow();
  }

  /** The file that consists of this array and what stands around it. */
  private static Array only(String array) {
    Mdstat mdstat = parse("Personalities : [raid1]\n" + array + "\nunused devices: <none>\n");
    assertThat(mdstat.damaged()).isEmpty();
    assertThat(mdstat.arrays()).hasSize(1);
    return mdstat.arrays().getFirst();
  }

  @Test
  void aMirrorThatIsChecked() {
    Array array =
        only(
            """
            md1 : active raid1 sdb2[1] sda2[0]
                  976630464 blocks super 1.2 [2/2] [UU]
                  [========>............]  check = 41.2% (402371712/976630464) finish=93.2min speed=102660K/sec
                  bitmap: 2/8 pages [8KB], 65536KB chunk
            """);
    assertThat(array)
        .isEqualTo(
            new Array(
                "md1",
                true,
                false,
                "raid1",
                List.of(new Member("sdb2", 1, ""), new Member("sda2", 0, "")),
                "1.2",
                976630464,
                0,
                1,
                1,
                2,
                2,
                "UU",
                OptionalLong.of(64 << 20),
                Optional.of(
                    new Job(Action.CHECK, "running", 402371712, 976630464, 102660, "93.2min"))));
  }

  @Test
  void copiesOfRaid10() {
    String template =
        """
        md2 : active raid10 sdd[3] sdc[2] sdb[1] sda[0]
              1047552 blocks super 1.2 512K chunks %s [4/4] [UUUU]
        """;
    assertThat(only(template.formatted("2 near-copies")))
        .extracting(Array::near, Array::far, Array::chunkKib)
        .containsExactly(2, 1, 512L);
    assertThat(only(template.formatted("2 far-copies")))
        .extracting(Array::near, Array::far)
        .containsExactly(1, 2);
    assertThat(only(template.formatted("3 offset-copies")))
        .extracting(Array::near, Array::far)
        .containsExactly(1, 3);
    assertThat(only(template.formatted("2 near-copies 2 far-copies")))
        .extracting(Array::near, Array::far)
        .containsExactly(2, 2);
  }

  @Test
  void paritySlotsAndMemberFlags() {
    Array array =
        only(
            """
            md3 : active raid5 sde[4](R) sdd[3](S) cciss/c0d0p1[2](F) sdb[1](W)(F) sda[0] nvme0n1[5](J)
                  5860144128 blocks super 1.2 level 5, 64k chunk, algorithm 2 [3/1] [U__]
            """);
    assertThat(array.members())
        .containsExactly(
            new Member("sde", 4, "R"),
            new Member("sdd", 3, "S"),
            new Member("cciss/c0d0p1", 2, "F"),
            new Member("sdb", 1, "WF"),
            new Member("sda", 0, ""),
            new Member("nvme0n1", 5, "J"));
    assertThat(array.members().get(3).has('F')).isTrue();
    assertThat(array)
        .extracting(Array::chunkKib, Array::raidDisks, Array::working, Array::slots)
        .containsExactly(64L, 3, 1, "U__");
  }

  @Test
  void jobsThatRun() {
    String template =
        """
        md0 : active raid1 sdb[1] sda[0]
              1000 blocks [2/2] [UU]
              [=>...................]  %s (10/1000) finish=1.0min speed=7K/sec
        """;
    assertThat(only(template.formatted("recovery =  8.5%")).job())
        .contains(new Job(Action.RECOVERY, "running", 10, 1000, 7, "1.0min"));
    assertThat(only(template.formatted("resync = 41.2%")).job().orElseThrow().action())
        .isEqualTo(Action.RESYNC);
    assertThat(only(template.formatted("reshape =100.0%")).job().orElseThrow().action())
        .isEqualTo(Action.RESHAPE);
  }

  @Test
  void jobsThatWait() {
    String template =
        """
        md0 : active raid1 sdb[1] sda[0]
              1000 blocks [2/2] [UU]
              \t%s
        """;
    assertThat(only(template.formatted("resync=DELAYED")).job())
        .contains(new Job(Action.RESYNC, "DELAYED", 0, 0, 0, ""));
    assertThat(only(template.formatted("resync=PENDING")).job().orElseThrow().running()).isFalse();
    assertThat(only(template.formatted("recover=REMOTE")).job())
        .contains(new Job(Action.RECOVERY, "REMOTE", 0, 0, 0, ""));
    assertThat(only(template.formatted("reshape=REMOTE")).job().orElseThrow().action())
        .isEqualTo(Action.RESHAPE);
  }

  @Test
  void readOnlyInactiveAndContainers() {
    Mdstat mdstat =
        parse(
            """
            Personalities : [raid0]
            md126 : active raid0 sdb[1] sdc[0]
                  1855870976 blocks super external:/md127/0 128k chunks
            md127 : inactive sdb[2](S) sdc[1](S)
                  7932 blocks super external:imsm

            md11 : active (auto-read-only) raid0 sdd[0]
                  64 blocks super non-persistent 4k chunks
            md12 : active (read-only) linear sde[0]
                  64 blocks super 1.2 0k rounding
            md13 : inactive

            unused devices: sdx sdy
            """);
    assertThat(mdstat.damaged()).isEmpty();
    assertThat(mdstat.arrays())
        .extracting(Array::name, Array::active, Array::readOnly, Array::level, Array::metadata)
        .containsExactly(
            tuple("md126", true, false, "raid0", "external:/md127/0"),
            tuple("md127", false, false, "", "external:imsm"),
            tuple("md11", true, true, "raid0", "non-persistent"),
            tuple("md12", true, true, "linear", "1.2"),
            tuple("md13", false, false, "", "0.90"));
    assertThat(mdstat.array("md12")).isPresent();
    assertThat(mdstat.array("md99")).isEmpty();
  }

  @Test
  void aDamagedArrayCostsItself() {
    Mdstat mdstat =
        parse(
            """
            Personalities : [raid1]
            md5 : active raid1 sdb[1] sda[0]
                  1000 blocks [2/2] [UU]
            mdf1: testman actve
                  12 what
            md4 : active raid1 sdb[x] sda[0]
                  1000 blocks [2/2] [UU]
            md3 : active raid1 sdb[1] sda[0]
                  many blocks [2/2] [UU]
            md2 : active raid1 sdb[1] sda[0]
                  1000 blocks [2/2] [UU]
                  [=>...................]  check =  8.5% (99999999999999999999999/1) finish=1min speed=7K/sec
            md1 : active raid1 sdb[1] sda[0]
            md0 : active raid1 sdb[1] sda[0]
                  1000 blocks [2/2] [UU]
                  quantum entanglement 7
            unused devices: <none>
            """);
    assertThat(mdstat.arrays()).extracting(Array::name).containsExactly("md5", "md0");
    assertThat(mdstat.damaged())
        .extracting(Reading.Malformed::where)
        .containsExactly(
            "proc/mdstat:4",
            "proc/mdstat:6",
            "proc/mdstat:9",
            "proc/mdstat:12",
            "proc/mdstat:13",
            "proc/mdstat:16");
  }

  @Test
  void aFileThatWasCutLosesItsLastArray() {
    String whole =
        """
        md5 : active raid1 sdb[1] sda[0]
              1000 blocks [2/2] [UU]
        md4 : active raid1 sdb[1] sda[0]
              1000 blocks [2/2] [UU]
              [=>...................]  check =  8.5% (10/1000) finish=1min speed=7K/sec
        """;
    int second = whole.indexOf("md4") + 1;
    for (int length = second; length <= whole.length(); length++) {
      Mdstat mdstat = parse(whole.substring(0, length));
      assertThat(mdstat.arrays()).extracting(Array::name).containsExactly("md5");
      assertThat(mdstat.damaged()).as("%s bytes", length).hasSize(1);
    }
  }

  @Test
  void anEmptyFileIsDamage() {
    assertThat(Mdstat.parse(Text.of("proc/mdstat", "\n"))).isInstanceOf(Reading.Malformed.class);
  }
}
