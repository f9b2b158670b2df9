package dev.iosleuth.model;

import java.util.List;

/** What serves a request-based device's requests: a medium, or a file. */
interface Backend {
  /**
   * @param pieces the bios of one request, in order of sector
   */
  void serve(List<Bio> pieces, long distance, Runnable done);

  void flush(List<Cause> waiters, Runnable done);
}
