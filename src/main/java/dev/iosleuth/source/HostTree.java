package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The live host, from its root. Paths under {@code tool/} run the command and give its output.
 *
 * <p>Texts carry the time since boot (CLOCK_BOOTTIME) at which each was read. Safe for many
 * threads. What may wait in the kernel for ever waits here too: use it through {@link
 * GuardedTree#host}.
 */
public final class HostTree implements Tree {
  private final String root;
  private final NativeFiles files = new NativeFiles();
  private final ToolRunner tools = new ToolRunner();
  private final LinkWalk walk;

  /**
   * @param root normally "/"; with another one (a host's root mounted in a container) links are
   *     followed inside it
   */
  public HostTree(String root) {
    this.root = root.endsWith("/") ? root : root + "/";
    this.walk = new LinkWalk(path -> files.link(path, this.root + path).optional());
  }

  @Override
  public Reading<Text> read(String path) {
    Optional<Reading<byte[]>> output = path.startsWith("tool/") ? output(path) : Optional.empty();
    if (output.isPresent()) {
      return output.get().map(bytes -> new Text(path, bytes, files.bootNanos()));
    }
    return file(path, true).then(file -> files.read(path, file));
  }

  /** What the tool says that this path stands for, empty if it stands for none. */
  private Optional<Reading<byte[]>> output(String path) {
    return Tools.at(path)
        .map(tool -> tools.run(tool.command()))
        .or(() -> Smartctl.command(path).map(command -> tools.run(command, Smartctl::answered)));
  }

  @Override
  public Reading<List<String>> list(String path) {
    return file(path, true).then(file -> files.list(path, file));
  }

  @Override
  public Reading<String> link(String path) {
    return file(path, false).then(file -> files.link(path, file));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return file(path, true)
        .then(file -> files.status(path, file, true))
        .then(status -> node(path, status));
  }

  static Reading<DevNo> node(String path, FileStatus status) {
    return status.isBlockDevice()
        ? Reading.known(status.node())
        : Reading.malformed(path, "a block device", status.kind());
  }

  @Override
  public boolean isDirectory(String path) {
    return file(path, true)
        .then(file -> files.status(path, file, true))
        .map(FileStatus::isDirectory)
        .orElse(false);
  }

  @Override
  public Moment moment() {
    String host = read("proc/sys/kernel/hostname").map(Text::strip).orElse("");
    return new Moment(host, Instant.now(), files.bootNanos());
  }

  /** As the kernel takes it; only under another root do links have to be followed here. */
  private Reading<String> file(String path, boolean followLast) {
    return root.equals("/")
        ? Reading.known(root + path)
        : walk.resolve(path, followLast).map(resolved -> root + resolved);
  }
}
