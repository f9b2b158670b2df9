package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSettingsTest {
  private static final Map<String, Long> KERNELS =
      Map.of(
          "swappiness", 60L,
          "vfs_cache_pressure", 100L,
          "zone_reclaim_mode", 0L,
          "laptop_mode", 0L,
          "dirty_ratio", 20L,
          "dirty_background_ratio", 10L,
          "dirty_bytes", 0L,
          "dirty_background_bytes", 0L,
          "dirty_expire_centisecs", 3000L,
          "dirty_writeback_centisecs", 500L);

  /** In pages: 400 MB may be dirty. */
  private static final SystemSample DIRTY =
      TestingSystems.with(Reading.known(Map.of("nr_dirty_threshold", 100_000L)));

  private final Rule rule = new KernelSettings();

  private static HostSettings settings(
      Map<String, Long> memory, long least, long most, Map<String, Long> numbers) {
    var values = new HashMap<String, Reading<Long>>();
    KERNELS.forEach((name, value) -> values.put(name, Reading.known(value)));
    memory.forEach((name, value) -> values.put(name, Reading.known(value)));
    var others = new HashMap<String, Reading<Long>>();
    numbers.forEach((path, value) -> others.put(path, Reading.known(value)));
    return TestingRules.settings(
        values,
        new HostSettings.SyncLimit(Reading.known(least), Reading.known(most)),
        Map.of(),
        others);
  }

  private static TestingDevice turning(String name) {
    return disk(name)
        .queue(
            Queue.parse(file ->
                file.equals("rotational")
                    ? Reading.known(Text.of(file, "1\n"))
                    : Reading.absent("no such file")));
  }

  private static TestingSamples host(Map<String, Long> memory) {
    return TestingSamples.host("node1")
        .with(turning("sda"))
        .settings(settings(memory, 1000, 200_000, Map.of()))
        .system(DIRTY);
  }

  private static Case memory(String name, long value) {
    return configuration(host(Map.of(name, value)).swap("/dev/sda2").build());
  }

  @Test
  void howMuchMayBeDirtyIsNotGuessed() {
    SystemSample without = TestingSystems.with(Reading.absent("no such file"));
    assertThat(untold(rule, configuration(host(Map.of()).system(without).build())))
        .contains("no such file");
  }

  @Test
  void whatTheKernelChoosesIsWell() {
    clear(rule, memory("swappiness", 60));
    clear(rule, recording("raid1-lvm-7"));
  }

  @ParameterizedTest
  @CsvSource({
    "vfs_cache_pressure, 0, WARNING, until memory runs out",
    "vfs_cache_pressure, 1000, NOTE, has to be read again",
    "zone_reclaim_mode, 1, WARNING, though another has some left",
    "dirty_writeback_centisecs, 0, WARNING, a power cut loses whatever is dirty",
    "dirty_expire_centisecs, 60000, NOTE, may stay in memory for 10 min",
    "laptop_mode, 5, NOTE, put off until a disk is read anyway",
    "swappiness, 150, NOTE, memory is swapped to /dev/sda2",
    "swappiness, 0, NOTE, killed for memory before",
    "dirty_background_ratio, 20, NOTE, not below vm.dirty_ratio (20)"
  })
  void eachTellsWhatItCosts(String name, long value, Severity severity, String words) {
    Finding finding = one(rule, memory(name, value));
    assertThat(finding.summary()).startsWith("vm." + name + " is " + value + ": ").contains(words);
    assertThat(finding.severity()).isEqualTo(severity);
    assertThat(finding.evidence())
        .anySatisfy(e -> assertThat(e.source()).contains("\"proc/sys/vm/" + name + "\""));
  }

  @ParameterizedTest
  @CsvSource({
    "vfs_cache_pressure, 1",
    "vfs_cache_pressure, 500",
    "dirty_expire_centisecs, 6000",
    "swappiness, 100",
    "swappiness, 1",
    "dirty_background_ratio, 19",
    "dirty_background_bytes, 500000000"
  })
  void whatIsUsualIsWell(String name, long value) {
    clear(rule, memory(name, value));
  }

  @Test
  void swapInMemoryIsFasterThanFiles() {
    clear(rule, configuration(host(Map.of("swappiness", 180L)).swap("/dev/zram0").build()));
    clear(rule, configuration(host(Map.of("swappiness", 0L)).build()));
  }

  /** So many pages may be dirty. */
  private static Case dirty(long pages, TestingDevice disk) {
    return configuration(
        TestingSamples.host("node1")
            .with(disk)
            .settings(settings(Map.of(), 1000, 200_000, Map.of()))
            .system(TestingSystems.with(Reading.known(Map.of("nr_dirty_threshold", pages))))
            .build());
  }

  @Test
  void muchDirtyMemoryTakesADiskThatTurnsLong() {
    Finding finding = one(rule, dirty(13_107_200, turning("sda")));
    assertThat(finding.summary())
        .startsWith("vm.dirty_ratio is 20: up to 50 GiB may wait to be written");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(amount(finding, "memory that may be dirty before writers are held up"))
        .isCloseTo(50, within(1e-9));
    clear(rule, dirty(13_107_200, disk("nvme0n1")));
    clear(rule, dirty(13_107_200, turning("vda")));
    clear(rule, dirty(3_276_800, turning("sda")));
  }

  private static Case arrays(long least, long most, long kib) {
    return configuration(
        TestingSamples.host("node1")
            .with(
                turning("sda").size(kib * 2),
                turning("sdb").size(kib * 2),
                md("md1", "raid1", "sda", "sdb"))
            .settings(settings(Map.of(), least, most, Map.of()))
            .system(DIRTY)
            .build());
  }

  @Test
  void checksThatGiveWayToNobodyAreTold() {
    Finding finding = one(rule, arrays(100_000, 200_000, 1_000_000));
    assertThat(finding.summary())
        .isEqualTo(
            "a check or recovery of md1 takes 98 MiB/s of each disk, even when others want them");
    clear(rule, arrays(30_000, 200_000, 1_000_000));
  }

  /** 8 TB at 10 MB/s: 9 days. */
  @Test
  void aRecoveryThatTakesAWeekPutsDataAtRisk() {
    Finding finding = one(rule, arrays(1000, 10_000, 7_812_500_000L));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(amount(finding, "days that a recovery takes at least")).isCloseTo(9.04, within(.01));
    clear(rule, arrays(1000, 20_000, 7_812_500_000L));
  }

  private static Case waiting(long seconds, String smart) {
    Sample sample =
        TestingSamples.host("node1")
            .with(disk("sda"), disk("sdb"), md("md1", "raid1", "sda", "sdb"))
            .settings(
                settings(Map.of(), 1000, 200_000, Map.of("sys/block/sda/device/timeout", seconds)))
            .build();
    Reading<SmartctlJson> told = SmartctlJson.parse(Text.of("tool/smartctl/sda", smart));
    return configuration(
        TestingSystems.with(
            sample,
            new ToolAnswers(
                Reading.absent("not read"), Reading.absent("not read"), Map.of("sda", told))));
  }

  @Test
  void aDriveThatTriesLongerThanTheKernelWaitsIsTakenForDead() {
    String without = "{\"ata_sct_capabilities\":{\"error_recovery_control_supported\":false}}";
    Finding finding = one(rule, waiting(30, without));
    assertThat(finding.summary()).startsWith("sda of md1 may try for minutes");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    clear(rule, waiting(180, without));
    clear(rule, waiting(30, without.replace("false", "true")));
    clear(rule, waiting(30, "{}"));
  }

  private static Case nvme(long seconds, String disk) {
    return configuration(
        TestingSamples.host("node1")
            .with(disk(disk))
            .settings(
                settings(
                    Map.of(),
                    1000,
                    200_000,
                    Map.of("sys/module/nvme_core/parameters/io_timeout", seconds)))
            .build());
  }

  @Test
  void anNvmeDiskThatHangsIsWaitedFor() {
    assertThat(one(rule, nvme(4_294_967_295L, "nvme0n1")).summary())
        .startsWith("nvme_core.io_timeout is 4294967295: the kernel waits 49,710 days");
    clear(rule, nvme(30, "nvme0n1"));
    clear(rule, nvme(4_294_967_295L, "sda"));
  }

  @Test
  void settingsThatWereNotReadCannotBeTold() {
    assertThat(untold(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build())))
        .startsWith("/proc/sys/vm: ");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
