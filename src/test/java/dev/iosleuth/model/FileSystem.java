package dev.iosleuth.model;

import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mounted file system and its page cache: reads miss or hit, written pages wait and are sent in
 * bios of up to 1 MiB by the flusher, which charges the cgroup that owns the file (v2) or the root
 * (v1).
 */
final class FileSystem {
  private static final int PAGE = 8;
  private static final int BIO = 2048;

  /** Where bios go: a device, or btrfs's own mirror of two. */
  interface Target {
    void submit(Bio bio, Runnable done);
  }

  /** How it is mounted. */
  record Mounted(String point, String type, String source, DevNo dev, int mountId) {}

  private record Dirty(Cause cause, long since) {}

  /** A file in one piece. */
  static final class File {
    private final String path;
    private final long start;
    private final long sectors;
    private final TreeMap<Long, Dirty> dirty = new TreeMap<>();
    private String owner = "";

    private File(String path, long start, long sectors) {
      this.path = path;
      this.start = start;
      this.sectors = sectors;
    }

    String path() {
      return path;
    }

    long sectors() {
      return sectors;
    }
  }

  private final Clock clock;
  private final Mounted mounted;
  private final Target target;
  private final long sectors;
  private final boolean chargesOwner;
  private final long age;
  private final List<File> files = new ArrayList<>();
  private long allocated = 2048;

  /**
   * @param interval of the flusher
   * @param age at which a page is written
   */
  FileSystem(
      Clock clock,
      Mounted mounted,
      Target target,
      long sectors,
      boolean chargesOwner,
      long interval,
      long age) {
    this.clock = clock;
    this.mounted = mounted;
    this.target = target;
    this.sectors = sectors;
    this.chargesOwner = chargesOwner;
    this.age = age;
    clock.after(interval, () -> flusher(interval));
  }

  Mounted mounted() {
    return mounted;
  }

  /** Sectors that no file has yet. */
  long free() {
    return sectors - allocated;
  }

  File create(String name, long length) {
    if (length > free()) {
      throw new IllegalStateException("file system is full");
    }
    var file = new File(mounted.point() + "/" + name, allocated, length);
    allocated += length;
    files.add(file);
    return file;
  }

  /** Past the page cache, or a miss of it. */
  void pass(File file, Bio bio, Runnable done) {
    if (bio.empty()) {
      target.submit(bio, done);
      return;
    }
    List<Bio> pieces = bio.at(file.start + bio.sector()).cutInto(BIO);
    Runnable joined = Join.of(pieces.size(), done);
    pieces.forEach(piece -> target.submit(piece, joined));
  }

  /** Pages that wait for the flusher; answers the bytes that were not dirty before. */
  long dirty(File file, Bio bio) {
    if (file.owner.isEmpty()) {
      file.owner = bio.cgroup();
    }
    long fresh = 0;
    for (long at = bio.sector() / PAGE * PAGE; at < bio.end(); at += PAGE) {
      if (file.dirty.putIfAbsent(at, new Dirty(bio.cause(), clock.now())) == null) {
        fresh += PAGE * 512L;
      }
    }
    return fresh;
  }

  /** All of a file, now, by the one who asks; then a flush. */
  void sync(File file, Cause cause, String cgroup, Runnable done) {
    List<Bio> bios = take(file, Long.MAX_VALUE);
    Runnable flush = () -> target.submit(Bio.flush(cause, cgroup), done);
    if (bios.isEmpty()) {
      flush.run();
      return;
    }
    Runnable joined = Join.of(bios.size(), flush);
    bios.forEach(b -> target.submit(b, joined));
  }

  private void flusher(long interval) {
    for (File file : files) {
      take(file, clock.now() - age).forEach(b -> target.submit(b, () -> {}));
    }
    clock.after(interval, () -> flusher(interval));
  }

  private List<Bio> take(File file, long until) {
    var bios = new ArrayList<Bio>();
    var taken = new ArrayList<Long>();
    String charged = chargesOwner ? file.owner : "";
    for (Map.Entry<Long, Dirty> page : file.dirty.entrySet()) {
      if (page.getValue().since() > until) {
        continue;
      }
      taken.add(page.getKey());
      long sector = file.start + page.getKey();
      Cause cause = page.getValue().cause();
      Bio last = bios.isEmpty() ? null : bios.getLast();
      if (last != null
          && last.end() == sector
          && last.sectors() + PAGE <= BIO
          && last.cause().equals(cause)) {
        bios.set(bios.size() - 1, last.part(last.sector(), last.sectors() + PAGE));
      } else {
        bios.add(Bio.of(Bio.Op.WRITE, sector, PAGE, cause, charged));
      }
    }
    taken.forEach(file.dirty::remove);
    return bios;
  }
}
