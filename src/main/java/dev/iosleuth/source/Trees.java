package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens captured trees. */
public final class Trees {
  private Trees() {}

  /** A directory or an archive, as it is. */
  public static Reading<CapturedTree> open(Path path) {
    return open(path, ArchiveLimits.usual());
  }

  /**
   * A directory, or an archive of which each folder is taken into memory when it is asked for, if
   * it is made so.
   *
   * @param head name of a file that is kept of each folder
   * @param limits of one folder
   */
  public static Reading<CapturedTree> openFolders(Path path, String head, ArchiveLimits limits) {
    String where = path.toString();
    var files = new NativeFiles();
    Reading<FileStatus> status =
        new Guard(GuardedTree.LIMIT).ask(where, () -> files.status(where, where, true));
    Optional<CapturedTree> archive =
        status.map(FileStatus::isRegular).orElse(false)
            ? FolderArchive.open(path, head, limits).map(tree -> tree)
            : Optional.empty();
    return archive.map(Reading::known).orElseGet(() -> open(path));
  }

  public static Reading<CapturedTree> open(Path path, ArchiveLimits limits) {
    String where = path.toString();
    var files = new NativeFiles();
    Reading<FileStatus> status =
        new Guard(GuardedTree.LIMIT).ask(where, () -> files.status(where, where, true));
    return status.then(found -> {
      if (found.isDirectory()) {
        return Reading.known(new DirectoryTree(path));
      }
      return found.isRegular()
          ? ArchiveTree.open(path, limits).map(tree -> (CapturedTree) tree)
          : Reading.malformed(where, "a directory or an archive", found.kind());
    });
  }

  /** The whole of a regular file, which is not unpacked. */
  public static Reading<Text> plain(Path path) {
    String where = path.toString();
    var files = new NativeFiles();
    return new Guard(GuardedTree.LIMIT)
        .ask(
            where,
            () ->
                files
                    .status(where, where, true)
                    .then(status ->
                        status.isRegular() ? files.read(where, where) : status.notRegular(where)));
  }

  /**
   * The tree of one host, one of two that are held at once: proc/ and sys/ at the root, or in the
   * single folder there.
   */
  public static Reading<CapturedTree> openHost(Path path) {
    return open(path, ArchiveLimits.folder()).map(Trees::descend);
  }

  /** The tree, or its single folder if that is where proc/ or sys/ lies. */
  public static CapturedTree descend(CapturedTree tree) {
    if (holdsHost(tree)) {
      return tree;
    }
    List<String> folders =
        tree.list("").orElse(List.of()).stream().filter(tree::isDirectory).toList();
    if (folders.size() != 1) {
      return tree;
    }
    CapturedTree below = tree.subtree(folders.getFirst());
    return holdsHost(below) ? below : tree;
  }

  /** Whether proc/ or sys/ is at its root. */
  public static boolean holdsHost(Tree tree) {
    return tree.isDirectory("proc") || tree.isDirectory("sys");
  }
}
