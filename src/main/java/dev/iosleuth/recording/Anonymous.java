package dev.iosleuth.recording;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces the names of hosts, guests, volumes, mount points, users, processes, files and DRBD
 * resources in a sample, the same by the same, and leaves the kernel's names and all numbers. What
 * is free text (the kernel log) is left out, and said to be.
 */
final class Anonymous implements Disguise {
  /** Of the header. */
  static final String MASKED = "secrets and names";

  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "tool/kernel-log|tool/smartctl/.*|etc/default/.*|sys/module/.*"
              + "|proc/(net/dev|net/bonding/.*|version|cmdline|self/mountstats)"
              + "|sys/block/.*/(wwid|vpd_pg80)",
          Pattern.DOTALL);

  /** Files that hold names; of each the first rule that fits. All others are left as they are. */
  private static final List<Rule> RULES =
      List.of(
          rule("proc/[0-9]+/stat", Form.STAT),
          rule("proc/[0-9]+/cmdline", Form.ARGUMENTS),
          rule("proc/[0-9]+/(cgroup|mountinfo|task/.*)", Form.WORDS),
          rule("proc/[0-9]+/maps", Form.MAPS),
          rule("proc/(self/mountinfo|swaps|sys/kernel/hostname)", Form.WORDS),
          rule("sys/class/dmi/id/product_uuid", Form.WORDS),
          rule("proc/fs/.*|sys/fs/btrfs/.*/(label|metadata_uuid)", Form.WORDS),
          rule("proc/spl/kstat/zfs/.*/objset-.*", Form.DATASET),
          rule("sys/block/.*/(serial|dm/name|dm/uuid|loop/backing_file|backend)", Form.WORDS),
          rule("sys/bus/rbd/devices/.*|sys/class/net/.*/bonding/.*", Form.WORDS),
          rule("run/udev/data/.*", Form.VALUES),
          rule("etc/lvm/backup/.*", Form.LVM),
          rule("tool/lvs", Form.LVS),
          rule("tool/dmsetup-table", Form.FIRST_WORD),
          rule("tool/zpool-status", Form.ZPOOL),
          rule("tool/drbdsetup-show", Form.DRBD_SHOW),
          rule("tool/drbdsetup-status", Form.DRBD_STATUS),
          rule("tool/drbdsetup-events2", Form.DRBD_EVENTS),
          rule("tool/virsh-domstats", Form.DOMSTATS),
          rule("tool/df", Form.DF),
          rule("tool/.*", Form.WORDS),
          rule("qemu/[0-9]+/hmp-.*", Form.MONITOR_FOR_PEOPLE),
          rule("qemu/.*", Form.MONITOR));

  /** Directories in whose paths names stand, up to the name of the file itself if that is fixed. */
  private static final Pattern NAMED_PATH =
      Pattern.compile(
          "(etc/lvm/backup/|(var/)?run/ganeti/instance-disks/|etc/cron[^/]*/|var/spool/cron/"
              + "|(etc|usr/lib)/systemd/system/|sys/fs/bcache/|sys/class/net/"
              + "|proc/net/bonding/|proc/spl/kstat/zfs/|sys/fs/btrfs/)(.*)",
          Pattern.DOTALL);

  private static final Pattern CGROUP_PATH =
      Pattern.compile("(.*/)((?:blkio|cgroup|io|memory)\\.[^/]*)", Pattern.DOTALL);

  /** How names stand in a file. */
  private enum Form {
    WORDS,
    ARGUMENTS,
    STAT,
    MAPS,
    VALUES,
    DATASET,
    LVM,
    LVS,
    FIRST_WORD,
    ZPOOL,
    DRBD_SHOW,
    DRBD_STATUS,
    DRBD_EVENTS,
    DOMSTATS,
    DF,
    MONITOR,
    MONITOR_FOR_PEOPLE
  }

  private record Rule(Pattern path, Form form) {}

  private final Pseudonyms pseudonyms;

  Anonymous(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  private static Rule rule(String path, Form form) {
    return new Rule(Pattern.compile(path, Pattern.DOTALL), form);
  }

  @Override
  public Reading<Text> content(Text text) {
    if (LEFT_OUT.matcher(text.path()).matches()) {
      return Reading.absent("left out: the recording is anonymous");
    }
    Optional<Form> form =
        RULES.stream()
            .filter(rule -> rule.path().matcher(text.path()).matches())
            .findFirst()
            .map(Rule::form);
    return Reading.known(form.map(f -> with(text, replaced(f, text.string()))).orElse(text));
  }

  private static Text with(Text text, String content) {
    return new Text(text.path(), Utf8.encode(content), text.nanos());
  }

  private String replaced(Form form, String text) {
    return switch (form) {
      case WORDS -> words(text);
      case ARGUMENTS -> new AnonymousArguments(pseudonyms).commandLine(text);
      case STAT -> stat(text);
      case MAPS -> each(text, "/.*");
      case VALUES -> each(text, "(?<==).*|(?<=^S:).*");
      case DATASET -> each(text, "(?<=^dataset_name).*");
      case LVM -> each(text, "\"[^\"]*\"|^\\s*[^\\s=]+(?=\\s*\\{)|#.*");
      case LVS -> each(text, "^[^\t]*\t[^\t]*\t[^\t]*");
      case FIRST_WORD -> each(text, "^.*?(?=: )");
      case ZPOOL ->
          each(text, "(?<=^  pool:).*|(?<=^errors:).*|(?<=^  scan:).*|^\t\\s*\\S+(?=\\s)");
      case DRBD_SHOW ->
          each(
              text,
              "\"[^\"]*\"|(?<=\\bresource )\\S+|(?<=_name )\\s*[^;]+|(?<=\\bon )\\S+(?= \\{)"
                  + "|(?<=\\bipv[46] )\\S+|(?<=disk)\\s+/[^;]+");
      case DRBD_STATUS ->
          each(text, "(?<=\"(name|addr)\": ?)\"[^\"]*\"|(?<=\"backing-dev\": ?)\"[^\"]*\"");
      case DRBD_EVENTS ->
          each(text, "(?<=[ -]name:)\\S+|(?<=backing_dev:)\\S+|(?<=(local|peer):)\\S+");
      case DOMSTATS -> each(text, "(?<=^Domain: ').*(?=')|(?<=\\.(name|path)=).*");
      case DF ->
          each(text, "^(?!Filesystem +1024-blocks +Used +Available +Capacity +Mounted on$).*");
      case MONITOR -> AnonymousMonitors.json(text, pseudonyms);
      case MONITOR_FOR_PEOPLE -> AnonymousMonitors.people(text, pseudonyms);
    };
  }

  private String words(String text) {
    return pseudonyms.replace(text);
  }

  /** In each line the parts that match. */
  private String each(String text, String parts) {
    Pattern pattern = Pattern.compile(parts);
    return Arrays.stream(text.split("\n", -1))
        .map(line ->
            pattern.matcher(line).replaceAll(part -> Matcher.quoteReplacement(words(part.group()))))
        .collect(Collectors.joining("\n"));
  }

  /** The name in brackets; of kernel threads only what follows DRBD's: drbd_w_web1. */
  private String stat(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 0 || close < open) {
      return "";
    }
    String comm = text.substring(open + 1, close);
    return text.substring(0, open + 1) + comm(comm, text) + text.substring(close);
  }

  private String comm(String comm, String stat) {
    boolean kernel = PidStat.parse(Text.of("stat", stat)).map(PidStat::kernelThread).orElse(false);
    if (!kernel) {
      return words(comm);
    }
    int name = comm.startsWith("drbd_") ? comm.indexOf('_', 5) + 1 : 0;
    return name > 0 ? comm.substring(0, name) + words(comm.substring(name)) : comm;
  }

  @Override
  public String path(String path) {
    Matcher cgroup = CGROUP_PATH.matcher(path);
    if (cgroup.matches() && path.contains("cgroup")) {
      return words(cgroup.group(1)) + cgroup.group(2);
    }
    Matcher named = NAMED_PATH.matcher(path);
    if (!named.matches()) {
      return path;
    }
    String rest = named.group(4);
    int slash = rest.indexOf('/');
    return slash < 0
        ? named.group(1) + words(rest)
        : named.group(1) + words(rest.substring(0, slash)) + rest.substring(slash);
  }

  @Override
  public String target(String target) {
    int name = target.lastIndexOf('/') + 1;
    return target.startsWith("../")
        ? target.substring(0, name) + words(target.substring(name))
        : target.startsWith("/") ? words(target) : target;
  }

  @Override
  public String name(String name) {
    return words(name);
  }

  @Override
  public String host(String host) {
    return words(host);
  }

  @Override
  public String masked() {
    return MASKED;
  }
}
