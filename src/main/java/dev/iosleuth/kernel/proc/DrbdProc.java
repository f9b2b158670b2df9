package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code /proc/drbd} of DRBD 8.x.
 *
 * <pre>
 * version: 8.4.11 (api:1/proto:86-101)
 *  0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
 *     ns:1048576 nr:0 dw:1048576 dr:664 al:17 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
 *  1: cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate C r-----
 *     ns:0 nr:4708 dw:4708 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:2460
 *     [============>.......] sync'ed: 65.7% (2460/7168)K
 *     finish: 0:00:02 speed: 940 (940) want: 1,239 K/sec
 * </pre>
 *
 * drivers/block/drbd/drbd_proc.c; ns, nr, dw, dr and oos are KiB, al and bm are operations. 8.0
 * says st for ro and has no oos. Of 9.x the file has only the version.
 *
 * @param version empty where its line is missing
 * @param minors that are configured
 * @param resyncTotalsKib how much the resync that runs began with, by minor
 */
public record DrbdProc(
    String version,
    List<Minor> minors,
    Map<Integer, Long> resyncTotalsKib,
    List<Reading.Malformed<?>> damaged) {
  public static final DrbdProc NONE = new DrbdProc("", List.of(), Map.of(), List.of());

  /**
   * @param connection Connected, WFConnection, SyncSource, …
   * @param protocol A, B, C; empty where there is no peer
   * @param role Primary, Secondary, Unknown
   * @param disk UpToDate, Diskless, …
   * @param sentKib ns
   * @param receivedKib nr
   * @param writtenKib dw: to the local disk
   * @param readKib dr: from the local disk
   * @param activityLogOps al: updates of the activity log area of the meta data
   * @param bitmapOps bm
   * @param outOfSyncKib oos; since 8.3
   */
  public record Minor(
      int minor,
      String connection,
      String role,
      String peerRole,
      String disk,
      String peerDisk,
      String protocol,
      long sentKib,
      long receivedKib,
      long writtenKib,
      long readKib,
      long activityLogOps,
      long bitmapOps,
      OptionalLong outOfSyncKib) {}

  public DrbdProc {
    minors = List.copyOf(minors);
    resyncTotalsKib = Map.copyOf(resyncTotalsKib);
    damaged = List.copyOf(damaged);
  }

  public static Reading<DrbdProc> parse(Text text) {
    var parser = new Parser();
    var lines = new Lines(text);
    while (lines.next()) {
      parser.line(lines);
    }
    parser.unfinished();
    boolean empty = parser.version.isEmpty() && parser.minors.isEmpty() && parser.damaged.isEmpty();
    return empty && parser.unconfigured == 0
        ? Reading.malformed(text.path(), "version: 8.x", "an empty file")
        : Reading.known(new DrbdProc(parser.version, parser.minors, parser.totals, parser.damaged));
  }

  /** First line of a minor: all but its counters, which follow in the next line. */
  private record Header(
      int minor,
      String connection,
      String role,
      String peerRole,
      String disk,
      String peerDisk,
      String protocol) {}

  private static final class Parser {
    private final List<Minor> minors = new ArrayList<>();
    private final Map<Integer, Long> totals = new HashMap<>();
    private final List<Reading.Malformed<?>> damaged = new ArrayList<>();
    private String version = "";
    private int unconfigured;
    private Optional<Header> open = Optional.empty();
    private boolean counted;
    private Optional<Reading.Malformed<?>> openLine = Optional.empty();

    void line(Lines lines) {
      Fields fields = lines.fields();
      String word = fields.word();
      OptionalInt minor = minor(word);
      if (!lines.whole()) {
        damaged.add(lines.malformed("a minor or its counters"));
      } else if (minor.isPresent()) {
        unfinished();
        header(minor.getAsInt(), fields, lines);
      } else if (word.startsWith("ns:")) {
        counters(lines);
      } else if (word.startsWith("[") && counted) {
        progress(lines.string());
      } else if (word.equals("version:")) {
        version = fields.word();
      } else if (!aside(word)) {
        damaged.add(lines.malformed("a minor or its counters"));
      }
    }

    /** A minor whose counters did not come. */
    void unfinished() {
      openLine.ifPresent(damaged::add);
      open = Optional.empty();
      openLine = Optional.empty();
    }

    private void header(int minor, Fields fields, Lines lines) {
      counted = false;
      String connection = fields.word();
      if (connection.equals("cs:Unconfigured")) {
        unconfigured++;
        return;
      }
      String[] roles = pair(fields.word(), "ro:", "st:");
      String[] disks = pair(fields.word(), "ds:", "ds:");
      if (!connection.startsWith("cs:") || roles.length != 2 || disks.length != 2) {
        damaged.add(lines.malformed("N: cs:… ro:…/… ds:…/…"));
        return;
      }
      String next = fields.word();
      open =
          Optional.of(
              new Header(
                  minor,
                  connection.substring(3),
                  roles[0],
                  roles[1],
                  disks[0],
                  disks[1],
                  next.length() == 1 ? next : ""));
      openLine = Optional.of(lines.malformed("a line of counters after it"));
    }

    private void counters(Lines lines) {
      Optional<Minor> minor = open.flatMap(header -> minor(header, lines.fields()));
      counted = minor.isPresent();
      if (counted) {
        minors.add(minor.orElseThrow());
      } else {
        damaged.add(lines.malformed("ns:N nr:N dw:N dr:N al:N bm:N of a minor"));
      }
      open = Optional.empty();
      openLine = Optional.empty();
    }

    /**
     * The progress of the minor before, (left/total)K or M (drbd_syncer_progress()); that of a
     * verification stands there too.
     */
    private void progress(String line) {
      int slash = line.indexOf('/', line.indexOf('('));
      int end = line.indexOf(')', Math.max(0, slash));
      if (line.contains("sync'ed") && slash > 0 && end > 0) {
        int unit = line.startsWith("M", end + 1) ? 1024 : 1;
        OptionalLong total = Fields.parse(line.substring(slash + 1, end));
        if (total.isPresent() && total.getAsLong() <= Long.MAX_VALUE / unit) {
          totals.put(minors.getLast().minor(), total.getAsLong() * unit);
        }
      }
    }

    /** Lines that say nothing which is needed: progress, caches, how the module was built. */
    private static boolean aside(String word) {
      return switch (word) {
        case "GIT-hash:",
            "srcversion:",
            "Transports",
            "resync:",
            "act_log:",
            "blocked",
            "finish:",
            "stalled" ->
            true;
        default -> word.startsWith("[");
      };
    }

    private static OptionalInt minor(String word) {
      OptionalInt minor =
          word.endsWith(":")
              ? Fields.parseInt(word.substring(0, word.length() - 1))
              : OptionalInt.empty();
      return minor.isPresent() && minor.getAsInt() >= 0 ? minor : OptionalInt.empty();
    }

    private static String[] pair(String word, String key, String oldKey) {
      boolean present = word.startsWith(key) || word.startsWith(oldKey);
      return present ? word.substring(key.length()).split("/", -1) : new String[0];
    }

    private static Optional<Minor> minor(Header header, Fields fields) {
      Map<String, OptionalLong> counters = new HashMap<>();
      while (fields.more()) {
        String word = fields.word();
        int colon = word.indexOf(':');
        if (colon > 0) {
          counters.put(word.substring(0, colon), Fields.parse(word.substring(colon + 1)));
        }
      }
      OptionalLong none = OptionalLong.empty();
      OptionalLong sent = counters.getOrDefault("ns", none);
      OptionalLong received = counters.getOrDefault("nr", none);
      OptionalLong written = counters.getOrDefault("dw", none);
      OptionalLong read = counters.getOrDefault("dr", none);
      OptionalLong activityLog = counters.getOrDefault("al", none);
      OptionalLong bitmap = counters.getOrDefault("bm", none);
      OptionalLong outOfSync = counters.getOrDefault("oos", none);
      boolean outOfSyncDamaged = counters.containsKey("oos") && outOfSync.isEmpty();
      if (sent.isEmpty()
          || received.isEmpty()
          || written.isEmpty()
          || read.isEmpty()
          || activityLog.isEmpty()
          || bitmap.isEmpty()
          || outOfSyncDamaged) {
        return Optional.empty();
      }
      return Optional.of(
          new Minor(
              header.minor(),
              header.connection(),
              header.role(),
              header.peerRole(),
              header.disk(),
              header.peerDisk(),
              header.protocol(),
              sent.getAsLong(),
              received.getAsLong(),
              written.getAsLong(),
              read.getAsLong(),
              activityLog.getAsLong(),
              bitmap.getAsLong(),
              outOfSync));
    }
  }
}
