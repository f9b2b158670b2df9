package dev.iosleuth.finding.rule;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The device that a message of the kernel is about, a part of a disk as the disk. */
final class Complainant {
  /** Whatever it is called: block/blk-mq.c blk_print_req_error(), fs/buffer.c, fs/btrfs. */
  private static final List<Pattern> SAID =
      List.of(
          Pattern.compile("error,? (?:on )?dev(?:ice)? ([\\w!/.-]+),"),
          Pattern.compile(": bdev /dev/([^/\\s]+) errs:"));

  /** Documentation/admin-guide/devices.txt, and what came since. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?<![\\w-])(?!sdhci|sdio)("
              + "(?:sd|hd|vd|xvd|dasd)[a-z]{1,3}\\d{0,3}"
              + "|nvme\\d+(?:(?:c\\d+)?n\\d+)?(?:p\\d+)?"
              + "|(?:md|dm-|mmcblk|nbd|rbd|drbd|pmem|bcache|loop|zram|ram|fd|sr|ublkb|zd)\\d+"
              + "(?:p\\d+)?"
              + "|(?:ata|mpt[23]sas_cm|mpt[23]sas)\\d+)(?!\\w)");

  /** "253:4" of a volume of device-mapper, and of its path. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w:])(\\d+:\\d+)(?![\\w:]*\\d)");

  /** dev_printk() of a SCSI device, of a controller on PCI. */
  private static final List<Pattern> PLACES =
      List.of(
          Pattern.compile("^\\s*(?:sd|sr|st|scsi) (\\d+:\\d+:\\d+:\\d+): "),
          Pattern.compile(
              "^(?:nvme|megaraid_sas|hpsa|smartpqi|aacraid)"
                  + " ([\\da-f]{4,}:[\\da-f]{2}:[\\da-f]{2}\\.[\\da-f])"));

  private static final Pattern PART_BY_NUMBER =
      Pattern.compile("((?:sd|hd|vd|xvd|dasd)[a-z]+)\\d+");
  private static final Pattern PART_BY_P = Pattern.compile("(.*\\d)p\\d+");

  private Complainant() {}

  /**
   * As the message names it: a kernel name, a number (253:4), a place (0:0:1:0, 0000:03:00.0).
   *
   * @param from where it tells what failed, which is what is looked for first: "md/raid1:md0: Disk
   *     failure on sdb, …"
   * @return empty where it names none
   */
  static String in(String text, int from) {
    boolean mapper = text.startsWith("device-mapper:");
    Pattern second = mapper ? NUMBER : KNOWN;
    return SAID.stream()
        .flatMap(said -> found(said, text, 0).stream())
        .findFirst()
        .or(() ->
            Stream.of(from, 0)
                .flatMap(at -> found(KNOWN, text, at).or(() -> found(second, text, at)).stream())
                .findFirst())
        .or(() -> PLACES.stream().flatMap(place -> found(place, text, 0).stream()).findFirst())
        .map(Complainant::whole)
        .orElse("");
  }

  private static Optional<String> found(Pattern pattern, String text, int from) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find(from) ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String whole(String name) {
    for (Pattern part : List.of(PART_BY_NUMBER, PART_BY_P)) {
      Matcher matcher = part.matcher(name);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    return name;
  }
}
