package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.Evidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.audit.ConfigurationLines.Line;
import dev.iosleuth.finding.audit.Origin.Whose;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where the settings that findings stand on were made. */
public final class Origins {
  /** The path of a file in the text of a {@link dev.iosleuth.finding.Source}. */
  private static final Pattern PATH = Pattern.compile("\"((?:proc|sys|etc)/[^\"]+)\"");

  private static final Pattern SYSCTL = Pattern.compile("proc/sys/(.+)");
  private static final Pattern MODULE = Pattern.compile("sys/module/([^/]+)/parameters/([^/]+)");
  private static final Pattern DEVICE = Pattern.compile("sys/block/([^/]+)/(.+)");

  /** A tree without any of them was captured without the host's configuration. */
  private static final List<String> FOLDERS =
      List.of("etc/modprobe.d", "etc/sysctl.d", "etc/udev/rules.d");

  /** Of the kernel. */
  private static final Pattern RELEASE = Pattern.compile("^([0-9]{1,3})\\.([0-9]{1,3})");

  private static final String MOUNTS = "proc/self/mountinfo";
  private static final String COMMAND_LINE = "proc/cmdline";

  private final Tree tree;
  private final ConfigurationLines lines;
  private final MountLines mounts;
  private final BootLines boot;
  private final Conffiles conffiles;
  private final boolean configured;
  private final Optional<GuestOrigins> guests;

  /**
   * @param tree of a host, as much of it as there is
   * @param sample of the same host
   */
  public Origins(Tree tree, Reading<Sample> sample) {
    this.tree = tree;
    lines = new ConfigurationLines(tree);
    boot = new BootLines(tree, lines);
    mounts = new MountLines(tree, lines, boot);
    conffiles = Conffiles.of(tree);
    configured = !lines.of("etc/fstab").isEmpty() || FOLDERS.stream().anyMatch(tree::isDirectory);
    Optional<Conffiles> packages = configured ? Optional.of(conffiles) : Optional.empty();
    guests = sample.optional().map(of -> new GuestOrigins(tree, of, lines, packages));
  }

  /** Of each setting among a finding's evidence. */
  public List<Origin> of(Finding finding) {
    var paths = new LinkedHashSet<String>();
    for (Evidence evidence : finding.evidence()) {
      Matcher found = PATH.matcher(evidence.source());
      while (found.find()) {
        paths.add(found.group(1));
      }
    }
    var origins = new ArrayList<Origin>();
    guests.ifPresent(all -> origins.addAll(all.of(finding)));
    for (String path : paths) {
      if (isSetting(path)) {
        origins.add(of(path, finding.subject().name(), finding.summary()));
      }
    }
    return origins;
  }

  private static boolean isSetting(String path) {
    return path.startsWith("etc/")
        || SYSCTL.matcher(path).matches()
        || MODULE.matcher(path).matches()
        || (path.contains("/queue/") && !Settings.ofDevice(path))
        || path.contains("/device/")
        || path.contains("/md/sync_speed_")
        || path.equals(MOUNTS)
        || path.equals(COMMAND_LINE);
  }

  /**
   * @param path of the setting
   * @param subject the device or mount point that it is of
   * @param summary what is said of it
   */
  Origin of(String path, String subject, String summary) {
    if (!configured) {
      return new Origin(
          path,
          Whose.CANNOT_TELL,
          "",
          "what was captured holds none of /etc/fstab, /etc/modprobe.d, /etc/sysctl.d and"
              + " /etc/udev/rules.d");
    }
    if (path.startsWith("etc/")) {
      Whose whose = conffiles.whose(path);
      return new Origin(path, whose, "/" + path, conffiles.owner(path));
    }
    if (path.equals(MOUNTS)) {
      return mounted(subject, summary);
    }
    return line(path).map(line -> set(path, line)).orElse(unset(path));
  }

  /** By a line, unless it says otherwise than what is there now. */
  private Origin set(String path, Line line) {
    String there = Settings.now(tree, path);
    String wanted = Settings.wanted(path, line.text());
    if (there.isEmpty() || wanted.isEmpty() || there.equals(wanted)) {
      return new Origin(path, conffiles.whose(line.file()), line.place(), line.text());
    }
    String text = line.place() + " says " + wanted + ", and it is " + there + ": changed since";
    return new Origin(path, Whose.SET_HERE, "", text);
  }

  /** By no file: what the kernel chose, where that is known to be what is there. */
  private Origin unset(String path) {
    String there = Settings.now(tree, path);
    if (path.endsWith("/queue/scheduler") && Settings.NEVER_CHOSEN.contains(there)) {
      String text =
          "no file sets it, and it is "
              + there
              + ", which the kernel never chooses by itself: mq-deadline or none";
      return new Origin(path, Whose.SET_HERE, "", text);
    }
    String usual = Settings.kernels(path);
    if (!there.isEmpty() && usual.isEmpty() && Settings.chosenByDevice(path)) {
      String text = "no file sets it; what the kernel chose for this device is not known";
      return new Origin(path, Whose.CANNOT_TELL, "", text);
    }
    if (there.isEmpty() || usual.isEmpty() || there.equals(usual)) {
      return new Origin(path, Whose.KERNEL_DEFAULT, "", "no file sets it");
    }
    String text = "no file sets it, and it is " + there + ", not the kernel's " + usual;
    return new Origin(path, Whose.SET_HERE, "", text);
  }

