package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Monitors.Question;
import dev.iosleuth.source.monitor.MonitorClient;
import dev.iosleuth.source.monitor.MonitorSocket;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The live host, from its root. Paths under {@code tool/} run the command and give its output,
 * those under {@code qemu/} ask the monitor of a guest, see {@link Monitors}.
 *
 * <p>Texts carry the time since boot (CLOCK_BOOTTIME) at which each was read. Safe for many
 * threads. What may wait in the kernel for ever waits here too: use it through {@link
 * GuardedTree#host}.
 */
public final class HostTree implements Tree {
  private final String root;
  private final NativeFiles files = new NativeFiles();
  private final ToolRunner tools = new ToolRunner();
  private final MonitorClient monitors = new MonitorClient(files::bootNanos);
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
    if (Monitors.at(path).isPresent()) {
      return readAll(List.of(path)).getOrDefault(path, Reading.absent("not asked"));
    }
    Optional<Reading<byte[]>> output = path.startsWith("tool/") ? output(path) : Optional.empty();
    if (output.isPresent()) {
      return output.get().map(bytes -> new Text(path, bytes, files.bootNanos()));
    }
    Optional<String> described = Extents.descriptor(path);
    if (described.isPresent()) {
      return extents(described.get()).map(bytes -> new Text(path, bytes, files.bootNanos()));
    }
    return file(path, true).then(file -> files.read(path, file));
  }

  /** Of a regular file only: to open another thing may do something to it. */
  private Reading<byte[]> extents(String path) {
    return file(path, true)
        .then(file ->
            files
                .status(path, file, true)
                .then(status -> status.isRegular() ? Extents.read(file) : status.notRegular(path)));
  }

  @Override
  public Map<String, Reading<Text>> readAll(Collection<String> paths) {
    var readings = new LinkedHashMap<String, Reading<Text>>();
    var questions = new LinkedHashMap<String, Question>();
    for (String path : paths) {
      Monitors.at(path)
          .ifPresentOrElse(
              question -> questions.put(path, question),
              () -> readings.computeIfAbsent(path, this::read));
    }
    if (!questions.isEmpty()) {
      readings.putAll(monitors(questions));
    }
    return readings;
  }

  private Map<String, Reading<Text>> monitors(Map<String, Question> questions) {
    var readings = new LinkedHashMap<String, Reading<Text>>();
    var found = new MonitorSockets(this);
    var sockets = new ArrayList<MonitorSocket>();
    questions.forEach((path, question) -> {
      Reading<String> socket =
          found.find(question.pid(), question.topic()).then(place -> file(place, true));
      if (socket instanceof Reading.Known<String>(String file)) {
        sockets.add(new MonitorSocket(path, file, question.topic()));
      } else {
        readings.put(path, socket.then(_ -> Reading.absent("not asked")));
      }
    });
    var delays = new Delays(this, questions.values().stream().map(Question::pid).toList());
    readings.putAll(monitors.ask(sockets));
    questions.forEach((path, question) ->
        readings.computeIfPresent(path, (_, said) -> delays.explained(question.pid(), said)));
    return readings;
  }

  /** What the tool says that this path stands for, empty if it stands for none. */
  private Optional<Reading<byte[]>> output(String path) {
    return Tools.at(path)
        .map(tool -> tools.run(tool.command(), tool.limit()))
        .or(() -> smartctl(Smartctl.command(path)))
        .map(said -> said.optional().isPresent() ? said : plain(path, said));
  }

  private Optional<Reading<byte[]>> smartctl(Optional<List<String>> command) {
    return command.map(words -> tools.run(words, Smartctl::answered));
  }

  /** As an older smartctl tells it; the first answer if that fails too. */
  private Reading<byte[]> plain(String path, Reading<byte[]> first) {
    return smartctl(Smartctl.plainCommand(path))
        .filter(said -> said.optional().isPresent())
        .orElse(first);
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
  public Reading<Integer> names(String path) {
    return file(path, true).then(file -> files.status(path, file, true)).map(FileStatus::names);
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
