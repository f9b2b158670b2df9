package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recorded;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.TestingMirror;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.kernel.tool.SmartctlText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.ToolAnswers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowMemberTest {
  private final SlowMember rule = new SlowMember();

  private static String twins(double one, double other) {
    return """

    Device            r/s     w/s     rkB/s     wkB/s r_await w_await aqu-sz  %%util
    sda              1.00  100.00      8.00   1600.00    1.00 %.2f   1.00  60.00
    sdb              9.00  100.00     72.00   1600.00    1.00 %.2f   1.50  90.00
    nvme0n1          9.00   10.00     72.00   1600.00    1.00    0.10   0.10   1.00
    """
        .formatted(one, other);
  }

  /** Real: one leg of a mirror behind a throttle, the same 86 writes on both. */
  @Test
  void aSlowLegOfAMirror() {
    Finding finding = one(rule, recording("raid1-slow-11"));
    assertThat(finding.summary())
        .isEqualTo("vdb of md0 does the same work as vda in 5.2 times the time");
    assertThat(amount(finding, "its time of a write")).isCloseTo(21857 / 86.0, within(1e-6));
    assertThat(amount(finding, "the other's")).isCloseTo(4198 / 86.0, within(1e-6));
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  /** The same mirror, of drives that tell these rows of their tables. */
  private Finding told(String slow, String other) {
    List<Sample> samples = new ArrayList<>(recorded("raid1-slow-11"));
    samples.add(
        TestingSystems.with(
            samples.removeLast(),
            new ToolAnswers(
                Reading.absent("not asked"),
                Reading.absent("not asked"),
                Map.of("vdb", drive(slow), "vda", drive(other)))));
    return one(rule, samples(samples));
  }

  private static Reading<SmartctlJson> drive(String rows) {
    return SmartctlText.parse(Text.of("tool/smartctl/sda", "smartctl 6.2\n" + rows));
  }

  private static final String TABLE =
      "ID# NAME FLAG VALUE WORST THRESH TYPE UPDATED WHEN_FAILED RAW_VALUE\n";
  private static final String TURNS = "Rotation Rate: 7200 rpm\n";

  @Test
  void badSectorsExplainItBeforeTheLink() {
    Finding finding =
        told(
            TURNS + TABLE + "197 P 0 1 1 0 O A - 8\n199 C 0 1 1 0 O A - 3\n",
            TURNS + TABLE + "197 P 0 1 1 0 O A - 0\n");
    assertThat(finding.alternatives())
        .contains(
            "vdb explains it itself: 8 sectors that could not be read and wait to be written");
    assertThat(amount(finding, "sectors that could not be read and wait to be written"))
        .isEqualTo(8);
  }

  @Test
  void theLinkExplainsItBeforeTheSpeed() {
    Finding finding = told("Rotation Rate: 5400 rpm\n" + TABLE + "199 C 0 1 1 0 O A - 3\n", TURNS);
    assertThat(finding.alternatives()).anyMatch(text -> text.startsWith("its cable or port"));
    assertThat(amount(finding, "errors on its link")).isEqualTo(3);
  }

  @Test
  void aDriveThatTurnsMoreSlowlyIsSoByDesign() {
    Finding finding = told("Rotation Rate: 5400 rpm\n", TURNS);
    assertThat(finding.alternatives()).anyMatch(text -> text.startsWith("by design"));
    assertThat(amount(finding, "its turns")).isEqualTo(5400);
  }

  @Test
  void soundDrivesLeaveOtherReasons() {
    assertThat(told(TURNS, TURNS).alternatives())
        .anyMatch(text -> text.startsWith("SMART does not explain it"));
    assertThat(one(rule, recording("raid1-slow-11")).alternatives())
        .anyMatch(text -> text.startsWith("a cable or port"));
  }

  @Test
  void twinsOfALog() {
    Finding finding = one(rule, log(twins(10, 15).repeat(7)));
    assertThat(finding.subject().name()).isEqualTo("sdb");
    assertThat(amount(finding, "its time for that of the other")).isCloseTo(1.5, within(1e-9));
    assertThat(amount(finding, "intervals in which it was slower")).isEqualTo(100);
    assertThat(finding.cost().share().orElse(0)).isCloseTo(0.3, within(1e-9));
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void nowTheOneAndNowTheOther() {
    clear(rule, log((twins(10, 30) + twins(20, 10)).repeat(4)));
  }

  @Test
  void oneIntervalAloneMustSayMore() {
    clear(rule, log(twins(10, 15)));
    assertThat(one(rule, log(twins(10, 31))).subject().name()).isEqualTo("sdb");
  }

  /** Of sdb, that reads beside the same writes. */
  private static String reading(double one, double other) {
    return twins(one, other).replace("sdb              9.00", "sdb            200.00");
  }

  /** md leaves reads in order to one leg, and the writes to it wait behind them. */
  @Test
  void whoServesReadsBesideIsNotSlowerByItself() {
    assertThat(untold(rule, log(reading(10, 40).repeat(7))))
        .isEqualTo(
            "sdb serves more than sda: its requests wait for each other (300 a second for 101)");
    assertThat(untold(rule, log(reading(10, 40).repeat(20) + twins(10, 10).repeat(5))))
        .startsWith("sdb serves more than sda");
  }

  @Test
  void whoIsSlowerWithoutTheReadsToo() {
    Finding finding = one(rule, log(reading(10, 40).repeat(4) + twins(10, 15).repeat(5)));
    assertThat(finding.summary())
        .isEqualTo("sdb does the same work as sda in 1.5 times the time, where both serve as much");
    assertThat(amount(finding, "its time of a write")).isCloseTo(15, within(1e-9));
    assertThat(amount(finding, "intervals in which it was slower")).isEqualTo(100);
    assertThat(finding.evidence())
        .anyMatch(e -> e.source().equals("equal_work(\"sdb\", \"sda\", \"sdb\", write_wait_ms)"));
  }

  /** Of one array, by hand: 200 flushes of 2 ms and of 45 ms in 10 s. */
  @Test
  void aLegThatFlushesSlowly(@TempDir Path folder) {
    Finding finding = one(rule, recording(TestingMirror.of(200, 2, 45).in(folder)));
    assertThat(finding.summary())
        .isEqualTo("sdb of md0 does the same flushes as sda in 23 times the time");
    assertThat(amount(finding, "its time of a flush")).isCloseTo(45, within(1e-9));
    assertThat(amount(finding, "the other's")).isCloseTo(2, within(1e-9));
    assertThat(amount(finding, "of the time, waited longer for its flushes"))
        .isCloseTo(200 * 43 / 10_000.0 * 100, within(1e-9));
    assertThat(finding.cost().share().orElse(0)).isCloseTo(0.86, within(1e-9));
    assertThat(finding.cost().whose()).isEqualTo("every flush of md0");
    assertThat(finding.alternatives())
        .anyMatch(other -> other.contains("protected against a loss of power"))
        .anyMatch(other -> other.startsWith("a worn SSD"));
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  /** Partitions count no flushes. */
  @Test
  void flushesOfArraysOnPartitionsAreThoseOfTheDisks(@TempDir Path folder) {
    Finding finding = one(rule, recording(TestingMirror.of(200, 2, 45).onPartitions(folder)));
    assertThat(finding.summary())
        .isEqualTo("sdb of md0 and md1 does the same flushes as sda in 23 times the time");
  }

  @Test
  void legsThatFlushAlike(@TempDir Path folder) {
    clear(rule, recording(TestingMirror.of(200, 45, 45).in(folder.resolve("slow"))));
    clear(rule, recording(TestingMirror.of(200, 40, 45).in(folder.resolve("about"))));
  }

  /** 39 are too few for a mean, and 40 of 20 ms more are 8 % of 10 s. */
  @Test
  void fewFlushesDoNotMatter(@TempDir Path folder) {
    clear(rule, recording(TestingMirror.of(39, 2, 200).in(folder.resolve("few"))));
    clear(rule, recording(TestingMirror.of(40, 2, 22).in(folder.resolve("short"))));
    assertThat(
            amount(
                one(rule, recording(TestingMirror.of(40, 2, 27).in(folder.resolve("enough")))),
                "of the time, waited longer for its flushes"))
        .isCloseTo(10, within(1e-9));
  }

  /** A drive's cache is not written out beside reads. */
  @Test
  void flushesMayWaitForReads(@TempDir Path folder) {
    assertThat(untold(rule, recording(new TestingMirror(200, 2, 20, 4000).in(folder))))
        .isEqualTo(
            "sdb serves more than sda: its requests wait for each other (440 a second for 40)");
  }

  private static String flushing(String one, String other, double write) {
    return """

    Device r/s w/s rkB/s wkB/s r_await w_await f/s f_await aqu-sz %%util
    sda 0.00 40.00 0.00 640.00 0.00 1.00 %s 0.08 8.00
    sdb 0.00 40.00 0.00 640.00 0.00 %.2f %s 0.94 94.00
    """
        .formatted(one, write, other);
  }

  @Test
  void twinsOfALogThatFlush() {
    Finding finding = one(rule, log(flushing("20.00 20.00", "20.00 30.00", 1).repeat(7)));
    assertThat(amount(finding, "its time for that of the other")).isCloseTo(1.5, within(1e-9));
    assertThat(amount(finding, "flushes")).isCloseTo(20, within(1e-9));
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void equalFlushesAreEqualInNumberToo() {
    clear(rule, log(flushing("25.00 2.00", "20.00 45.00", 1).repeat(7)));
    clear(rule, log(flushing("20.00 45.00", "20.00 45.00", 1).repeat(7)));
    assertThat(untold(rule, log(flushing("20.00 2.00", "-20.00 45.00", 1).repeat(7))))
        .isEqualTo("sdb: nothing tells its flushes_per_second");
  }

  /** A disk counts a flush of nothing as a write, too: 20 of 45 ms among 40 writes. */
  @Test
  void writesThatAreSlowByFlushes() {
    Finding finding = one(rule, log(flushing("20.00 2.00", "20.00 45.00", 23).repeat(7)));
    assertThat(finding.summary()).isEqualTo("sdb does the same work as sda in 23 times the time");
    assertThat(amount(finding, "its time of a flush")).isCloseTo(45, within(1e-9));
    assertThat(finding.alternatives()).anyMatch(other -> other.startsWith("its flushes are slow"));
  }

  /** Both may lie on one disk. */
  @Test
  void volumesOfALogAreNoTwins() {
    String volumes = twins(10, 31).replace("sda", "dm-3").replace("sdb", "dm-7");
    assertThat(untold(rule, log(volumes.replaceAll("(?m)^ *nvme.*$", ""))))
        .isEqualTo("dm-3: nothing tells what it lies on, and of which array it is");
  }

  @Test
  void onlyDisksOfOneDriverMayBeTwins() {
    clear(rule, log(twins(10, 31).replace("sda", "rbd0")));
    clear(rule, log(twins(10, 31).replace("sda", "vda")));
    assertThat(one(rule, log(twins(10, 31))).alternatives())
        .anyMatch(other -> other.startsWith("they are no members of one array at all"));
  }

  /** Both legs did the same; one took twice as long within one interval, by chance. */
  @Test
  void healthyLegs() {
    clear(rule, recording("riddle-11"));
    clear(rule, recording("raid10-101"));
  }

  @Test
  void withoutTimesNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            r/s     w/s     rkB/s     wkB/s  %util
                    sda              1.00  100.00      8.00   1600.00  60.00
                    sdb              9.00  100.00     72.00   1600.00  90.00
                    """)))
        .startsWith("sda: nothing tells its write_wait_ms");
  }
}
