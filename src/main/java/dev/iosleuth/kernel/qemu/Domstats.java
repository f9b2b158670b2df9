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

/**
 * {@code virsh -r domstats --block --raw}: counters of the disks of libvirt's running domains, as
 * libvirt got them from qemu.
 *
 * <pre>
 * Domain: 'web1'
 *   block.count=1
 *   block.0.name=vda
 *   block.0.path=/var/lib/libvirt/images/web1.qcow2
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
 * no counters (--nowait).
 */
public record Domstats(List<Domain> domains, List<Reading.Malformed<?>> damaged) {
  private static final String UNTOLD = "libvirt does not tell";

  public Domstats {
    domains = List.copyOf(domains);
    damaged = List.copyOf(damaged);
  }

  /**
   * @param name as its owner chose it
   */
  public record Domain(String name, List<Disk> disks) {
    public Domain {
      disks = List.copyOf(disks);
    }
  }

  /**
   * @param target what the domain's definition calls it, and {@link DiskCounters#device()} too: vda
   * @param path file or device; the empty string for what is neither
   * @param backingIndex number of the image in its chain in the definition; the disk has one row
   *     for each image with --backing, else one
   */
  public record Disk(
      String target,
      String path,
      OptionalLong backingIndex,
      DiskCounters counters,
      Reading<Long> allocation,
      Reading<Long> capacity,
      Reading<Long> physical) {}

  public static Domstats parse(Text text) {
    var domains = new ArrayList<Domain>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    String name = "";
    Map<String, Map<String, String>> disks = new LinkedHashMap<>();
    boolean open = false;
    while (lines.next()) {
      String line = lines.string().strip();
      int equals = line.indexOf('=');
      if (line.startsWith("Domain: '") && line.endsWith("'") && line.length() > 9) {
        if (open) {
          domains.add(new Domain(name, disks(disks, text.path(), damaged)));
        }
        name = line.substring(9, line.length() - 1);
        disks.clear();
        open = true;
      } else if (open && lines.whole() && equals > 0) {
        add(line.substring(0, equals), line.substring(equals + 1), disks);
      } else {
        damaged.add(lines.malformed("a domain or one of its figures"));
      }
    }
    if (open) {
      domains.add(new Domain(name, disks(disks, text.path(), damaged)));
    }
    return new Domstats(domains, damaged);
  }

  /** {@code block.0.rd.reqs}: the figures of disk 0 by what follows its number. */
  private static void add(String key, String value, Map<String, Map<String, String>> disks) {
    String[] parts = key.split("\\.", 3);
    if (parts.length == 3 && parts[0].equals("block")) {
      disks.computeIfAbsent(parts[1], _ -> new LinkedHashMap<>()).put(parts[2], value);
    }
  }

  private static List<Disk> disks(
      Map<String, Map<String, String>> disks, String path, List<Reading.Malformed<?>> damaged) {
    return disks.values().stream().map(words -> new Figures(words, path, damaged).disk()).toList();
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
