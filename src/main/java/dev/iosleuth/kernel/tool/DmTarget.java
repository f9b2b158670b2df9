package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.DmsetupTable.Lower;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.unit.DevNo;
import dev.iosleuth.unit.Sectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of each type of device-mapper target, by the constructors in drivers/md/dm-*.c and
 * Documentation/admin-guide/device-mapper/.
 */
final class DmTarget {
  private static final Set<String> WITHOUT_DEVICES = Set.of("zero", "error");
  private static final Set<String> OTHERS =
      Set.of(
          "linear",
          "striped",
          "crypt",
          "mirror",
          "raid",
          "thin-pool",
          "thin",
          "snapshot",
          "snapshot-merge",
          "snapshot-origin",
          "cache",
          "writecache",
          "multipath",
          "integrity",
          "verity",
          "era",
          "delay",
          "flakey",
          "vdo",
          "switch",
          "unstriped",
          "dust",
          "ebs",
          "clone",
          "log-writes",
          "zoned");

  private static final Pattern INTEGRITY_KEY =
      Pattern.compile("((?:internal_hash|journal_crypt|journal_mac):[^: ]*):[^ ]*");
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-fA-F]{32,}");

  private final Arguments arguments;
  private final List<Lower> lowers = new ArrayList<>();
  private long chunkSectors;

  /**
   * @param chunkSectors 0 where the type has none
   */
  record Parsed(long chunkSectors, List<Lower> lowers) {}

  private DmTarget(Arguments arguments) {
    this.arguments = arguments;
  }

  static boolean knows(String type) {
    return OTHERS.contains(type) || WITHOUT_DEVICES.contains(type);
  }

  /** Empty if the arguments are not those of the type; a type that is not known has no lowers. */
  static Optional<Parsed> parse(String type, Arguments arguments) {
    var target = new DmTarget(arguments);
    if (OTHERS.contains(type)) {
      target.read(type);
    }
    return arguments.broken()
        ? Optional.empty()
        : Optional.of(new Parsed(target.chunkSectors, target.lowers));
  }

  /**
   * Takes keys out of the arguments. That of crypt is the second word, in hexadecimal or as the
   * name of a key in the kernel's keyring; integrity's follow the names of its algorithms.
   */
  static String withoutKeys(String type, String arguments) {
    if (!knows(type)) {
      return withoutLongHex(arguments);
    }
    if (type.equals("integrity")) {
      return INTEGRITY_KEY.matcher(arguments).replaceAll("$1:-");
    }
    int key = arguments.indexOf(' ');
    if (!type.equals("crypt") || key < 0) {
      return arguments;
    }
    int end = arguments.indexOf(' ', key + 1);
    return arguments.substring(0, key) + " -" + (end < 0 ? "" : arguments.substring(end));
  }

  /** What looks like a key, in a place that is not understood. */
  static String withoutLongHex(String arguments) {
    return LONG_HEX.matcher(arguments).replaceAll("-");
  }

  private void read(String type) {
    switch (type) {
      case "linear", "flakey", "dust", "ebs" -> at(Use.DATA);
      case "delay" -> delay();
      case "striped" -> striped();
      case "unstriped" -> unstriped();
      case "switch" -> switching();
      case "crypt" -> crypt();
      case "mirror" -> mirror();
      case "raid" -> raid();
      case "multipath" -> multipath();
      case "thin-pool" -> thinPool();
      case "thin" -> thin();
      case "snapshot", "snapshot-merge" -> snapshot();
      case "snapshot-origin" -> lower(Use.ORIGIN, arguments.device(), 0);
      case "cache" -> cache();
      case "writecache" -> writecache();
      case "era" -> era();
      case "clone" -> cloning();
      case "integrity" -> integrity();
      case "verity" -> verity();
      case "vdo" -> vdo();
      case "log-writes" -> logWrites();
      case "zoned" -> zoned();
      default -> throw new IllegalArgumentException("no parser for dm target " + type);
    }
  }

  private void lower(Use use, DevNo dev, long start) {
    lowers.add(new Lower(use, dev, start));
  }

  /** A device and an offset on it. */
  private void at(Use use) {
    DevNo dev = arguments.device();
    lower(use, dev, arguments.number());
  }

  /** DEV OFFSET DELAY for reads, then the same for writes and flushes where they differ. */
  private void delay() {
    at(Use.DATA);
    arguments.number();
    while (arguments.more()) {
      var other = new Lower(Use.DATA, arguments.device(), arguments.number());
      arguments.number();
      if (!lowers.contains(other)) {
        lowers.add(other);
      }
    }
  }

  private void striped() {
    int stripes = arguments.count();
    chunkSectors = arguments.number();
    for (int i = 0; i < stripes; i++) {
      at(Use.DATA);
    }
  }

  private void unstriped() {
    arguments.number();
    chunkSectors = arguments.number();
    arguments.number();
    at(Use.DATA);
  }

  private void switching() {
    int paths = arguments.count();
    chunkSectors = arguments.number();
    arguments.skipCounted();
    for (int i = 0; i < paths; i++) {
      at(Use.DATA);
    }
  }

  private void crypt() {
    arguments.skip(3);
    at(Use.DATA);
  }

  private void mirror() {
    String log = arguments.word();
    int count = arguments.count();
    if (log.equals("disk") || log.equals("clustered-disk")) {
      lower(Use.LOG, arguments.device(), -1);
      arguments.skip(count - 1L);
    } else {
      arguments.skip(count);
    }
    int legs = arguments.count();
    for (int i = 0; i < legs; i++) {
      at(Use.DATA);
    }
  }

  private void raid() {
    arguments.word();
    int parameters = arguments.count();
    if (parameters > 0) {
      chunkSectors = arguments.number();
      arguments.skip(parameters - 1L);
    }
    int members = arguments.count();
    for (int i = 0; i < members; i++) {
      arguments.deviceOrHyphen().ifPresent(dev -> lower(Use.META, dev, -1));
      arguments.deviceOrHyphen().ifPresent(dev -> lower(Use.DATA, dev, 0));
    }
  }

  private void multipath() {
    arguments.skipCounted();
    arguments.skipCounted();
    int groups = arguments.count();
    arguments.number();
    for (int group = 0; group < groups; group++) {
      arguments.word();
      arguments.skipCounted();
      int paths = arguments.count();
      int perPath = arguments.count();
      for (int path = 0; path < paths; path++) {
        lower(Use.DATA, arguments.device(), 0);
        arguments.skip(perPath);
      }
    }
  }

  private void thinPool() {
    lower(Use.META, arguments.device(), -1);
    lower(Use.DATA, arguments.device(), -1);
    chunkSectors = arguments.number();
  }

  private void thin() {
    lower(Use.POOL, arguments.device(), -1);
    arguments.number();
    if (arguments.more()) {
      lower(Use.ORIGIN, arguments.device(), 0);
    }
  }

  private void snapshot() {
    lower(Use.ORIGIN, arguments.device(), 0);
    lower(Use.COW, arguments.device(), -1);
    arguments.word();
    chunkSectors = arguments.number();
  }

  private void cache() {
    lower(Use.META, arguments.device(), -1);
    lower(Use.CACHE, arguments.device(), -1);
    lower(Use.ORIGIN, arguments.device(), 0);
    chunkSectors = arguments.number();
  }

  /** The block is in bytes here. */
  private void writecache() {
    arguments.word();
    lower(Use.ORIGIN, arguments.device(), 0);
    lower(Use.CACHE, arguments.device(), -1);
    chunkSectors = arguments.number() / Sectors.BYTES;
  }

  private void era() {
    lower(Use.META, arguments.device(), -1);
    lower(Use.DATA, arguments.device(), 0);
    chunkSectors = arguments.number();
  }

  private void cloning() {
    lower(Use.META, arguments.device(), -1);
    lower(Use.DATA, arguments.device(), 0);
    lower(Use.ORIGIN, arguments.device(), 0);
    chunkSectors = arguments.number();
  }

  /** Tags are interleaved with the data unless they have a device of their own. */
  private void integrity() {
    DevNo data = arguments.device();
    arguments.skip(3);
    Optional<DevNo> tags =
        arguments.rest().stream()
            .filter(word -> word.startsWith("meta_device:"))
            .findFirst()
            .flatMap(word -> Fields.devNo(word.substring("meta_device:".length())));
    lower(Use.DATA, data, tags.isPresent() ? 0 : -1);
    tags.ifPresent(dev -> lower(Use.META, dev, -1));
  }

  private void verity() {
    arguments.word();
    lower(Use.DATA, arguments.device(), 0);
    DevNo hashes = arguments.device();
    if (!hashes.equals(lowers.getFirst().dev())) {
      lower(Use.META, hashes, -1);
    }
    arguments.skip(6);
    List<String> rest = arguments.rest();
    int option = rest.indexOf("use_fec_from_device");
    if (option >= 0 && option + 1 < rest.size()) {
      Fields.devNo(rest.get(option + 1)).ifPresent(dev -> lower(Use.META, dev, -1));
    }
  }

  /** The first word is the version of the table: V2 to V4 have the device next. */
  private void vdo() {
    arguments.word();
    lower(Use.DATA, arguments.device(), -1);
  }

  private void logWrites() {
    lower(Use.DATA, arguments.device(), 0);
    lower(Use.LOG, arguments.device(), -1);
  }

  private void zoned() {
    do {
      lower(Use.DATA, arguments.device(), -1);
    } while (arguments.more());
  }
}