  /** A mount that no file knows has its options of whoever made it. */
  private Origin mounted(String point, String summary) {
    return mounts
        .line(point, summary)
        .map(found ->
            mounts
                .other(point, summary, found)
                .map(option ->
                    new Origin(
                        MOUNTS,
                        Whose.SET_HERE,
                        "",
                        found.place()
                            + " does not say "
                            + option
                            + ": mounted otherwise since, or the file system keeps it itself"))
                .orElseGet(() ->
                    new Origin(MOUNTS, conffiles.whose(found.file()), found.place(), found.text())))
        .orElse(
            new Origin(
                MOUNTS,
                Whose.CANNOT_TELL,
                "",
                "neither /etc/fstab nor a mount unit has it: whoever mounted it said so, or the"
                    + " file system's own defaults"));
  }

  private Optional<Line> line(String path) {
    return ofItsKind(path).or(() -> temporary(path));
  }

  /** tmpfiles.d(5): w and w+ write an argument, the seventh word, to files by a shell's pattern. */
  private Optional<Line> temporary(String path) {
    return last(
        lines.dropIns("tmpfiles.d", ".conf"),
        line -> {
          String[] words = line.text().split("\\s+", 7);
          return words.length == 7
              && words[0].startsWith("w")
              && UdevRules.glob(words[1]).matcher("/" + path).matches();
        });
  }

  private Optional<Line> ofItsKind(String path) {
    Matcher sysctl = SYSCTL.matcher(path);
    if (sysctl.matches()) {
      return sysctl(sysctl.group(1));
    }
    Matcher module = MODULE.matcher(path);
    if (module.matches()) {
      return module(module.group(1), module.group(2));
    }
    Matcher device = DEVICE.matcher(path);
    if (device.matches()) {
      return device(device.group(1), device.group(2));
    }
    return boot.any();
  }

  /**
   * sysctl.d(5): by dots or slashes. procps' sysctl reads /etc/sysctl.conf last, systemd's only
   * where a drop-in leads there: what is there tells which it was. tuned lets all of these stand
   * (tuned-main.conf: reapply_sysctl). Before all of them comes the kernel's command line (Linux
   * 5.8, fs/proc/proc_sysctl.c, process_sysctl_arg()).
   */
  private Optional<Line> sysctl(String key) {
    Optional<Line> dropIn = last(lines.dropIns("sysctl.d", ".conf"), line -> sets(line, key));
    Optional<Line> own = last(lines.of("etc/sysctl.conf"), line -> sets(line, key));
    String path = "proc/sys/" + key;
    String there = Settings.now(tree, path);
    boolean unread =
        dropIn.filter(line -> Settings.wanted(path, line.text()).equals(there)).isPresent()
            && own.filter(line -> Settings.wanted(path, line.text()).equals(there)).isEmpty();
    return (unread ? dropIn : own.or(() -> dropIn))
        .or(() -> last(new TunedProfile(tree, lines).all(), line -> sets(line, key)))
        .or(() -> last(boot.running(), line -> sets(line, "sysctl/" + key)));
  }

  private static boolean sets(Line line, String key) {
    int equals = line.text().indexOf('=');
    String name = equals < 0 ? "" : line.text().substring(0, equals).strip();
    String plain = name.startsWith("-") ? name.substring(1) : name;
    String path = plain.replace('.', '/');
    return path.equals(key) || (path.contains("*") && UdevRules.glob(path).matcher(key).matches());
  }

  /** modprobe.d(5), else the kernel's command line. */
  private Optional<Line> module(String module, String parameter) {
    String wanted = module.replace('-', '_');
    Optional<Line> options =
        last(
            lines.dropIns("modprobe.d", ".conf"),
            line -> {
              String[] words = line.text().split("\\s+", -1);
              return words.length > 2
                  && words[0].equals("options")
                  && words[1].replace('-', '_').equals(wanted)
                  && line.text().contains(" " + parameter + "=");
            });
    return options
        .or(() -> boot.of(module + "." + parameter + "="))
        .or(() -> boot.of(module.replace('_', '-') + "." + parameter + "="));
  }

  /** udev(7): an assignment, not a comparison; else sysfs.conf, else the command line. */
  private Optional<Line> device(String device, String attribute) {
    Optional<Line> rule =
        new UdevRules(tree, lines.dropIns("udev/rules.d", ".rules")).assigning(device, attribute);
    String path = "block/" + device + "/" + attribute;
    Optional<Line> sysfs =
        last(
            lines.of("etc/sysfs.conf"),
            line -> line.text().startsWith(path + " ") || line.text().startsWith(path + "="));
    return rule.or(() -> sysfs)
        .or(() -> chosenAtBoot(attribute) ? boot.of("elevator=") : Optional.empty());
  }

  /** Linux 5.4 took the option away (block/elevator.c); of others it is not known. */
  private boolean chosenAtBoot(String attribute) {
    Matcher release =
        RELEASE.matcher(tree.read("proc/sys/kernel/osrelease").map(Text::strip).orElse(""));
    boolean ignored =
        release.find()
            && (Fields.parseInt(release.group(1)).orElse(0) > 5
                || (release.group(1).equals("5")
                    && Fields.parseInt(release.group(2)).orElse(0) >= 4));
    return attribute.equals("queue/scheduler") && !ignored;
  }

  private static Optional<Line> last(List<Line> all, Predicate<Line> fits) {
    return all.stream().filter(fits).reduce((_, later) -> later);
  }
}
