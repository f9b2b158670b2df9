package dev.iosleuth.source;

import java.util.Optional;

/**
 * A host as it was at one moment: a directory or an archive of files. Links are followed inside it
 * only, an absolute target from its root.
 */
public sealed interface CapturedTree extends LoneTree
    permits DirectoryTree, ArchiveTree, FolderArchive {
  /** The part under a directory, as a tree of its own. */
  CapturedTree subtree(String path);

  /** Where and why it ends early, in words; what is there is whole. */
  Optional<String> truncated();
}
