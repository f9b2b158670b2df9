package dev.iosleuth.source;

import java.util.List;

/**
 * The processes that ended since the last time we asked.
 *
 * @param overruns how often the kernel dropped records because we were slow, or we dropped some
 *     because nobody asked for them: then some are missing
 */
public record Exits(List<ExitRecord> records, long overruns) {
  public Exits {
    records = List.copyOf(records);
  }
}
