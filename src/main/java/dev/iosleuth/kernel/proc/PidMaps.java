package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/maps}: what a process has mapped.
 *
 * <pre>
 * 7f1c2a000000-7f1c2a021000 rw-s 00001000 fd:01 1835031                    /var/lib/db/data.mdb
 * </pre>
 *
 * Numbers are hexadecimal but for the inode. fs/proc/task_mmu.c show_map_vma(); of the path only a
 * newline is escaped, as \012, and held unescaped.
 */
public record PidMaps(List<Mapping> mappings, List<Reading.Malformed<?>> damaged) {
  /**
   * @param bytes its length
   * @param offset of its first byte in the file
   * @param dev st_dev of the file (on btrfs another than mountinfo's); 0:0 without a file
   * @param inode 0 without a file
   * @param path of the file, " (deleted)" may follow; [heap] and the like; or empty
   */
  public record Mapping(
      long bytes, String permissions, long offset, DevNo dev, long inode, String path) {
    /** Whether what is written there reaches the file. */
    public boolean writesToFile() {
      return inode != 0 && permissions.startsWith("w", 1) && permissions.startsWith("s", 3);
    }
  }

  public PidMaps {
    mappings = List.copyOf(mappings);
    damaged = List.copyOf(damaged);
  }

  public static Reading<PidMaps> parse(Text text) {
    Rows<Mapping> rows =
        Rows.read(text, "FROM-TO PERMISSIONS OFFSET MAJ:MIN INODE [PATH]", PidMaps::mapping);
    return Reading.known(new PidMaps(rows.rows(), rows.damaged()));
  }

  private static Optional<Mapping> mapping(Fields fields) {
    String range = fields.word();
    String permissions = fields.word();
    OptionalLong offset = fields.hex();
    Optional<DevNo> dev = fields.hexDevice();
    OptionalLong inode = fields.number();
    int dash = range.indexOf('-');
    if (dash < 0
        || permissions.length() != 4
        || offset.isEmpty()
        || dev.isEmpty()
        || inode.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong from = Fields.parseHex(range.substring(0, dash));
    OptionalLong to = Fields.parseHex(range.substring(dash + 1));
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Mapping(
            to.getAsLong() - from.getAsLong(),
            permissions,
            offset.getAsLong(),
            dev.get(),
            inode.getAsLong(),
            fields.rest().replace("\\012", "\n")));
  }
}
