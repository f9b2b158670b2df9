package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code zpool status -P}.
 *
 * <pre>
 *   pool: tank
 *  state: ONLINE
 * config:
 *
 * 	NAME            STATE     READ WRITE CKSUM
 * 	tank            ONLINE       0     0     0
 * 	  mirror-0      ONLINE       0     0     0
 * 	    /dev/sdh1   ONLINE       0     0     0
 * 	    /dev/sdk1   ONLINE       0     0     0
 * 	logs
 * 	  /dev/sdm1     ONLINE       0     0     0
 * 	spares
 * 	  /dev/sdf1     AVAIL
 *
 * errors: No known data errors
 * </pre>
 *
 * Depth is by indentation, two blanks a level. cmd/zpool/zpool_main.c of OpenZFS.
 */
public record ZpoolStatus(List<Pool> pools, List<Reading.Malformed<?>> damaged) {
  private static final Set<String> STATES =
      Set.of(
          "ONLINE",
          "DEGRADED",
          "FAULTED",
          "OFFLINE",
          "UNAVAIL",
          "REMOVED",
          "SPLIT",
          "AVAIL",
          "INUSE");
  private static final Set<String> SECTIONS = Set.of("logs", "cache", "spares", "special", "dedup");

  /**
   * @param leaves what has nothing below it, spares that stand by excepted
   * @param layouts the vdevs directly below the pool or a section: mirror-0, "logs mirror-1", disk
   */
  public record Pool(String name, String state, List<String> leaves, List<String> layouts) {
    public Pool {
      leaves = List.copyOf(leaves);
      layouts = List.copyOf(layouts);
    }
  }

  public ZpoolStatus {
    pools = List.copyOf(pools);
    damaged = List.copyOf(damaged);
  }

  public static ZpoolStatus parse(Text text) {
    return new Parser(text).parse();
  }

  /**
   * @param section logs, cache, …; empty for the pool's own
   */
  private record Vdev(String section, int indent, String name) {}

  private static final class Parser {
    private final Text text;
    private final List<Pool> pools = new ArrayList<>();
    private final List<Reading.Malformed<?>> damaged = new ArrayList<>();
    private final List<Vdev> vdevs = new ArrayList<>();
    private String name = "";
    private String state = "";
    private String section = "";
    private int base = -1;
    private boolean inConfig;

    Parser(Text text) {
      this.text = text;
    }

    ZpoolStatus parse() {
      int number = 0;
      var whole = WholeLines.of(text);
      whole.cut().ifPresent(damaged::add);
      for (String line : whole.lines()) {
        number++;
        String trimmed = line.strip();
        if (line.startsWith("  pool: ")) {
          finish();
          name = line.substring("  pool: ".length()).stripTrailing();
        } else if (line.startsWith(" state: ")) {
          state = line.substring(" state: ".length()).stripTrailing();
        } else if (line.startsWith("config:")) {
          inConfig = true;
        } else if (line.startsWith("errors:")) {
          inConfig = false;
        } else if (inConfig && !trimmed.isEmpty() && !trimmed.startsWith("NAME ")) {
          row(line, text.where(number));
        }
      }
      finish();
      return new ZpoolStatus(pools, damaged);
    }

    private void row(String line, String where) {
      if (SECTIONS.contains(line.strip()) && !vdevs.isEmpty()) {
        section = line.strip();
        return;
      }
      int indent = line.length() - line.stripLeading().length();
      String name = nameBeforeState(line.strip());
      if (name.isEmpty()) {
        damaged.add(WholeLines.damage(where, "a vdev and its state", line));
        return;
      }
      base = base < 0 ? indent : base;
      vdevs.add(new Vdev(section, indent, name));
    }

    /** Names may hold blanks: what stands before the first state. */
    private static String nameBeforeState(String row) {
      int at = row.indexOf(' ');
      while (at > 0) {
        int from = at;
        while (from < row.length() && row.charAt(from) == ' ') {
          from++;
        }
        int to = row.indexOf(' ', from);
        if (STATES.contains(to < 0 ? row.substring(from) : row.substring(from, to))) {
          return row.substring(0, at);
        }
        at = to;
      }
      return "";
    }

    private void finish() {
      if (!name.isEmpty()) {
        pools.add(new Pool(name, state, leaves(), layouts()));
      }
      vdevs.clear();
      name = "";
      state = "";
      section = "";
      base = -1;
      inConfig = false;
    }

    private boolean isLeaf(int index) {
      Vdev vdev = vdevs.get(index);
      return vdev.indent() > base
          && !vdev.section().equals("spares")
          && (index + 1 == vdevs.size()
              || !vdevs.get(index + 1).section().equals(vdev.section())
              || vdevs.get(index + 1).indent() <= vdev.indent());
    }

    private List<String> leaves() {
      var leaves = new ArrayList<String>();
      for (int i = 0; i < vdevs.size(); i++) {
        if (isLeaf(i)) {
          leaves.add(vdevs.get(i).name());
        }
      }
      return leaves;
    }

    private List<String> layouts() {
      var layouts = new ArrayList<String>();
      for (int i = 0; i < vdevs.size(); i++) {
        Vdev vdev = vdevs.get(i);
        if (vdev.indent() == base + 2 && !vdev.section().equals("spares")) {
          String kind = isLeaf(i) ? "disk" : vdev.name();
          layouts.add(vdev.section().isEmpty() ? kind : vdev.section() + " " + kind);
        }
      }
      return layouts;
    }
  }
}
