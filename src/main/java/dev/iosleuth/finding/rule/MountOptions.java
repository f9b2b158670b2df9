package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How file systems are mounted, and how full they are. */
final class MountOptions implements Rule {
  private static final Set<String> ON_DISKS =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "jfs", "reiserfs", "ocfs2", "gfs2");

  private static final Set<String> READ_ONLY =
      Set.of("squashfs", "iso9660", "udf", "erofs", "cramfs", "romfs");

  private static final Threshold FULL =
      new Threshold(
          "full",
          95,
          "%",
          "mke2fs(8), -m: 5 % are kept free by default so that files are not scattered");

  /**
   * What an option means, by its word; of the mount itself or of the file system.
   *
   * @param instead the option that takes it back (a remount keeps what it does not name); empty
   *     where only mounting it anew does
   */
  private record Trap(String option, String says, Severity severity, String instead) {}

  private static final List<Trap> TRAPS =
      List.of(
          new Trap(
              "nobarrier",
              "sends no flushes: a power cut may destroy it unless the cache below is protected",
              Severity.CRITICAL,
              "barrier"),
          new Trap(
              "barrier=0",
              "sends no flushes: a power cut may destroy it unless the cache below is protected",
              Severity.CRITICAL,
              "barrier=1"),
          new Trap("sync", "writes each call at once and waits for it", Severity.WARNING, "async"),
          new Trap(
              "data=journal",
              "writes all data twice, to the journal and to their place",
              Severity.NOTE,
              ""),
          new Trap(
              "discard",
              "tells the disk of each deletion at once, which may hold up everything else",
              Severity.NOTE,
              "nodiscard"));

  private static final Threshold SELDOM =
      new Threshold(
          "seconds between commits",
          30,
          "s",
          "ext4(5), commit: 5 by default; what was written since the last one is lost at a power"
              + " cut unless a program asked for it to be safe");
  private static final Threshold OFTEN =
      new Threshold(
          "seconds between commits", 1, "s", "the same: a commit flushes the disk each time");
  private static final Threshold BUSY =
      new Threshold(
          "busy",
          50,
          "%",
          "chosen: who waits for a page from swap then meets somebody else's request every second"
              + " time");
  private static final String COMMIT = "commit=";

  @Override
  public About about() {
    return new About(
        "mount-options",
        "a file system is mounted in a way that costs or risks something, or is nearly full",
        "Options of a mount decide how much is written besides data, and what survives a power cut."
            + " A file system that is nearly full has to scatter new files over what is left.",
        "Options of file systems on disks: nobarrier, sync, data=journal, discard, access times on"
            + " each read; a commit each second or only every "
            + Words.whole(SELDOM.value())
            + " seconds; swap on a disk that is busy at least "
            + Words.percent(BUSY.value())
            + " of the time, though hardly used yet (memory-pressure tells it where it is); and at"
            + " least "
            + Words.percent(FULL.value())
            + " of the space used.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(FULL, SELDOM, OFTEN, BUSY));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.MOUNTS, Reads.SWAPS, Reads.SWAP_TRAFFIC, Reads.SWAP_DISKS, Reads.FULL);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    Reading<Mountinfo> mounts = sample.topology().mounts();
    mounts
        .whyNot()
        .ifPresent(why -> collected.add(Verdict.untold("mounts (proc/self/mountinfo): " + why)));
    for (Mountinfo.Mount mount : mounts.map(Mountinfo::mounts).orElse(List.of())) {
      if (ON_DISKS.contains(mount.type())) {
        TRAPS.forEach(trap -> collected.add(trap(given, mount, trap)));
        collected.add(accessTimes(given, mount));
        collected.add(commits(given, mount));
      }
    }
    SwapDisk.disks(given).forEach(disk -> collected.add(swap(given, disk)));
    Reading<Df> sizes = sample.system().tools().fileSystems();
    sizes.whyNot().ifPresent(why -> collected.add(Verdict.untold("how full (tool/df): " + why)));
    var told = new HashSet<String>();
    for (Df.FileSystem one : sizes.map(Df::fileSystems).orElse(List.of())) {
      // what is mounted at several places is one
      if (one.source().startsWith("/dev/") && grows(mounts, one) && told.add(one.source())) {
        collected.add(full(given, one));
      }
    }
    return collected.verdict();
  }

  /** An image that is only read (snaps' squashfs, a CD) is full by its nature. */
  private static boolean grows(Reading<Mountinfo> mounts, Df.FileSystem one) {
    return mounts.map(Mountinfo::mounts).orElse(List.of()).stream()
        .filter(mount -> mount.point().equals(one.point()))
        .noneMatch(mount -> has(mount, "ro") || READ_ONLY.contains(mount.type()));
  }

  private static boolean has(Mountinfo.Mount mount, String option) {
    return words(mount.options()).contains(option) || words(mount.superOptions()).contains(option);
  }

  private static List<String> words(String options) {
    return Arrays.asList(options.split(",", -1));
  }

  private static Source options(Mountinfo.Mount mount) {
    return HostSources.word(
        Sources.call("last", "proc/self/mountinfo", mount.point(), "options"),
        s ->
            s.topology()
                .mounts()
                .then(all ->
                    all.mounts().stream()
                        .filter(m -> m.id() == mount.id())
                        .findFirst()
                        .map(m -> Reading.known(m.options() + " - " + m.superOptions()))
                        .orElse(Reading.absent("it is not mounted"))));
  }

  private Reading<Optional<Finding>> trap(Case given, Mountinfo.Mount mount, Trap trap) {
    return has(mount, trap.option())
        ? finding(given, mount, trap).map(Optional::of)
        : Verdict.none();
  }

  private Reading<Optional<Finding>> accessTimes(Case given, Mountinfo.Mount mount) {
    boolean spared =
        has(mount, "relatime")
            || has(mount, "noatime")
            || has(mount, "ro")
            || has(mount, "nodiratime");
    var trap =
        new Trap(
            "strictatime", "writes the time of access for each read", Severity.NOTE, "relatime");
    return spared ? Verdict.none() : finding(given, mount, trap).map(Optional::of);
  }

  /** The kernel shows it only where it is not the default. */
  private static OptionalLong commit(Mountinfo.Mount mount) {
    return words(mount.superOptions()).stream()
        .filter(word -> word.startsWith(COMMIT))
        .map(word -> Fields.parse(word.substring(COMMIT.length())))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private Reading<Optional<Finding>> commits(Case given, Mountinfo.Mount mount) {
    OptionalLong seconds = commit(mount);
    if (seconds.isEmpty()
        || (seconds.getAsLong() > OFTEN.value() && seconds.getAsLong() < SELDOM.value())) {
      return Verdict.none();
    }
    boolean often = seconds.getAsLong() <= OFTEN.value();
    var trap =
        new Trap(
            COMMIT + seconds.getAsLong(),
            often
                ? "writes its journal and flushes the disk each second"
                : "may lose at a power cut what was written in that many seconds",
            Severity.NOTE,
            COMMIT + (mount.type().equals("btrfs") ? 30 : 5));
    return finding(given, mount, trap).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, Mountinfo.Mount mount, Trap trap) {
    return Finding.of(this, new Subject("filesystem", mount.point()))
        .says(mount.point() + " (" + mount.type() + ", " + trap.option() + ") " + trap.says())
        .evidence("options", options(mount), "")
        .severity(trap.severity())
        .sure(Confidence.HIGH)
        .act(back(mount, trap))
        .check("findmnt " + Shell.quote(mount.point()))
        .in(given);
  }

  private static String back(Mountinfo.Mount mount, Trap trap) {
    String out =
        trap.option()
            + (trap.instead().equals("barrier") ? " or barrier=0" : "")
            + " out of /etc/fstab";
    String weekly = trap.option().equals("discard") ? "; fstrim.timer does it once a week" : "";
    return trap.instead().isEmpty()
        ? "take " + out + ", unmount it and mount it again"
        : "mount -o remount,%s %s  # and take %s%s"
            .formatted(trap.instead(), Shell.quote(mount.point()), out, weekly);
  }

  /** Where the disk is has to be waited for as soon as memory is short. */
  private Reading<Optional<Finding>> swap(Case given, Device disk) {
    boolean told = disk.get(Metric.UTIL_PERCENT) >= BUSY.value();
    boolean used =
        MemoryPressure.swapped().amount(given).orElse(Double.MAX_VALUE)
            >= MemoryPressure.SWAP.value();
    if (!told || used || Busy.percent(disk) < BUSY.value()) {
      return Verdict.none();
    }
    return Finding.of(this, Subject.of(disk))
        .says(
            "swap lies on "
                + disk.label()
                + ", which is busy "
                + Words.percent(Busy.percent(disk))
                + " of the time: as soon as memory is short, programs wait for it")
        .evidence(BUSY.name(), Busy.source(disk), BUSY)
        .evidence("swapped in and out", MemoryPressure.swapped(), "KiB/s")
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .or("it is there for the worst case only, or to hibernate")
        .act("swapon -p 10 on another disk or zram, and then swapoff here")
        .check("swapon --show; iosleuth explain --rule mount-options")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> full(Case given, Df.FileSystem one) {
    if (one.usedPercent() < FULL.value()) {
      return Verdict.none();
    }
    Source used =
        HostSources.amount(
            Sources.call("df", one.point(), "used_percent"),
            s ->
                s.system()
                    .tools()
                    .fileSystems()
                    .then(df ->
                        df.fileSystems().stream()
                            .filter(f -> f.point().equals(one.point()))
                            .findFirst()
                            .map(f -> Reading.known(f.usedPercent()))
                            .orElse(Reading.absent("it is not mounted"))));
    return Finding.of(this, new Subject("filesystem", one.point()))
        .says(one.point() + " is " + Words.percent(one.usedPercent()) + " full")
        .evidence(FULL.name(), used, FULL)
        .sure(Confidence.HIGH)
        .act("du -xh --max-depth=2 " + Shell.quote(one.point()) + " | sort -h | tail")
        .check("df -h " + Shell.quote(one.point()))
        .in(given)
        .map(Optional::of);
  }
}
