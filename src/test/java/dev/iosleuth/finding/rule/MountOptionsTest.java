package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import dev.iosleuth.unit.DevNo;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountOptionsTest {
  private final Rule rule = new MountOptions();

  private static Case mounted(String options, Reading<Df> sizes) {
    return configuration(
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0))
            .mount(new DevNo(8, 0), "/", "/srv", "ext4", "/dev/sda", options)
            .system(
                TestingSystems.with(new ToolAnswers(Reading.absent("not asked"), sizes, Map.of())))
            .build());
  }

  private static Reading<Df> used(long percent) {
    return Df.parse(
        Text.of(
            "tool/df",
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda 100 "
                + percent
                + " "
                + (100 - percent)
                + " "
                + percent
                + "% /srv\n"));
  }

  @Test
  void flushesThatAreNotSentAreCritical() {
    Finding finding = one(rule, mounted("rw,nobarrier", used(50)));
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.summary()).startsWith("/srv (ext4, nobarrier) sends no flushes");
  }

  @Test
  void otherOptionsAreToldApart() {
    assertThat(found(rule, mounted("rw,sync,discard,data=journal", used(50))))
        .extracting(Finding::severity)
        .containsExactlyInAnyOrder(Severity.WARNING, Severity.NOTE, Severity.NOTE);
  }

  /** A remount keeps what it does not name: tried with ext4 of kernel 6.18. */
  @Test
  void anOptionIsTakenBackByItsOpposite() {
    assertThat(found(rule, mounted("rw,nobarrier,discard,commit=60,data=journal", used(50))))
        .extracting(finding -> finding.actions().getFirst())
        .containsExactlyInAnyOrder(
            "mount -o remount,barrier /srv  # and take nobarrier or barrier=0 out of /etc/fstab",
            "mount -o remount,nodiscard /srv  # and take discard out of /etc/fstab;"
                + " fstrim.timer does it once a week",
            "mount -o remount,commit=5 /srv  # and take commit=60 out of /etc/fstab",
            "take data=journal out of /etc/fstab, unmount it and mount it again");
  }

  @Test
  void commitsThatComeTooOftenOrTooSeldom() {
    assertThat(one(rule, mounted("rw,commit=1", used(50))).summary())
        .startsWith("/srv (ext4, commit=1) writes its journal and flushes");
    assertThat(one(rule, mounted("rw,commit=600", used(50))).summary())
        .startsWith("/srv (ext4, commit=600) may lose");
    clear(rule, mounted("rw,commit=15", used(50)));
  }

  @Test
  void oneThatIsNearlyFullIsOne() {
    assertThat(one(rule, mounted("rw", used(96))).summary()).isEqualTo("/srv is 96 % full");
  }

  @Test
  void whatIsOnlyReadIsFullByItsNature() {
    clear(rule, mounted("ro", used(100)));
    clear(
        rule,
        configuration(
            TestingSamples.host("node1")
                .with(disk("sda").dev(8, 0))
                .mount(new DevNo(8, 0), "/", "/srv", "squashfs", "/dev/sda", "rw")
                .system(
                    TestingSystems.with(
                        new ToolAnswers(Reading.absent("not asked"), used(100), Map.of())))
                .build()));
  }

  @Test
  void timesOfAccessForEachReadAreTold() {
    Finding finding =
        one(
            rule,
            configuration(
                TestingSamples.host("node1")
                    .with(disk("sda").dev(8, 0))
                    .mount(
                        new Mountinfo.Mount(
                            20, 1, new DevNo(8, 0), "/", "/srv", "rw", "ext4", "/dev/sda", "rw"))
                    .system(
                        TestingSystems.with(
                            new ToolAnswers(Reading.absent("x"), used(1), Map.of())))
                    .build()));
    assertThat(finding.summary())
        .isEqualTo("/srv (ext4, strictatime) writes the time of access for each read");
  }

  /** Ten seconds of a disk with swap on it. */
  private static Case swapping(long busyMs, long pages) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0), partition("sda", 2))
            .swap("/dev/sda2");
    SystemSample calm = swapped(0);
    Sample first = host.system(calm).build();
    host.counters("sda", io(1000, 0, 8000, busyMs), io(0, 0, 0, 0));
    return samples(first, host.later(10).system(swapped(pages)).build());
  }

  private static SystemSample swapped(long pages) {
    return new TestingSystems()
        .vmstat(Reading.known(Map.of("pswpin", pages, "pswpout", 0L)))
        .tools(new ToolAnswers(Reading.absent("not asked"), used(50), Map.of()))
        .build();
  }

  @Test
  void swapOnADiskThatIsBusyIsTold() {
    Finding finding = one(rule, swapping(8000, 0));
    assertThat(finding.summary()).startsWith("swap lies on sda, which is busy 80 % of the time");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    clear(rule, swapping(3000, 0));
    // 10 MiB/s: memory-pressure has more to say of it
    clear(rule, swapping(8000, 25_600));
  }

  @Test
  void theDefaultsAreWell() {
    clear(rule, mounted("rw,errors=remount-ro", used(94)));
  }

  @Test
  void withoutSizesNobodyKnowsHowFull() {
    assertThat(untold(rule, mounted("rw", Reading.absent("df is not installed"))))
        .isEqualTo("how full (tool/df): df is not installed");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
