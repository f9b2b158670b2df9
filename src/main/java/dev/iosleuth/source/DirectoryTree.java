package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A captured host in a directory. Only regular files are opened; what does not answer in time (the
 * directory may lie on a file server) is absent.
 *
 * <p>Texts carry the time of its {@code proc/uptime}; its wall time is when that file was written.
 */
public final class DirectoryTree implements CapturedTree {
  private static final String UPTIME = "proc/uptime";

  private final String root;
  private final Duration limit;
  private final NativeFiles files = new NativeFiles();
  private final Guard guard;
  private final LinkWalk walk;
  private volatile @Nullable Moment moment;

  public DirectoryTree(Path root) {
    this(root.toAbsolutePath().toString(), GuardedTree.LIMIT);
  }

  DirectoryTree(String root, Duration limit) {
    this.root = root.endsWith("/") ? root : root + "/";
    this.limit = limit;
    this.guard = new Guard(limit);
    this.walk = new LinkWalk(path -> files.link(path, this.root + path).optional());
  }

  @Override
  public Reading<Text> read(String path) {
    long nanos = moment().nanos();
    return plain(path).map(text -> new Text(path, text.bytes(), nanos));
  }

  private Reading<Text> plain(String path) {
    return guard.ask(
        path, () -> led(path, walk.resolve(path, true).then(file -> regular(path, file))));
  }

  /** What is not there because a link leads out of the tree is not just missing. */
  private <T> Reading<T> led(String path, Reading<T> reading) {
    return reading.equals(Reading.absent(Errno.NO_FILE)) && walk.leavesRoot(path)
        ? Reading.malformed(path, "a file of this tree", "a link that leads out of it")
        : reading;
  }

  private Reading<Text> regular(String path, String file) {
    // looked at before it is opened: opening a device node may do things
    return files
        .status(path, root + file, false)
        .then(
            status -> status.isRegular() ? files.read(path, root + file) : status.notRegular(path));
  }

  @Override
  public Reading<List<String>> list(String path) {
    return guard.ask(
        path,
        () ->
            led(
                path,
                walk.resolve(path, true)
                    .then(file ->
                        files
                            .status(path, root + file, false)
                            .then(status -> listed(path, file, status)))));
  }

  private Reading<List<String>> listed(String path, String file, FileStatus status) {
    return status.isDirectory()
        ? files.list(path, root + file)
        : Reading.malformed(path, "a directory", status.kind());
  }

  @Override
  public Reading<String> link(String path) {
    return guard.ask(
        path, () -> walk.resolve(path, false).then(file -> files.link(path, root + file)));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return guard.ask(path, () -> walk.resolve(path, true)).then(file -> device(path, file));
  }

  private Reading<DevNo> device(String path, String file) {
    Reading<FileStatus> status = guard.ask(path, () -> files.status(path, root + file, false));
    return status.map(FileStatus::isBlockDevice).orElse(false)
        ? status.map(FileStatus::node)
        : CapturedDevices.byName(this, file);
  }

  @Override
  public boolean isDirectory(String path) {
    return status(path).map(FileStatus::isDirectory).orElse(false);
  }

  private Reading<FileStatus> status(String path) {
    return guard.ask(
        path, () -> walk.resolve(path, true).then(file -> files.status(path, root + file, false)));
  }

  @Override
  public Moment moment() {
    Moment known = moment;
    if (known == null) {
      long written = status(UPTIME).map(FileStatus::modifiedSeconds).orElse(0L);
      known = BareMoment.of(this::plain, Instant.ofEpochSecond(written));
      moment = known;
    }
    return known;
  }

  @Override
  public CapturedTree subtree(String path) {
    Supplier<Reading<String>> resolved = () -> walk.resolve(path, true);
    // where it cannot be resolved, a root at which the kernel finds nothing
    return new DirectoryTree(root + guard.ask(path, resolved).orElse("\0"), limit);
  }

  @Override
  public Optional<String> truncated() {
    return Optional.empty();
  }
}
