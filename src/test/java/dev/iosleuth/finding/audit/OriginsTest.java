package dev.iosleuth.finding.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.audit.Origin.Whose;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.TestingTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginsTest {
  private static final String SWAPPINESS = "proc/sys/vm/swappiness";
  private static final String SCHEDULER = "sys/block/sda/queue/scheduler";

  private static TestingTree host() {
    return new TestingTree().file("etc/fstab", "/dev/sda1 / ext4 errors=remount-ro 0 1\n");
  }

  private static Origin of(TestingTree tree, String setting, String subject) {
    return new Origins(tree, Reading.absent("not read")).of(setting, subject, "");
  }

  @Test
  void whatNoFileSetsIsTheKernels() {
    assertThat(of(host(), SWAPPINESS, "host").whose()).isEqualTo(Whose.KERNEL_DEFAULT);
  }

  /** block/elevator.c, elevator_get_default(): by the queues that a disk has. */
  @Test
  void aSchedulerThatTheKernelNeverChoosesWasAskedFor() {
    Origin bfq = of(host().file(SCHEDULER, "mq-deadline [bfq] none\n"), SCHEDULER, "sda");
    assertThat(bfq.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(bfq.text()).contains("it is bfq, which the kernel never chooses");
    assertThat(of(host().file(SCHEDULER, "[none] mq-deadline\n"), SCHEDULER, "sda").whose())
        .isEqualTo(Whose.CANNOT_TELL);
  }

  /** The usual recipe of two lines: each disk has its own of them. */
  @Test
  void rulesAskForAttributes() {
    TestingTree tree =
        host()
            .file(
                "etc/udev/rules.d/60-io.rules",
                """
                ACTION=="add|change", KERNEL=="sd[a-z]", ATTR{queue/rotational}=="1", \\
                  ATTR{queue/scheduler}="none"
                ACTION=="add|change", KERNEL=="sd[a-z]", ATTR{queue/rotational}=="0", ATTR{queue/scheduler}="bfq"
                ACTION=="remove", ATTR{queue/scheduler}="kyber"
                SUBSYSTEM!="block", ATTR{queue/scheduler}="kyber"
                """)
            .file("sys/block/sda/queue/rotational", "1\n")
            .file(SCHEDULER, "[none] mq-deadline\n")
            .file("sys/block/sdb/queue/rotational", "0\n")
            .file("sys/block/sdb/queue/scheduler", "mq-deadline [bfq]\n");

    Origin turns = of(tree, SCHEDULER, "sda");
    assertThat(turns.file()).isEqualTo("/etc/udev/rules.d/60-io.rules:1");
    assertThat(turns.text()).endsWith("ATTR{queue/scheduler}=\"none\"");
    assertThat(of(tree, "sys/block/sdb/queue/scheduler", "sdb").file())
        .isEqualTo("/etc/udev/rules.d/60-io.rules:3");
  }

  /** What a rule asks for and nothing tells here may have been so: what is there decides. */
  @Test
  void aRuleThatMayBeAnothersIsNotBlamed() {
    TestingTree tree =
        host()
            .file(
                "etc/udev/rules.d/60-io.rules",
                """
                KERNEL=="sda", ATTR{queue/scheduler}="none"
                ENV{ID_MODEL}=="Big*", ATTR{queue/scheduler}="bfq"
                """)
            .file(SCHEDULER, "[none] mq-deadline\n");

    assertThat(of(tree, SCHEDULER, "sda").file()).isEqualTo("/etc/udev/rules.d/60-io.rules:1");
  }

  /** systemd's sysctl does not read it, since Debian 13 no link leads there. */
  @Test
  void sysctlConfThatWasNotRead() {
    TestingTree tree =
        host()
            .file("etc/sysctl.d/99-local.conf", "vm.swappiness=5\n")
            .file("etc/sysctl.conf", "vm.swappiness = 0\n")
            .file(SWAPPINESS, "5\n");

    assertThat(of(tree, SWAPPINESS, "host").file()).isEqualTo("/etc/sysctl.d/99-local.conf:1");
  }

  /** What RHEL's servers are shipped with; what it includes counts, and what says it again. */
  @Test
  void tunedsProfileIsThePackages() {
    TestingTree tree =
        host()
            .file("etc/tuned/active_profile", "mine\n")
            .file("usr/lib/tuned/throughput-performance/tuned.conf", "[sysctl]\nvm.swappiness=10\n")
            .file("etc/tuned/mine/tuned.conf", "[main]\ninclude = throughput-performance\n")
            .file(SWAPPINESS, "10\n");

    Origin packaged = of(tree, SWAPPINESS, "host");
    assertThat(packaged.whose()).isEqualTo(Whose.PACKAGE_DEFAULT);
    assertThat(packaged.file()).isEqualTo("/usr/lib/tuned/throughput-performance/tuned.conf:2");
    Origin own =
        of(
            tree.file("etc/sysctl.d/99-local.conf", "vm.swappi*=5\n").file(SWAPPINESS, "5\n"),
            SWAPPINESS,
            "host");
    assertThat(own.file()).isEqualTo("/etc/sysctl.d/99-local.conf:1");
  }

  @Test
  void theKernelsCommandLineSetsThemToo() {
    TestingTree tree =
        host()
            .file("proc/cmdline", "root=/dev/sda1 sysctl.vm.swappiness=5 quiet\n")
            .file(SWAPPINESS, "5\n");

    Origin origin = of(tree, SWAPPINESS, "host");
    assertThat(origin.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(origin.text()).isEqualTo("sysctl.vm.swappiness=5");
  }

  /**
   * The last drop-in by name wins, /etc stands for the same name further down, sysctl.conf last.
   */
  @Test
  void sysctlDropIns() {
    TestingTree tree =
        host()
            .file("usr/lib/sysctl.d/50-default.conf", "# comment\nvm.swappiness = 30\n")
            .file("etc/sysctl.d/40-local.conf", "vm.swappiness = 1\n");

    Origin packages = of(tree, SWAPPINESS, "host");
    assertThat(packages.whose()).isEqualTo(Whose.PACKAGE_DEFAULT);
    assertThat(packages.file()).isEqualTo("/usr/lib/sysctl.d/50-default.conf:2");

    Origin overridden =
        of(tree.file("etc/sysctl.d/50-default.conf", "vm/swappiness=10\n"), SWAPPINESS, "host");
    assertThat(overridden.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(overridden.file()).isEqualTo("/etc/sysctl.d/50-default.conf:1");

    Origin last = of(tree.file("etc/sysctl.conf", "\n-vm.swappiness = 5\n"), SWAPPINESS, "host");
    assertThat(last.file()).isEqualTo("/etc/sysctl.conf:2");
    assertThat(last.text()).isEqualTo("-vm.swappiness = 5");
  }

  /** MD5 of the shipped text by md5sum(1). */
  @Test
  void aConffileAsItCameIsThePackages() {
    String status =
        """
        Package: procps
        Status: install ok installed
        Conffiles:
         /etc/sysctl.conf b8a2672e25cd62943f210a2cd7a89de6
        Description: x
        """;
    String shipped = "vm.swappiness = 60\n";
    TestingTree tree = host().file("var/lib/dpkg/status", status).file("etc/sysctl.conf", shipped);

    assertThat(of(tree, SWAPPINESS, "host").whose()).isEqualTo(Whose.PACKAGE_DEFAULT);
    assertThat(of(tree.file("etc/sysctl.conf", shipped + "# mine\n"), SWAPPINESS, "host").whose())
        .isEqualTo(Whose.SET_HERE);
  }

  /** The same value by its other name in sysfs. */
  @Test
  void readAheadHasTwoNames() {
    TestingTree tree =
        host()
            .file("sys/block/sda/queue/read_ahead_kb", "16\n")
            .file(
                "etc/udev/rules.d/60-io.rules",
                "ACTION==\"add\", KERNEL==\"sda\", ATTR{bdi/read_ahead_kb}=\"16\"\n");

    assertThat(of(tree, "sys/block/sda/queue/read_ahead_kb", "sda").file())
        .isEqualTo("/etc/udev/rules.d/60-io.rules:1");
  }

  /** The kernel takes no notice of it since 5.4. */
  @ParameterizedTest
  @CsvSource({"4.19.0-27-amd64, true", "5.3.18, true", "5.4.0, false", "6.12.57+deb13, false"})
  void elevatorIsOfOldKernels(String release, boolean told) {
    TestingTree tree =
        host()
            .file("proc/sys/kernel/osrelease", release + "\n")
            .file("proc/cmdline", "root=/dev/sda1 elevator=noop\n")
            .file("sys/block/sda/queue/scheduler", "[noop] deadline\n");

    assertThat(of(tree, SCHEDULER, "sda").file().contains("proc/cmdline")).isEqualTo(told);
  }

  @Test
  void udevRulesAssign() {
    TestingTree tree =
        host()
            .file(
                "etc/udev/rules.d/60-io.rules",
                """
                # ATTR{queue/scheduler}="none"
                KERNEL=="nvme*", ATTR{queue/scheduler}="none"
                KERNEL=="sd[a-z]|vd*", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="bfq"
                """);

    assertThat(of(tree, SCHEDULER, "sda").file()).isEqualTo("/etc/udev/rules.d/60-io.rules:3");
    assertThat(of(tree, "sys/block/nvme0n1/queue/scheduler", "nvme0n1").file())
        .isEqualTo("/etc/udev/rules.d/60-io.rules:2");
    assertThat(of(tree, "sys/block/dm-0/queue/scheduler", "dm-0").whose())
        .isEqualTo(Whose.KERNEL_DEFAULT);
    // compared with, not set
    assertThat(of(tree, "sys/block/sda/queue/rotational", "sda").whose())
        .isEqualTo(Whose.KERNEL_DEFAULT);
  }

  @Test
  void modulesMountsAndBootLoader() {
    TestingTree tree =
        host()
            .file("etc/modprobe.d/kvm.conf", "options kvm-intel nested=1 ept=0\n")
            .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet nvme_core.default_ps_max=0\"\n");

    assertThat(of(tree, "sys/module/kvm_intel/parameters/ept", "host").file())
        .isEqualTo("/etc/modprobe.d/kvm.conf:1");
    assertThat(of(tree, "sys/module/nvme_core/parameters/default_ps_max", "host").file())
        .isEqualTo("/etc/default/grub:1");
    assertThat(of(tree, "proc/self/mountinfo", "/").file()).isEqualTo("/etc/fstab:1");
    assertThat(of(tree, "proc/cmdline", "host").file()).isEqualTo("/etc/default/grub:1");
  }

  @Test
  void whereTheCommandLineIsWritten() {
    String timeout = "sys/module/nvme_core/parameters/io_timeout";
    String option = "nvme_core.io_timeout=4294967295";
    TestingTree tree =
        host()
            .file("proc/cmdline", "root=/dev/sda1 quiet " + option + "\n")
            .file(timeout, "4294967295\n");

    // a boot loader's own entries (grubby)
    assertThat(of(tree, timeout, "host").text()).isEqualTo(option);
    assertThat(of(tree, timeout, "host").whose()).isEqualTo(Whose.SET_HERE);

    tree.file("etc/kernel/cmdline", "root=/dev/sda1 " + option + "\n");
    assertThat(of(tree, timeout, "host").file()).isEqualTo("/etc/kernel/cmdline:1");

    TestingTree ubuntu =
        host()
            .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet not_" + option + "\"\n")
            .file(
                "etc/default/grub.d/50-cloudimg-settings.cfg",
                "GRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"console=tty1 " + option + "\"\n");
    assertThat(of(ubuntu, timeout, "host").file())
        .isEqualTo("/etc/default/grub.d/50-cloudimg-settings.cfg:2");
  }

  @Test
  void aMountPointWithASlashAtItsEnd() {
    TestingTree tree =
        new TestingTree()
            .file(
                "etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/dev/sdb /srv/ ext4 nobarrier 0 2\n");

    assertThat(of(tree, "proc/self/mountinfo", "/srv").file()).isEqualTo("/etc/fstab:2");
    assertThat(of(tree, "proc/self/mountinfo", "/").file()).isEqualTo("/etc/fstab:1");
  }

  /** A tree that was captured without /etc says nothing of whose a value is. */
  @Test
  void withoutConfigurationItCannotBeTold() {
    TestingTree tree = new TestingTree().file("etc/os-release", "ID=debian\n");

    assertThat(of(tree, SWAPPINESS, "host").whose()).isEqualTo(Whose.CANNOT_TELL);
  }

  @Test
  void whatWasChangedSinceIsSetHere() {
    TestingTree tree =
        host()
            .file(SWAPPINESS, "10\n")
            .file(SCHEDULER, "[none] mq-deadline\n")
            .file("usr/lib/sysctl.d/50-default.conf", "vm.swappiness = 30\n")
            .file("etc/udev/rules.d/60-io.rules", "ATTR{queue/scheduler}=\"mq-deadline\"\n");

    Origin swappiness = of(tree, SWAPPINESS, "host");
    assertThat(swappiness.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(swappiness.text())
        .isEqualTo("/usr/lib/sysctl.d/50-default.conf:1 says 30, and it is 10: changed since");
    assertThat(of(tree, SCHEDULER, "sda").text()).contains("says mq-deadline, and it is none");
    assertThat(of(tree.file(SWAPPINESS, "30\n"), SWAPPINESS, "host").whose())
        .isEqualTo(Whose.PACKAGE_DEFAULT);
  }

  @Test
  void whatNoFileSetsAndIsNotTheKernelsWasSetByHand() {
    assertThat(of(host().file(SWAPPINESS, "60\n"), SWAPPINESS, "host").whose())
        .isEqualTo(Whose.KERNEL_DEFAULT);
    Origin set = of(host().file(SWAPPINESS, "1\n"), SWAPPINESS, "host");
    assertThat(set.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(set.text()).isEqualTo("no file sets it, and it is 1, not the kernel's 60");
  }

  /** How deep a queue is depends on the disk: what no file sets may be the kernel's, or not. */
  @Test
  void whatTheKernelChoosesByDeviceIsNotToldToBeItsOwn() {
    String requests = "sys/block/sda/queue/nr_requests";
    Origin unset = of(host().file(requests, "31\n"), requests, "sda");
    assertThat(unset.whose()).isEqualTo(Whose.CANNOT_TELL);
    Origin written =
        of(
            host()
                .file(requests, "31\n")
                .file(
                    "etc/tmpfiles.d/disks.conf",
                    "d /run/x 0755 - - -\nw /sys/block/sd*/queue/nr_requests - - - - 31\n"),
            requests,
            "sda");
    assertThat(written.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(written.file()).isEqualTo("/etc/tmpfiles.d/disks.conf:2");
  }

  /** A drive's sectors are nobody's setting. */
  @Test
  void whatADriveIsIsNoSetting() {
    assertThat(Settings.ofDevice("sys/block/sda/queue/physical_block_size")).isTrue();
    assertThat(Settings.ofDevice("sys/block/sda/queue/nr_requests")).isFalse();
  }

  /** A line is no proof of an option that it does not say. */
  @Test
  void whatFstabDoesNotSayIsNotOfIt() {
    String mounts = "proc/self/mountinfo";
    TestingTree tree =
        host().file(mounts, "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,nobarrier\n");
    var origins = new Origins(tree, Reading.absent("not read"));
    Origin remounted = origins.of(mounts, "/", "/ is mounted with nobarrier: it may lose data");
    assertThat(remounted.file()).isEmpty();
    assertThat(remounted.text()).startsWith("/etc/fstab:1 does not say nobarrier: mounted");
    assertThat(origins.of(mounts, "/", "/ writes at each access").file()).isEqualTo("/etc/fstab:1");
  }

  /** Digests by sha256sum(1) and md5sum(1) of the shipped text. */
  @Test
  void configurationFilesOfRpm() {
    String shipped = "vm.swappiness = 60\n";
    for (String digest :
        List.of(
            "b8a2672e25cd62943f210a2cd7a89de6",
            "4a2f9b00cc97459fd981b0087ebc1feb2b2d704555b3f86520bfaed522b4e14b")) {
      TestingTree tree =
          host()
              .file(
                  "tool/rpm-configuration",
                  "/etc/old file.conf 3 1 0123456789abcdef0123456789abcdef 0100644 root root 1 0 0 X\n"
                      + "/etc/sysctl.conf 19 1697040000 "
                      + digest
                      + " 0100644 root root 1 0 0 X\n");
      assertThat(of(tree.file("etc/sysctl.conf", shipped), SWAPPINESS, "host").whose())
          .isEqualTo(Whose.PACKAGE_DEFAULT);
      assertThat(of(tree.file("etc/sysctl.conf", shipped + "# mine\n"), SWAPPINESS, "host").whose())
          .isEqualTo(Whose.SET_HERE);
    }
    // of no package
    assertThat(of(host().file("etc/sysctl.d/99-x.conf", shipped), SWAPPINESS, "host").whose())
        .isEqualTo(Whose.SET_HERE);
  }

  @Test
  void mountsOfUnitsAndOfTheCommandLine() {
    TestingTree tree =
        host()
            .file(
                "etc/systemd/system/srv.mount",
                "[Mount]\nWhat=/dev/sdb\nWhere=/srv\nOptions=nobarrier\n")
            .file("usr/lib/systemd/system/tmp.mount", "[Mount]\nWhere=/tmp\nOptions=nosuid\n");
    String mounts = "proc/self/mountinfo";

    assertThat(of(tree, mounts, "/srv").file()).isEqualTo("/etc/systemd/system/srv.mount:4");
    assertThat(of(tree, mounts, "/tmp").whose()).isEqualTo(Whose.PACKAGE_DEFAULT);
    assertThat(of(tree, mounts, "/mnt").whose()).isEqualTo(Whose.CANNOT_TELL);
    tree.file("etc/systemd/system/srv.mount.d/20-over.conf", "[Mount]\nOptions=sync\n")
        .file("usr/lib/systemd/system/srv.mount.d/20-over.conf", "[Mount]\nOptions=noatime\n")
        .file("usr/lib/systemd/system/srv.mount.d/10-first.conf", "[Mount]\nOptions=noexec\n");
    assertThat(of(tree, mounts, "/srv").file())
        .isEqualTo("/etc/systemd/system/srv.mount.d/20-over.conf:2");
    TestingTree boot =
        new TestingTree()
            .folder("etc/sysctl.d")
            .file("proc/cmdline", "root=/dev/sda rootflags=data=writeback\n")
            .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"rootflags=data=writeback\"\n");
    assertThat(of(boot, mounts, "/").file()).isEqualTo("/etc/default/grub:1");
  }

  /**
   * ext4(5) spells it otherwise than the kernel shows it; / has options of the boot loader, too.
   */
  @Test
  void optionsOfMountsBySpellingAndPlace() {
    String mounts = "proc/self/mountinfo";
    String says = "/ (ext4, nobarrier) sends no flushes";
    TestingTree spelled =
        new TestingTree()
            .file("etc/fstab", "/dev/sda1 // ext4 relatime,barrier=0 0 1\n")
            .file(mounts, "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,nobarrier\n");
    Origins origins = new Origins(spelled, Reading.absent("not read"));
    assertThat(origins.of(mounts, "/", says).file()).isEqualTo("/etc/fstab:1");
    Origin booted =
        new Origins(
                host()
                    .file(mounts, "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw,nobarrier\n")
                    .file("proc/cmdline", "root=/dev/sda1 rootflags=discard,barrier=0 ro\n"),
                Reading.absent("not read"))
            .of(mounts, "/", says);
    assertThat(booted.file()).isEqualTo("/proc/cmdline:1");
    Origin grub =
        new Origins(
                host()
                    .file(mounts, "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw,nobarrier\n")
                    .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"rootflags=nobarrier\"\n"),
                Reading.absent("not read"))
            .of(mounts, "/", says);
    assertThat(grub.file()).isEqualTo("/etc/default/grub:1");
    assertThat(
            new Origins(
                    host()
                        .file("etc/fstab", "/dev/sdb //srv//data/ ext4 sync 0 2\n")
                        .file(mounts, "22 1 8:16 / /srv/data rw,sync - ext4 /dev/sdb rw\n"),
                    Reading.absent("not read"))
                .of(mounts, "/srv/data", "/srv/data (ext4, sync) writes each call at once")
                .file())
        .isEqualTo("/etc/fstab:1");
  }

  /** sysctl.conf(5) knows none behind a value, and the kernel takes the number before it. */
  @Test
  void aCommentBehindAValue() {
    TestingTree tree =
        host().file("etc/sysctl.conf", "vm.swappiness = 5 # less\n").file(SWAPPINESS, "5\n");

    assertThat(of(tree, SWAPPINESS, "host").file()).isEqualTo("/etc/sysctl.conf:1");
  }
}
