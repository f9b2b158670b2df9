package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * {@code virsh -r domstats --block --state --backing --raw}: counters of the disks of libvirt's
 * running domains, as libvirt got them from qemu, and where they lie.
 *
 * <pre>
 * Domain: 'web1'
 *   state.state=1
 *   block.count=1
 *   block.0.name=vda
 *   block.0.path=/var/lib/libvirt/images/web1.qcow2
 *   block.0.backingIndex=1
 *   block.0.rd.reqs=7
 *   block.0.rd.bytes=4096
 *   block.0.rd.times=1843000
 *   block.0.wr.reqs=…
 *   block.0.fl.reqs=…
 *   block.0.allocation=200704
 *   block.0.capacity=8388608
 *   block.0.physical=200704
 * </pre>
 *
 * virDomainListGetStats in src/libvirt-domain.c. Times are nanoseconds. A domain that is busy has
 * no counters (--nowait). Images that a disk is backed by or copied to have rows under its name
 * behind its own, without counters (--backing).
 */
public record Domstats(List<Domain> domains, List<Reading.Malformed<?>> damaged) {
  private static final String UNTOLD = "libvirt does not tell";
  private static final Reading<String> UNKNOWN_STATE = Reading.absent(UNTOLD);

  public Domstats {
    domains = List.copyOf(domains);
    damaged = List.copyOf(damaged);
  }

  /**
   * @param name as its owner chose it
   * @param state running, paused, …
   * @param disks one row for each image
   * @param damaged figures of these that are none
   */
  public record Domain(
      String name, Reading<String> state, List<Disk> disks, List<Reading.Malformed<?>> damaged) {
    public Domain {
      disks = List.copyOf(disks);
      damaged = List.copyOf(damaged);
    }

    /** Its disks by their targets; the counters are those of the first row of each. */
    public Map<String, List<Disk>> byTarget() {
      return disks.stream()
          .collect(Collectors.groupingBy(Disk::target, LinkedHashMap::new, Collectors.toList()));
    }
  }

  /**
   * @param target what the domain's definition calls it, and {@link DiskCounters#device()} too: vda
   * @param path file or device; the empty string for what is neither
   * @param backingIndex number of the image, see {@link DomainDisk.Layer}
   */
  public record Disk(
      String target,
      String path,
      OptionalLong backingIndex,
      DiskCounters counters,
      Reading<Long> allocation,
      Reading<Long> capacity,
      Reading<Long> physical) {
    public DomainDisk.Layer layer() {
      return new DomainDisk.Layer(path, backingIndex);
    }
  }

  public static Domstats parse(Text text) {
    var domains = new ArrayList<Domain>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    String name = "";
    Reading<String> state = UNKNOWN_STATE;
    Map<String, Map<String, String>> disks = new LinkedHashMap<>();
    boolean open = false;
    while (lines.next()) {
      String line = lines.string().strip();
      int equals = line.indexOf('=');
      if (line.startsWith("Domain: '") && line.endsWith("'") && line.length() > 9) {
        if (open) {
          domains.add(domain(name, state, disks, text.path()));
        }
        state = UNKNOWN_STATE;
        name = line.substring(9, line.length() - 1);
        disks.clear();
        open = true;
      } else if (open && lines.whole() && equals > 0) {
        String key = line.substring(0, equals);
        String value = line.substring(equals + 1);
        if (key.equals("state.state")) {
          state = state(value, lines);
        } else {
          add(key, value, disks);
        }
      } else {
        damaged.add(lines.malformed("a domain or one of its figures"));
      }
    }
    if (open) {
      domains.add(domain(name, state, disks, text.path()));
    }
    return new Domstats(domains, damaged);
  }

  /** virDomainState in include/libvirt/libvirt-domain.h, in qemu's words where it has one. */
  private static Reading<String> state(String number, Lines lines) {
    return switch (number) {
      case "0" -> UNKNOWN_STATE;
      case "1" -> Reading.known("running");
      case "2" -> Reading.known("blocked");
      case "3" -> Reading.known("paused");
      case "4" -> Reading.known("shutdown");
      case "5" -> Reading.known("shut off");
      case "6" -> Reading.known("crashed");
      case "7" -> Reading.known("suspended");
      default -> lines.malformed("a state from 0 to 7");
    };
  }

  /** {@code block.0.rd.reqs}: the figures of disk 0 by what follows its number. */
  private static void add(String key, String value, Map<String, Map<String, String>> disks) {
    String[] parts = key.split("\\.", 3);
    if (parts.length == 3 && parts[0].equals("block")) {
      disks.computeIfAbsent(parts[1], _ -> new LinkedHashMap<>()).put(parts[2], value);
    }
  }

  private static Domain domain(
      String name, Reading<String> state, Map<String, Map<String, String>> disks, String path) {
    var damaged = new ArrayList<Reading.Malformed<?>>();
    List<Disk> all =
        disks.values().stream().map(words -> new Figures(words, path, damaged).disk()).toList();
    return new Domain(name, state, all, damaged);
  }

  /** Of one disk. */
  private record Figures(
      Map<String, String> words, String path, List<Reading.Malformed<?>> damaged) {
    Disk disk() {
      String target = words.getOrDefault("name", "");
      return new Disk(
          target,
          words.getOrDefault("path", ""),
          Fields.parse(words.getOrDefault("backingIndex", "")),
          new DiskCounters(
              target,
              "",
              "",
              requests("rd"),
              requests("wr"),
              requests("fl"),
              Requests.absent(UNTOLD),
              Reading.absent(UNTOLD)),
          number("allocation"),
          number("capacity"),
          number("physical"));
    }

    private Requests requests(String kind) {
      return new Requests(
          number(kind + ".reqs"),
          kind.equals("fl") ? Reading.absent("flushes have none") : number(kind + ".bytes"),
          Reading.absent(UNTOLD),
          number(kind + ".times"),
          Reading.absent(UNTOLD),
          Reading.absent(UNTOLD));
    }

    private Reading<Long> number(String name) {
      String word = words.get(name);
      if (word == null) {
        return Reading.absent("not told");
      }
      String where = path + ": " + name;
      Reading<Long> number = Requests.counted(Fields.number(word, where), where);
      if (number instanceof Reading.Malformed<Long> malformed) {
        damaged.add(malformed);
      }
      return number;
    }
  }
}
