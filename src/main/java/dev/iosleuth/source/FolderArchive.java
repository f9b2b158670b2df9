package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An archive whose folders are gzip members of their own, one after the other. It is looked through
 * once; after that each folder is taken into memory when it is asked for, and not kept.
 */
public final class FolderArchive implements CapturedTree {
  /** More would fill the memory by their names alone. */
  private static final int MOST_FOLDERS = 200_000;

  private static final int MOST_HEAD = 16 << 10;

  /** Of all heads together. */
  private static final long MOST_HEADS = 32L << 20;

  private final Path file;
  private final String head;
  private final ArchiveLimits limits;
  private final Map<String, Folder> folders = new LinkedHashMap<>();
  private Optional<String> truncated = Optional.empty();
  private long heads;

  /**
   * @param at where its gzip member begins
   * @param head the file that is kept of each
   */
  private record Folder(long at, Reading<Text> head) {}

  private FolderArchive(Path file, String head, ArchiveLimits limits) {
    this.file = file;
    this.head = head;
    this.limits = limits;
  }

  /**
   * Empty for a file that is not made so, or is refused: then it is to be read whole.
   *
   * @param head name of a file in each folder that is kept in memory
   * @param limits of one folder
   */
  static Optional<FolderArchive> open(Path file, String head, ArchiveLimits limits) {
    var archive = new FolderArchive(file, head, limits);
    try {
      return archive.index() ? Optional.of(archive) : Optional.empty();
    } catch (IOException _) {
      // whoever reads it whole finds the same and says so
      return Optional.empty();
    }
  }

  private boolean index() throws IOException {
    long at = 0;
    var before = new ArchiveLoader.Progress(0, 0);
    while (truncated.isEmpty()) {
      try (var stream = PositionedFile.open(file, at)) {
        Optional<ArchiveLoader.Part> part = part(stream, before);
        if (part.isEmpty()) {
          return truncated.isPresent() && !folders.isEmpty();
        }
        ArchiveTree tree = part.get().tree();
        List<String> names = tree.list("").orElse(List.of());
        if (names.size() > 1 || !names.stream().allMatch(name -> isNew(tree, name))) {
          return false;
        }
        for (String name : names) {
          Reading<Text> small = small(tree.read(name + "/" + head));
          heads += small.map(text -> text.bytes().length).orElse(0);
          if (heads > MOST_HEADS) {
            return false;
          }
          folders.put(name, new Folder(at, small));
        }
        truncated = tree.truncated();
        if (part.get().end()) {
          return !folders.isEmpty();
        }
        before = part.get().progress();
        at = stream.position();
      }
    }
    return !folders.isEmpty();
  }

  private static Reading<Text> small(Reading<Text> head) {
    return head.then(text ->
        text.bytes().length <= MOST_HEAD
            ? Reading.known(text)
            : Reading.malformed(text.path(), "at most " + MOST_HEAD + " bytes", "a larger file"));
  }

  private boolean isNew(ArchiveTree tree, String name) {
    return tree.isDirectory(name) && !folders.containsKey(name) && folders.size() < MOST_FOLDERS;
  }

  /**
   * The member there; empty where there is none, which tells how the file ends, or a refused one.
   */
  private Optional<ArchiveLoader.Part> part(PositionedFile stream, ArchiveLoader.Progress before)
      throws IOException {
    var loader = new ArchiveLoader(file.toString(), limits, before);
    if (!stream.more()) {
      truncated = Optional.of("is cut off after " + before.words());
      return Optional.empty();
    }
    try (var member = GzipCompressorInputStream.builder().setInputStream(stream).get()) {
      return loader.loadPart(member).optional();
    } catch (EOFException _) {
      truncated = Optional.of("is cut off after " + before.words());
    } catch (IOException problem) {
      // a header that ends too soon is no header to the library
      truncated =
          Optional.of(
              stream.more()
                  ? "is damaged after " + before.words() + ": " + problem.getMessage()
                  : "is cut off after " + before.words());
    }
    return Optional.empty();
  }

  private <T> T below(String path, BiFunction<CapturedTree, String, T> question) {
    List<String> names = LinkWalk.names(path);
    return !names.isEmpty() && folders.containsKey(names.getFirst())
        ? question.apply(
            subtree(names.getFirst()), String.join("/", names.subList(1, names.size())))
        : question.apply(nothing(), path);
  }

  private CapturedTree nothing() {
    return new ArchiveTree(ArchiveEntry.Directory.empty(), truncated);
  }

  @Override
  public CapturedTree subtree(String path) {
    List<String> names = LinkWalk.names(path);
    if (names.isEmpty()) {
      return this;
    }
    Folder folder = folders.get(names.getFirst());
    if (folder == null) {
      return nothing();
    }
    try (var stream = PositionedFile.open(file, folder.at())) {
      return part(stream, new ArchiveLoader.Progress(0, 0))
          .<CapturedTree>map(part -> part.tree().subtree(path))
          .orElseGet(this::nothing);
    } catch (IOException _) {
      // it was there when it was looked through: now there is nothing
      return nothing();
    }
  }

  @Override
  public Reading<Text> read(String path) {
    List<String> names = LinkWalk.names(path);
    Folder folder = names.isEmpty() ? null : folders.get(names.getFirst());
    return folder != null && names.size() == 2 && names.getLast().equals(head)
        ? folder.head()
        : below(path, CapturedTree::read);
  }

  @Override
  public Reading<List<String>> list(String path) {
    return LinkWalk.names(path).isEmpty()
        ? Reading.known(List.copyOf(folders.keySet()))
        : below(path, CapturedTree::list);
  }

  @Override
  public Reading<String> link(String path) {
    return below(path, CapturedTree::link);
  }

  @Override
  public Reading<DevNo> device(String path) {
    return below(path, CapturedTree::device);
  }

  @Override
  public boolean isDirectory(String path) {
    return LinkWalk.names(path).isEmpty() || below(path, CapturedTree::isDirectory);
  }

  @Override
  public Moment moment() {
    return new Moment("", Instant.EPOCH, 0);
  }

  @Override
  public Optional<String> truncated() {
    return truncated;
  }
}
