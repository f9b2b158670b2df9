package dev.iosleuth.ledger;

import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.stack.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Where a process may have read and written, by how it has its files open. */
final class OpenedPlaces {
  private static final List<Predicate<OpenFile>> WRITTEN =
      List.of(f -> f.direct() && !f.standard(), f -> !f.standard(), _ -> true);

  private static final List<Predicate<OpenFile>> READ =
      List.of(f -> f.readable() && f.direct(), OpenFile::readable);

  private final Places places;

  OpenedPlaces(Places places) {
    this.places = places;
  }

  /**
   * By calls: what is open for direct reads, else for reading, else anything: the program's own
   * file system is read by page faults ({@link Faults}) unless it is all that is known.
   */
  Set<NodeId> read(List<OpenFile> files) {
    for (Predicate<OpenFile> open : READ) {
      Set<NodeId> found = of(files, f -> f.kind() != OpenFile.Kind.MAPPED && open.test(f));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return places.of(files, false);
  }

  /** By page faults: what is mapped, else anything. */
  Set<NodeId> mapped(List<OpenFile> files) {
    Set<NodeId> found = of(files, f -> f.kind() == OpenFile.Kind.MAPPED);
    return found.isEmpty() ? places.of(files, false) : found;
  }

  /**
   * What is open for direct writes, else what is open for writing, else where the output is
   * redirected to, else its home.
   */
  Set<NodeId> written(List<OpenFile> files) {
    for (Predicate<OpenFile> wanted : WRITTEN) {
      Set<NodeId> found = places.of(files.stream().filter(wanted).toList(), true);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return home(files);
  }

  /** Where it has files open through the page cache, while it has others open past it. */
  Set<NodeId> cached(List<OpenFile> files, Direction direction) {
    boolean writing = direction == Direction.WRITE;
    return of(
        files,
        f ->
            !f.direct()
                && !f.standard()
                && f.kind() != OpenFile.Kind.MAPPED
                && (writing ? f.writable() : f.readable()));
  }

  /**
   * Where a process is at home that has nothing open for writing now: the file systems of what it
   * reads and of its program, the first that is mapped. Pages that it dirtied there wait; they are
   * not sought on others.
   */
  private Set<NodeId> home(List<OpenFile> files) {
    Optional<OpenFile> program =
        files.stream().filter(f -> f.kind() == OpenFile.Kind.MAPPED).findFirst();
    return of(files, f -> f.kind() == OpenFile.Kind.FILE || program.filter(f::equals).isPresent());
  }

  private Set<NodeId> of(List<OpenFile> files, Predicate<OpenFile> wanted) {
    return places.of(files.stream().filter(wanted).toList(), false);
  }
}
