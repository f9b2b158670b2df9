package dev.iosleuth.stack;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup.Answer;
import java.util.List;
import java.util.Optional;

/** Absolute paths: mount points, files that something stands on, and any other file. */
final class PathLookup {
  private final Stack stack;
  private final Mounts mounts;

  PathLookup(Sample sample, Stack stack) {
    this.stack = stack;
    this.mounts = new Mounts(sample.topology());
  }

  /** Whether a file is there is not asked: the file system that would hold it is the answer. */
  Optional<Answer> find(String name) {
    if (!name.startsWith("/")) {
      return Optional.empty();
    }
    String path =
        name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return Lookup.one(stack.find(new NodeId("file:" + path)).stream().toList())
        .or(() -> path.startsWith("/dev/") ? Optional.empty() : Lookup.one(holding(path)));
  }

  private List<Node> holding(String path) {
    return mounts.holding(path).flatMap(mount -> stack.find(FileSystems.id(mount.dev()))).stream()
        .toList();
  }
}
