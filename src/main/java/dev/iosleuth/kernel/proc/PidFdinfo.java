package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/fdinfo/N}: how a descriptor was opened.
 *
 * <pre>
 * pos:    4096
 * flags:  0140002
 * mnt_id: 29
 * ino:    1835031
 * </pre>
 *
 * Lines of special files follow (eventfd-count, tfd, inotify …) and are not read, but for the
 * interface of a tun or tap device: {@code iff: tap0}. fs/proc/fd.c seq_show();
 * Documentation/filesystems/proc.rst 3.8.
 *
 * @param flags of open(2), printed in octal
 * @param mountId the mount's id in mountinfo; since 3.15
 * @param inode since 5.14
 * @param networkInterface of a descriptor of /dev/net/tun
 */
public record PidFdinfo(
    long position,
    long flags,
    OptionalInt mountId,
    OptionalLong inode,
    Optional<String> networkInterface) {
  private static final long ACCESS_MODE = 03;
  private static final long O_WRONLY = 01;
  private static final long O_PATH = 010000000;

  /** On x86, s390 and riscv. */
  private static final long O_DIRECT = 040000;

  /** On arm, whose O_DIRECTORY has x86's number of O_DIRECT and the other way round. */
  private static final long O_DIRECT_ARM = 0200000;

  /** Opened for reading, alone or with writing. */
  public boolean readable() {
    return (flags & ACCESS_MODE) != O_WRONLY && (flags & O_PATH) == 0;
  }

  /** Opened for writing, alone or with reading. */
  public boolean writable() {
    return (flags & ACCESS_MODE) != 0 && (flags & O_PATH) == 0;
  }

  /**
   * Opened past the page cache. Only asked of files and block devices: they can't have been opened
   * with O_DIRECTORY, which is the same bit on another architecture. PowerPC's own number is not
   * told.
   */
  public boolean direct() {
    return (flags & (O_DIRECT | O_DIRECT_ARM)) != 0;
  }

  public static Reading<PidFdinfo> parse(Text text) {
    OptionalLong position = OptionalLong.empty();
    OptionalLong flags = OptionalLong.empty();
    OptionalInt mountId = OptionalInt.empty();
    OptionalLong inode = OptionalLong.empty();
    Optional<String> networkInterface = Optional.empty();
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      boolean understood = lines.whole();
      switch (fields.word()) {
        case "pos:" -> {
          position = fields.signed();
          understood &= position.isPresent();
        }
        case "flags:" -> {
          flags = fields.octal();
          understood &= flags.isPresent();
        }
        case "mnt_id:" -> {
          mountId = Fields.parseInt(fields.rest());
          understood &= mountId.isPresent();
        }
        case "ino:" -> {
          inode = fields.number();
          understood &= inode.isPresent();
        }
        case "iff:" -> networkInterface = Optional.of(fields.rest());
        default -> {}
      }
      if (!understood) {
        return lines.malformed("pos, flags, mnt_id, ino of a descriptor");
      }
    }
    if (position.isEmpty() || flags.isEmpty()) {
      return Reading.malformed(text.path(), "pos and flags", "the end of the file");
    }
    return Reading.known(
        new PidFdinfo(position.getAsLong(), flags.getAsLong(), mountId, inode, networkInterface));
  }
}
