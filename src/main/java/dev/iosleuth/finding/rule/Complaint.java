package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.tool.KernelLog;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of the kernel that something of its I/O failed. What they look like is in the sources:
 * block/blk-core.c blk_print_req_error, fs/buffer.c buffer_io_error, drivers/ata/libata-eh.c
 * ata_eh_link_report, drivers/nvme/host/pci.c nvme_timeout, kernel/hung_task.c, fs/ext4/super.c,
 * fs/xfs/xfs_fsops.c, drivers/md.
 */
@SuppressWarnings("ImmutableEnumChecker") // patterns do not change
enum Complaint {
  IO_ERROR(
      "I/O errors",
      "I/O error|critical (medium|target) error|Buffer I/O error|Unrecovered read error",
      true),
  READ_ONLY(
      "a file system went read-only or was shut down",
      "Remounting filesystem read-only|[Ss]hutting down filesystem|forced readonly",
      true),
  MEMBER(
      "given up as a member of an array",
      "Disk failure on .*disabling device|md: kicking non-fresh",
      true),
  TIMEOUT(
      "requests that did not come back in time",
      "timeout, (aborting|reset|disable)|timed out waiting|Abort(ing)? command"
          + "|failed command: .*|rejecting I/O to (offline|dead) device",
      false),
  RESET(
      "links or controllers that were reset",
      "hard resetting link|soft resetting link|resetting controller"
          + "|attempting (task abort|(bus|device|target|host) reset)",
      false),
  HUNG("tasks that were stuck for minutes", "task .* blocked for more than [0-9]+ seconds", false);

  private static final Pattern DEVICE =
      Pattern.compile(
          "\\b(?:dev |on device |\\()?((?:sd|vd|xvd)[a-z]{1,3}|nvme\\d+n\\d+|nvme\\d+|md\\d+|dm-\\d+"
              + "|ata\\d+|mmcblk\\d+)\\d{0,3}\\b");

  private static final Pattern SECTOR = Pattern.compile("\\bsector (\\d+)\\b");

  private final String words;
  private final Pattern pattern;
  private final boolean critical;

  Complaint(String words, String pattern, boolean critical) {
    this.words = words;
    this.pattern = Pattern.compile(pattern);
    this.critical = critical;
  }

  /**
   * @param device as the message names it; empty where it names none
   */
  record About(Complaint kind, String device) {}

  String words() {
    return words;
  }

  /** As grep -E and Java read it alike. */
  String pattern() {
    return pattern.pattern();
  }

  /** Data are lost, or were about to be. */
  boolean critical() {
    return critical;
  }

  /**
   * Messages of one kind and device.
   *
   * @param first when, in microseconds on the log's clock, which begins at boot; empty where the
   *     log tells no times
   */
  record Seen(long count, OptionalLong first, OptionalLong last) {
    private Seen and(Seen later) {
      return new Seen(
          count + later.count,
          first.isPresent() ? first : later.first,
          later.last.isPresent() ? later.last : last);
    }
  }

  /** How many messages there are of each kind and device; each line is of the first that fits. */
  static Map<About, Seen> in(KernelLog log) {
    Map<About, Seen> seen =
        new TreeMap<>(
            Comparator.comparing((About about) -> about.kind()).thenComparing(About::device));
    for (KernelLog.Entry entry : log.entries()) {
      for (Complaint complaint : values()) {
        Matcher found = complaint.pattern.matcher(entry.text());
        if (found.find()) {
          String device = complaint == HUNG ? "" : device(entry.text(), found.start());
          var one = new Seen(1, entry.micros(), entry.micros());
          seen.merge(new About(complaint, device), one, Seen::and);
          break;
        }
      }
    }
    return seen;
  }

  /** Of a disk that could not be read or written there, each once. */
  static List<String> sectors(KernelLog log, About about) {
    return log.entries().stream()
        .map(KernelLog.Entry::text)
        .filter(text -> {
          Matcher found = about.kind().pattern.matcher(text);
          return found.find() && device(text, found.start()).equals(about.device());
        })
        .flatMap(text -> SECTOR.matcher(text).results())
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /** What failed is named there, or before: "md/raid1:md0: Disk failure on sdb, …". */
  private static String device(String text, int from) {
    Matcher device = DEVICE.matcher(text);
    return device.find(from) || device.find(0) ? device.group(1) : "";
  }
}
