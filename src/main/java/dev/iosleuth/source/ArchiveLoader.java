package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a tar archive into memory. One that was cut or is damaged gives what is whole before that
 * place; one whose names or links lead out of it is refused as a whole, as nobody makes such an
 * archive of a host by accident.
 */
final class ArchiveLoader {
  private final String where;
  private final ArchiveLimits limits;
  private final ArchiveEntry.Directory root = ArchiveEntry.Directory.empty();
  private final ArchiveLinks links;
  private final Progress before;
  private int members;
  private long kept;
  private boolean end;
  private Optional<String> truncated = Optional.empty();

  /** How far an archive was read. */
  record Progress(long bytes, int members) {
    String words() {
      return bytes + " bytes unpacked, " + members + " members";
    }
  }

  /**
   * A part of an archive.
   *
   * @param progress up to its end
   * @param end whether the archive ends with it
   */
  record Part(ArchiveTree tree, Progress progress, boolean end) {}

  ArchiveLoader(String where, ArchiveLimits limits) {
    this(where, limits, new Progress(0, 0));
  }

  /**
   * @param before what was read of the archive in other parts
   */
  ArchiveLoader(String where, ArchiveLimits limits, Progress before) {
    this.where = where;
    this.limits = limits;
    this.before = before;
    this.links = new ArchiveLinks(where, root);
  }

  Reading<ArchiveTree> load(InputStream file) {
    return load(file, false).map(Part::tree);
  }

  /** A part that is unpacked already: it may end behind any member, without the archive's mark. */
  Reading<Part> loadPart(InputStream plain) {
    return load(plain, true);
  }

  private Reading<Part> load(InputStream file, boolean part) {
    Progress progress;
    try (Unpacked in = Unpacked.of(file, limits.unpacked())) {
      Reading<ArchiveTree> refused = members(in, part);
      if (refused != null) {
        return refused.map(tree -> new Part(tree, before, false));
      }
      progress = progress(in);
    } catch (EOFException _) {
      return part && before.members() > 0
          ? nothing("is cut off after " + before.words())
          : Reading.malformed(where, ArchiveTree.EXPECTED, "a file that ends in its header");
    } catch (IOException problem) {
      return part && before.members() > 0
          ? nothing("is damaged after " + before.words() + ": " + message(problem))
          : Reading.malformed(where, ArchiveTree.EXPECTED, message(problem));
    }
    Reading<ArchiveTree> refused = links.firstThatLeadsOut(truncated.isPresent());
    return refused != null
        ? refused.map(tree -> new Part(tree, before, false))
        : Reading.known(new Part(new ArchiveTree(root, truncated), progress, end));
  }

  /** A part of which nothing is there. */
  private Reading<Part> nothing(String how) {
    return Reading.known(new Part(new ArchiveTree(root, Optional.of(how)), before, false));
  }

  private Progress progress(Unpacked in) {
    return new Progress(before.bytes() + in.count(), before.members() + members);
  }

  /** Adds all members; a refusal, or null. */
  private @Nullable Reading<ArchiveTree> members(Unpacked in, boolean part) {
    var tar = new TarReader(in, part, limits.bytes());
    try {
      while (true) {
        Optional<TarMember> member = tar.next();
        if (member.isEmpty()) {
          end = tar.ended();
          return null;
        }
        Reading<ArchiveTree> refused = add(member.get());
        if (refused != null) {
          return refused;
        }
        members++;
        kept += TarHeader.SIZE + member.get().content().length + 2L * member.get().name().length();
        if (kept > limits.bytes()) {
          return tooLarge("at most " + limits.bytes() + " bytes kept of it");
        }
      }
    } catch (Unpacked.TooMuch _) {
      return tooLarge("at most " + limits.unpacked() + " bytes unpacked");
    } catch (EOFException _) {
      return ended("is cut off after " + progress(in).words());
    } catch (IOException problem) {
      String why = message(problem);
      return members == 0 && before.members() == 0
          ? nothingWhole("a file that is no tar or is damaged in its first member: " + why)
          : ended("is damaged after " + progress(in).bytes() + " bytes unpacked: " + why);
    }
  }

  private @Nullable Reading<ArchiveTree> ended(String how) {
    if (before.members() + members == 0) {
      return nothingWhole("a file that is no tar or is cut off in its first member");
    }
    truncated = Optional.of(how);
    return null;
  }

  private Reading<ArchiveTree> nothingWhole(String found) {
    return Reading.malformed(where, ArchiveTree.EXPECTED, found);
  }

  private static String message(IOException problem) {
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }

  private @Nullable Reading<ArchiveTree> add(TarMember member) {
    List<String> names = LinkWalk.names(member.name());
    if (member.name().startsWith("/") || names.contains("..")) {
      return refuse("names that stay inside it", member.name());
    }
    if (names.size() > limits.depth()) {
      return tooLarge("at most " + limits.depth() + " folders deep");
    }
    if (members >= limits.entries()) {
      return tooLarge("at most " + limits.entries() + " members");
    }
    if (member.type() == '3' || member.type() == '4') {
      return refuse("no device nodes", member.name());
    }
    return names.isEmpty() ? null : put(names, member);
  }

  private @Nullable Reading<ArchiveTree> put(List<String> names, TarMember member) {
    ArchiveEntry.Directory parent = root;
    for (String name : names.subList(0, names.size() - 1)) {
      ArchiveEntry next = parent.entries().computeIfAbsent(name, _ -> folder());
      if (!(next instanceof ArchiveEntry.Directory directory)) {
        return refuse("files in folders only", member.name());
      }
      parent = directory;
    }
    String last = names.getLast();
    switch (member.type()) {
      case '5' -> {
        if (!(parent.entries().get(last) instanceof ArchiveEntry.Directory)) {
          parent.entries().put(last, folder());
        }
      }
      case '2' -> {
        links.add(names, member.target());
        parent.entries().put(last, new ArchiveEntry.Link(member.target()));
      }
      case '1' -> {
        List<String> target = LinkWalk.names(member.target());
        if (member.target().startsWith("/") || target.contains("..")) {
          return refuse("links that stay inside it", member.target());
        }
        parent.entries().put(last, hardLink(target));
      }
      case '0' ->
          parent
              .entries()
              .put(last, new ArchiveEntry.File(member.content(), member.modifiedSeconds()));
      case TarMember.LARGE -> parent.entries().put(last, new ArchiveEntry.Large());
      case '6' -> parent.entries().put(last, new ArchiveEntry.Special("a FIFO"));
      case 'S' -> parent.entries().put(last, new ArchiveEntry.Special("a sparse file"));
      default ->
          parent
              .entries()
              .put(last, new ArchiveEntry.Special("a member of type '" + member.type() + "'"));
    }
    return null;
  }

  /** One that no member may stand for: its names alone could fill the memory. */
  private ArchiveEntry.Directory folder() {
    kept += TarHeader.SIZE;
    return ArchiveEntry.Directory.empty();
  }

  private ArchiveEntry hardLink(List<String> target) {
    return root.at(target)
        .filter(entry -> !(entry instanceof ArchiveEntry.Directory))
        .orElse(new ArchiveEntry.Special("a hard link to nothing"));
  }

  private Reading<ArchiveTree> refuse(String expected, String found) {
    return Reading.malformed(where, "an archive with " + expected, found);
  }

  private Reading<ArchiveTree> tooLarge(String expected) {
    return Reading.malformed(where, expected, "a larger archive");
  }
}
