package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Escapes;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code /proc/self/mountinfo} and {@code /proc/PID/mountinfo}.
 *
 * <pre>
 * 29 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw,errors=remount-ro
 * </pre>
 *
 * Names have space, tab, newline and backslash as \040 \011 \012 \134 (fs/proc_namespace.c mangle);
 * the records hold them unescaped. Documentation/filesystems/proc.rst 3.5.
 */
public record Mountinfo(List<Mount> mounts, List<Reading.Malformed<?>> damaged) {
  /**
   * @param id unique over all mount namespaces at a time; fdinfo's mnt_id names it
   * @param dev st_dev of its files: the device's number, or an anonymous one (0:N) for btrfs, nfs,
   *     …
   * @param root which part of the file system is mounted
   * @param point where, seen from the process that read the file
   * @param type ext4, xfs, btrfs, nfs4, overlay, …
   * @param source what was mounted: a device, server:/path, a word
   */
  public record Mount(
      int id,
      int parent,
      DevNo dev,
      String root,
      String point,
      String options,
      String type,
      String source,
      String superOptions) {}

  public Mountinfo {
    mounts = List.copyOf(mounts);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Mountinfo> parse(Text text) {
    Rows<Mount> rows =
        Rows.read(
            text, "ID PARENT MAJ:MIN ROOT POINT OPTIONS … - TYPE SOURCE OPTIONS", Mountinfo::mount);
    // every process has mounts
    return rows.rows().isEmpty() && rows.damaged().isEmpty()
        ? Reading.malformed(text.path(), "mounts", "an empty file")
        : Reading.known(new Mountinfo(rows.rows(), rows.damaged()));
  }

  /** Exactly one space stands between fields, and a source may be empty. */
  private static Optional<Mount> mount(Fields fields) {
    List<String> words = List.of(fields.rest().stripTrailing().split(" ", -1));
    int dash = words.indexOf("-");
    if (dash < 6 || words.size() < dash + 4) {
      return Optional.empty();
    }
    OptionalInt id = Fields.parseInt(words.get(0));
    OptionalInt parent = Fields.parseInt(words.get(1));
    Optional<DevNo> dev = Fields.devNo(words.get(2));
    if (id.isEmpty() || parent.isEmpty() || dev.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(
            id.getAsInt(),
            parent.getAsInt(),
            dev.get(),
            Escapes.octal(words.get(3)),
            Escapes.octal(words.get(4)),
            words.get(5),
            Escapes.octal(words.get(dash + 1)),
            Escapes.octal(words.get(dash + 2)),
            Escapes.octal(String.join(" ", words.subList(dash + 3, words.size())))));
  }
}
