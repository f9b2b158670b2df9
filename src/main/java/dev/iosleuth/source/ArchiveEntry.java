package dev.iosleuth.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What lies at a path of an archive, in memory. */
sealed interface ArchiveEntry {
  /** Grows while the archive is read; nobody writes to it later. */
  record Directory(Map<String, ArchiveEntry> entries) implements ArchiveEntry {
    static Directory empty() {
      return new Directory(new HashMap<>());
    }

    /** The entry at a path without links, {@code .} and {@code ..}. */
    Optional<ArchiveEntry> at(List<String> names) {
      ArchiveEntry entry = this;
      for (String name : names) {
        ArchiveEntry next =
            entry instanceof Directory(Map<String, ArchiveEntry> below) ? below.get(name) : null;
        if (next == null) {
          return Optional.empty();
        }
        entry = next;
      }
      return Optional.of(entry);
    }
  }

  /** The bytes are never written to. */
  @SuppressWarnings("ArrayRecordComponent") // a buffer handed on; entries are never compared
  record File(byte[] bytes, long modifiedSeconds) implements ArchiveEntry {}

  record Link(String target) implements ArchiveEntry {}

  /** A file whose content was not kept. */
  record Large() implements ArchiveEntry {}

  /**
   * Nothing that can be read.
   *
   * @param kind "a FIFO"
   */
  record Special(String kind) implements ArchiveEntry {}
}
