package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Absolute paths: mount points, files that something stands on, and any other file. */
final class PathLookup {
  private final Stack stack;
  private final Mounts mounts;
  private final Function<String, Optional<String>> missing;

  PathLookup(Sample sample, Stack stack, Function<String, Optional<String>> missing) {
    this.stack = stack;
    this.missing = missing;
    this.mounts = new Mounts(sample.topology());
  }

  /** The file system that holds it, or would hold it where nobody can tell whether it is there. */
  Optional<Answer> find(String name) {
    if (!name.startsWith("/")) {
      return Optional.empty();
    }
    String path =
        name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return Lookup.one(stack.find(new NodeId("file:" + path)).stream().toList())
        .or(() -> mounts.holding(path).flatMap(mount -> within(path, mount)));
  }

  private Optional<Answer> within(String path, Mount mount) {
    if (path.startsWith("/dev/") && (mount.point().equals("/dev") || mount.point().equals("/"))) {
      return Optional.empty();
    }
    Optional<String> absent = missing.apply(path);
    if (absent.isPresent()) {
      return Optional.of(new Answer.NotFound(absent.get(), List.of()));
    }
    List<Node> holding = stack.find(FileSystems.id(mount.dev())).stream().toList();
    return Lookup.one(holding)
        .or(() ->
            Optional.of(
                new Answer.NotFound(
                    "it is of the file system "
                        + mount.point()
                        + " ("
                        + mount.type()
                        + "), which stands on no block device",
                    List.of())));
  }
}
