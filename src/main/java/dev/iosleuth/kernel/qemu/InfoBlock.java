package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.BlockNode.Cache;
import dev.iosleuth.kernel.qemu.BlockNode.ImageFile;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code info block}: several lines a disk since 1.5, one line before.
 *
 * <pre>
 * d2 (#block543): /srv/top.qcow2 (qcow2, read-only)
 *     Attached to:      /machine/peripheral/vd1/virtio-backend
 *     Cache mode:       writeback, direct
 *     Backing file:     /srv/base.qcow2 (chain depth: 1)
 *     I/O throttling:   bps=0 bps_rd=0 … iops=100 … iops_size=0 group=d2
 *
 * cd0: [not inserted]
 *     Attached to:      cd
 *     Removable device: not locked, tray closed
 *
 * ide0-hd0: removable=0 io-status=ok file=/srv/a b.img ro=0 drv=raw encrypted=0 bps=0 … iops=0
 * ide1-cd0: removable=1 locked=0 tray-open=0 [not inserted]
 * </pre>
 *
 * A disk made by {@code -blockdev} begins with the name of its node, without parentheses.
 * block/monitor/block-hmp-cmds.c, print_block_info; hmp.c of 1.4.
 */
final class InfoBlock {
  private static final Pattern INSERTED =
      Pattern.compile("([^:]*?)(?: \\(([^()]*)\\))?: (.*) \\(([^,()]+)((?:, [a-z -]+)*)\\)");
  private static final Pattern EMPTY =
      Pattern.compile("([^:]*?)(?: \\(([^()]*)\\))?: \\[not inserted\\]");
  private static final Pattern OLD =
      Pattern.compile("([^:]*): (?:type=\\S+ )?removable=([01]) ?(.*)");
  private static final Pattern OLD_FILE =
      Pattern.compile(
          ".*?file=(.*?)(?: backing_file=(.*?))?(?: backing_file_depth=\\d+)? ro=([01]) drv=(\\S+)"
              + "(?: encrypted=[01])?(.*)");
  private static final Pattern DEPTH = Pattern.compile("(.*) \\(chain depth: \\d+\\)");

  private final List<BlockDisk> rows = new ArrayList<>();
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();
  private Optional<Entry> entry = Optional.empty();

  private InfoBlock() {}

  /** One disk, as far as its lines have been read. */
  private record Entry(
      String device,
      String node,
      String file,
      String driver,
      boolean readOnly,
      boolean isInserted,
      Map<String, String> lines) {}

  static Rows<BlockDisk> parse(Text text) {
    var parser = new InfoBlock();
    var lines = new Lines(text);
    while (lines.next()) {
      if (!parser.line(lines.string())) {
        parser.damaged.add(lines.malformed("a disk of a guest"));
      }
    }
    parser.close();
    return new Rows<>(parser.rows, parser.damaged);
  }

  private boolean line(String line) {
    if (line.startsWith("    ")) {
      int colon = line.indexOf(": ");
      boolean belongs = colon > 0 && entry.isPresent();
      if (belongs) {
        entry
            .get()
            .lines()
            .putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 2).strip());
      }
      return belongs;
    }
    close();
    Matcher old = OLD.matcher(line);
    if (old.matches()) {
      return old(old);
    }
    Matcher empty = EMPTY.matcher(line);
    if (empty.matches()) {
      open(empty, "", "", false, false);
      return true;
    }
    Matcher inserted = INSERTED.matcher(line);
    if (inserted.matches()) {
      boolean readOnly = inserted.group(5).contains("read-only");
      open(inserted, inserted.group(3), inserted.group(4), readOnly, true);
    }
    return entry.isPresent();
  }

  private void open(
      Matcher head, String file, String driver, boolean readOnly, boolean isInserted) {
    boolean named = head.group(2) != null;
    String node = named ? head.group(2) : "";
    entry =
        Optional.of(
            new Entry(
                head.group(1), node, file, driver, readOnly, isInserted, new LinkedHashMap<>()));
  }

  private void close() {
    entry.ifPresent(one -> rows.add(disk(one)));
    entry = Optional.empty();
  }

  private static BlockDisk disk(Entry entry) {
    Map<String, String> lines = entry.lines();
    return new BlockDisk(
        entry.device(),
        lines.getOrDefault("Attached to", ""),
        lines.containsKey("Removable device"),
        lines.getOrDefault("I/O status", ""),
        entry.isInserted() ? Optional.of(node(entry)) : Optional.empty());
  }

  private static BlockNode node(Entry entry) {
    Map<String, String> lines = entry.lines();
    String throttling = lines.getOrDefault("I/O throttling", "");
    Matcher backing = DEPTH.matcher(lines.getOrDefault("Backing file", ""));
    return new BlockNode(
        entry.node(),
        entry.driver(),
        entry.file(),
        Reading.known(entry.readOnly()),
        cache(lines.get("Cache mode")),
        images(entry.file(), entry.driver(), backing.matches() ? backing.group(1) : ""),
        Map.of(),
        limits(throttling),
        word(throttling, "group="));
  }

  private static Reading<Cache> cache(@Nullable String mode) {
    return mode == null
        ? Reading.absent("not told")
        : Reading.known(
            new Cache(
                mode.startsWith("writeback"),
                mode.contains(", direct"),
                mode.contains(", ignore flushes")));
  }

  private static List<ImageFile> images(String file, String format, String backing) {
    var images = new ArrayList<ImageFile>();
    images.add(image(file, format));
    if (!backing.isEmpty()) {
      images.add(image(backing, ""));
    }
    return images;
  }

  private static ImageFile image(String file, String format) {
    return new ImageFile(file, format, Reading.absent("not told"), Reading.absent("not told"));
  }

  private static Map<String, Long> limits(String words) {
    var limits = new LinkedHashMap<String, Long>();
    for (Limit limit : Limit.values()) {
      OptionalLong value = Fields.parse(word(words, limit.monitorWord() + "="));
      if (value.orElse(0) != 0) {
        limits.put(limit.word(), value.getAsLong());
      }
    }
    return limits;
  }

  private static String word(String words, String key) {
    Fields fields = Fields.of(words);
    while (fields.more()) {
      String word = fields.word();
      if (word.startsWith(key)) {
        return word.substring(key.length());
      }
    }
    return "";
  }

  private boolean old(Matcher head) {
    String rest = head.group(3);
    Matcher file = OLD_FILE.matcher(rest);
    boolean isInserted = file.matches();
    if (!isInserted && !rest.endsWith("[not inserted]")) {
      return false;
    }
    Optional<BlockNode> node = isInserted ? Optional.of(oldNode(file)) : Optional.empty();
    String status = word(rest.substring(0, isInserted ? file.start(1) : 0), "io-status=");
    rows.add(new BlockDisk(head.group(1), "", head.group(2).equals("1"), status, node));
    return true;
  }

  private static BlockNode oldNode(Matcher file) {
    String backing = file.group(2) == null ? "" : file.group(2);
    return new BlockNode(
        "",
        file.group(4),
        file.group(1),
        Reading.known(file.group(3).equals("1")),
        Reading.absent("not told"),
        images(file.group(1), file.group(4), backing),
        Map.of(),
        limits(file.group(5)),
        "");
  }
}
