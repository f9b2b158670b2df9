package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Tree;
import java.util.Map;

/** A tree that tells beside the host's files what its collector learned otherwise. */
public interface Recorded extends Tree {
  /** The processes that ended since the sample before. */
  Reading<Exits> exits();

  /** Readable names of containers by id. */
  Map<String, String> containers();
}
