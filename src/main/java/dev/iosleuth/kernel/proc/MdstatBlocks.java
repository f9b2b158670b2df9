package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The second line of an array in {@link Mdstat}: size, metadata and what its level adds.
 *
 * <pre>
 * 5860144128 blocks super 1.2 level 5, 64k chunk, algorithm 2 [4/3] [UUU_]
 * 11251451904 blocks super 1.2 512K chunks 2 near-copies [12/12] [UUUUUUUUUUUU]
 * 1855870976 blocks super external:/md127/0 128k chunks
 * </pre>
 */
record MdstatBlocks(
    long kib,
    String metadata,
    long chunkKib,
    int near,
    int far,
    int raidDisks,
    int working,
    String slots) {
  /** What the kernel prints no name for. */
  private static final String OLD_METADATA = "0.90";

  /** Of an array without members. */
  static final MdstatBlocks NONE = new MdstatBlocks(0, OLD_METADATA, 0, 1, 1, 0, 0, "");

  static Optional<MdstatBlocks> parse(Fields fields) {
    OptionalLong kib = fields.number();
    if (kib.isEmpty() || !fields.take("blocks")) {
      return Optional.empty();
    }
    String metadata = fields.take("super") ? fields.word() : OLD_METADATA;
    Optional<MdstatBlocks> blocks =
        Optional.of(new MdstatBlocks(kib.getAsLong(), metadata, 0, 1, 1, 0, 0, ""));
    String before = "";
    while (fields.more() && blocks.isPresent()) {
      String word = fields.word();
      blocks = blocks.get().with(before, word);
      before = word;
    }
    return blocks;
  }

  /** Adds what a word means with the one before it; empty if a number is none. */
  private Optional<MdstatBlocks> with(String before, String word) {
    if (word.startsWith("[")) {
      return word.contains("/") ? withDisks(word) : Optional.of(withSlots(word));
    }
    return switch (word) {
      case "chunk,", "chunks" -> withChunk(before);
      case "near-copies" -> withCopies(before, true);
      case "far-copies", "offset-copies" -> withCopies(before, false);
      default -> Optional.of(this);
    };
  }

  /** {@code 64k} or {@code 512K}, both KiB. */
  private Optional<MdstatBlocks> withChunk(String word) {
    OptionalInt chunk =
        word.endsWith("k") || word.endsWith("K")
            ? Fields.parseInt(word.substring(0, word.length() - 1))
            : OptionalInt.empty();
    return chunk.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MdstatBlocks(
                kib, metadata, chunk.getAsInt(), near, far, raidDisks, working, slots));
  }

  private Optional<MdstatBlocks> withCopies(String word, boolean isNear) {
    OptionalInt copies = Fields.parseInt(word);
    if (copies.isEmpty() || copies.getAsInt() < 1) {
      return Optional.empty();
    }
    int nears = isNear ? copies.getAsInt() : near;
    int fars = isNear ? far : copies.getAsInt();
    return Optional.of(
        new MdstatBlocks(kib, metadata, chunkKib, nears, fars, raidDisks, working, slots));
  }

  /** {@code [4/3]}: slots, and how many of them work. */
  private Optional<MdstatBlocks> withDisks(String word) {
    int slash = word.indexOf('/');
    OptionalInt disks = Fields.parseInt(word.substring(1, slash));
    OptionalInt works =
        word.endsWith("]")
            ? Fields.parseInt(word.substring(slash + 1, word.length() - 1))
            : OptionalInt.empty();
    return disks.isEmpty() || works.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MdstatBlocks(
                kib, metadata, chunkKib, near, far, disks.getAsInt(), works.getAsInt(), slots));
  }

  /** {@code [UUU_]} */
  private MdstatBlocks withSlots(String word) {
    String letters = word.substring(1, word.endsWith("]") ? word.length() - 1 : word.length());
    return new MdstatBlocks(kib, metadata, chunkKib, near, far, raidDisks, working, letters);
  }
}
