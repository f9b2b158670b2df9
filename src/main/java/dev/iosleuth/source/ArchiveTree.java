package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A captured host in a tar archive, plain or packed by gzip, xz or zstd, held in memory.
 *
 * <p>Texts carry the time of its {@code proc/uptime}; its wall time is that file's in the archive.
 */
public final class ArchiveTree implements CapturedTree {
  static final String EXPECTED = "a tar archive, plain or packed by gzip, xz or zstd";

  private final ArchiveEntry.Directory root;
  private final Optional<String> truncated;
  private final LinkWalk walk;
  private volatile @Nullable Moment moment;

  ArchiveTree(ArchiveEntry.Directory root, Optional<String> truncated) {
    this.root = root;
    this.truncated = truncated;
    this.walk =
        new LinkWalk(path ->
            root.at(LinkWalk.names(path))
                .flatMap(entry ->
                    entry instanceof ArchiveEntry.Link(String target)
                        ? Optional.of(target)
                        : Optional.empty()));
  }

  public static Reading<ArchiveTree> open(Path file) {
    return open(file, ArchiveLimits.usual());
  }

  /** Malformed, in one line, if it is no archive or one that is refused. */
  public static Reading<ArchiveTree> open(Path file, ArchiveLimits limits) {
    String where = file.toString();
    var files = new NativeFiles();
    var guard = new Guard(GuardedTree.LIMIT);
    return guard
        .ask(where, () -> files.status(where, where, true))
        .then(status ->
            status.isRegular()
                ? guard.ask(where, () -> begin(file))
                : Reading.malformed(where, EXPECTED, status.kind()))
        .then(in -> load(where, in, limits));
  }

  /** Opens it and has its first bytes read, so that a silent file server shows. */
  private static Reading<InputStream> begin(Path file) {
    try {
      var in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
      in.mark(1);
      if (in.read() >= 0) {
        in.reset();
      }
      return Reading.known(in);
    } catch (IOException problem) {
      return Reading.absent(LogFile.why(problem));
    }
  }

  private static Reading<ArchiveTree> load(String where, InputStream file, ArchiveLimits limits) {
    try (file) {
      return new ArchiveLoader(where, limits).load(file);
    } catch (IOException problem) {
      return Reading.absent(LogFile.why(problem));
    }
  }

  private Reading<ArchiveEntry> entry(String path) {
    return walk.resolve(path, true)
        .then(resolved ->
            root.at(LinkWalk.names(resolved))
                .<Reading<ArchiveEntry>>map(Reading::known)
                .orElse(Reading.absent("no such file")));
  }

  @Override
  public Reading<Text> read(String path) {
    long nanos = moment().nanos();
    return plain(path).map(text -> new Text(path, text.bytes(), nanos));
  }

  private Reading<Text> plain(String path) {
    return entry(path)
        .then(entry ->
            switch (entry) {
              case ArchiveEntry.File file -> Reading.known(new Text(path, file.bytes(), 0));
              case ArchiveEntry.Large _ ->
                  Reading.malformed(
                      path, "at most " + NativeFiles.MOST_BYTES + " bytes", "a larger file");
              case ArchiveEntry.Directory _ -> notRegular(path, "a directory");
              case ArchiveEntry.Link _ -> Reading.absent("no such file");
              case ArchiveEntry.Special(String kind) -> notRegular(path, kind);
            });
  }

  private static Reading<Text> notRegular(String path, String kind) {
    return Reading.malformed(path, "a regular file", kind);
  }

  @Override
  public Reading<List<String>> list(String path) {
    return entry(path)
        .then(entry ->
            entry instanceof ArchiveEntry.Directory(Map<String, ArchiveEntry> entries)
                ? Reading.known(List.copyOf(entries.keySet()))
                : Reading.malformed(path, "a directory", "another kind of file"));
  }

  @Override
  public Reading<String> link(String path) {
    return walk.resolve(path, false)
        .then(resolved ->
            root.at(LinkWalk.names(resolved))
                .map(ArchiveTree::target)
                .orElse(Reading.absent("no such file")));
  }

  private static Reading<String> target(ArchiveEntry entry) {
    return entry instanceof ArchiveEntry.Link(String target)
        ? Reading.known(target)
        : Reading.absent("not a symbolic link");
  }

  @Override
  public Reading<DevNo> device(String path) {
    return walk.resolve(path, true).then(resolved -> CapturedDevices.byName(this, resolved));
  }

  @Override
  public boolean isDirectory(String path) {
    return entry(path).map(entry -> entry instanceof ArchiveEntry.Directory).orElse(false);
  }

  @Override
  public Moment moment() {
    Moment known = moment;
    if (known == null) {
      long written =
          entry("proc/uptime")
              .map(e -> e instanceof ArchiveEntry.File file ? file.modifiedSeconds() : 0L)
              .orElse(0L);
      known = BareMoment.of(this::plain, Instant.ofEpochSecond(bounded(written)));
      moment = known;
    }
    return known;
  }

  /** Seconds that an Instant can hold, whatever the archive says. */
  private static long bounded(long seconds) {
    return Math.clamp(seconds, 0, Instant.MAX.getEpochSecond());
  }

  @Override
  public CapturedTree subtree(String path) {
    ArchiveEntry.Directory below =
        entry(path).orElse(ArchiveEntry.Directory.empty()) instanceof ArchiveEntry.Directory found
            ? found
            : ArchiveEntry.Directory.empty();
    return new ArchiveTree(below, truncated);
  }

  @Override
  public Optional<String> truncated() {
    return truncated;
  }
}
