package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.FileExtents;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;

/**
 * A regular file that a program has open for reading, and how far it is in it.
 *
 * @param process that has it open
 * @param program its name
 * @param dev of its file system, where that is known
 * @param since when its position went only forward: the first sample that showed it, or the last in
 *     which it had gone back
 * @param now at this sample
 * @param extents its pieces on the disk
 */
public record ReadFile(
    ProcessId process,
    String program,
    int descriptor,
    String path,
    Optional<DevNo> dev,
    Place since,
    Place now,
    Reading<FileExtents> extents) {

  /**
   * @param position in the file
   * @param readChars bytes that read calls of the whole program returned so far
   */
  public record Place(long position, long readChars) {}

  /** How far it went on. */
  public long moved() {
    return now.position() - since.position();
  }

  /** What all read calls of the program returned meanwhile. */
  public long read() {
    return now.readChars() - since.readChars();
  }

  /** Where it began, if it only went on from here to there. */
  Optional<Place> before(Place next) {
    boolean back = next.position() < now.position() || next.readChars() < now.readChars();
    return back ? Optional.empty() : Optional.of(since);
  }
}
